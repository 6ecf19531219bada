"""A profile as the rows of a table, and those rows as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date

from data.intake.cells import codes_cell, items_cell, shares_cell
from data.intake.csv_text import escaped
from data.profiles.field_guide import allowed_text, fields_to_fill
from data.profiles.flat import GUIDE_COLUMNS
from data.profiles.profile_records import FACT_COLUMNS, MODEL_KEYS, NOT_APPLICABLE, STARTUP_KEYS, Profile
from data.profiles.sources import page_and_note
from data.records import Fact, FactValue, Field, Registry

FlatRow = dict[str, object]


def csv_file(profile: Profile, registry: Registry) -> bytes:
    """The profile as CSV, in UTF-8 with the mark that makes spreadsheets read it as such."""
    rows = [*startup_rows(profile), *(fact_row(fact, registry) for fact in profile.facts)]
    return _csv(rows, FACT_COLUMNS)


def csv_template(registry: Registry) -> bytes:
    """An empty CSV with a row per field to fill in, explained in both languages."""
    rows = [*startup_rows(None), *(guide_row(field) for field in fields_to_fill(registry))]
    return _csv(rows, (*FACT_COLUMNS, *GUIDE_COLUMNS))


def startup_rows(profile: Profile | None) -> list[FlatRow]:
    """The rows on the startup and its models; empty ones for a template."""
    rows: list[FlatRow] = [
        {"field": f"startup.{key}", "value": getattr(profile, key) if profile else None} for key in STARTUP_KEYS
    ]
    if profile is None:
        return rows + [{"field": f"model.{key}", "value": None} for key in MODEL_KEYS]
    for number, model in enumerate(profile.models, start=1):
        prefix = "model" if number == 1 else f"model.{number}"
        rows += [{"field": f"{prefix}.{key}", "value": getattr(model, key)} for key in MODEL_KEYS]
    return rows


def fact_row(fact: Fact, registry: Registry) -> FlatRow:
    """The fact as one row; empty cells where nothing is known."""
    not_applicable = fact.not_applicable is not None
    page, note = (
        (fact.source.reference, fact.not_applicable) if not_applicable else page_and_note(fact.source.reference)
    )
    return {
        "field": fact.key,
        "value": cell_value(fact.value),
        "unit": None if not_applicable else registry.by_key[fact.key].unit,
        "level": NOT_APPLICABLE if not_applicable else fact.level.value,
        "as_of": fact.as_of,
        "source_kind": fact.source.kind,
        "source_title": fact.source.title,
        "source_date": fact.source.dated,
        "source_url": fact.source.url,
        "page": page or None,
        "standard_error": fact.standard_error,
        "note": note or None,
    }


def guide_row(field: Field) -> FlatRow:
    """The row of a field nothing is known of: its names, what may be written, what it means."""
    return {
        "field": field.key,
        "unit": field.unit,
        "label_en": field.label_en,
        "label_zh": field.label_zh,
        "allowed_en": allowed_text(field, "en"),
        "allowed_zh": allowed_text(field, "zh"),
        "definition_en": field.definition_en,
        "definition_zh": field.definition_zh,
    }


def cell_value(value: FactValue | None) -> object:
    """The value as one cell holds it: numbers, dates and yes-or-no as they are, lists and tables written out."""
    if isinstance(value, dict):
        return shares_cell(value)
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        return items_cell(items) if items else codes_cell([str(item) for item in value])
    return value


def _csv(rows: Iterable[Mapping[str, object]], columns: tuple[str, ...]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([_written(row.get(column)) for column in columns] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return escaped(value) if isinstance(value, str) else repr(value)

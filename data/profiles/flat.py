"""From table rows, of a CSV file or a workbook, to records of cells; one row is one fact or one line on the startup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.profiles.messages import ProblemList
from data.profiles.profile_records import (
    FACT_COLUMNS,
    MODEL_KEYS,
    STARTUP_KEYS,
    GivenProfile,
    GivenRecord,
    Row,
)
from data.profiles.scalars import given_text

GUIDE_COLUMNS: tuple[str, ...] = (
    "label_en", "label_zh", "allowed_en", "allowed_zh", "definition_en", "definition_zh"
)  # fmt: skip
"""Columns that explain a field to whoever fills it in; never read."""

REQUIRED_COLUMNS: tuple[str, ...] = ("field", "value", "level", "as_of", "source_kind", "source_title")
MAX_ROWS = 5_000
MAX_COLUMNS = 40
MAX_CELL_CHARACTERS = 32_767
_MODEL_KEY = re.compile(r"model(?:\.(\d{1,3}))?\.(\w+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below the header: column -> value as given, and column -> where the cell stands."""

    cells: Mapping[str, object]
    places: Mapping[str, Row]
    row: Row


def check_header(header: Sequence[object], problems: ProblemList, row: Row) -> list[str] | None:
    """The column names of a table, or None when facts cannot be read from it."""
    names = [given_text(name).lower() for name in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        problems.add("too_many_columns", row=row, limit=MAX_COLUMNS)
        return None
    for index, name in enumerate(names):
        if name and name not in FACT_COLUMNS + GUIDE_COLUMNS:
            problems.add("unknown_column", row=row, value=name, allowed=", ".join(FACT_COLUMNS))
        elif name and name in names[:index]:
            problems.add("duplicate_key", row=row, value=name)
    missing = [name for name in REQUIRED_COLUMNS if name not in names]
    for name in missing:
        problems.add("missing_column", row=row, value=name)
    return None if missing else names


def given_from_rows(rows: Iterable[TableRow]) -> GivenProfile:
    """The profile's cells, gathered from all tables of a file."""
    startup_cells: dict[str, object] = {}
    startup_places: dict[str, Row] = {}
    models: dict[str, tuple[dict[str, object], dict[str, Row]]] = {}
    facts: list[GivenRecord] = []
    for row in rows:
        key = given_text(row.cells.get("field"))
        value, place = row.cells.get("value"), row.places.get("value", row.row)
        model = _MODEL_KEY.fullmatch(key)
        if key in {f"startup.{name}" for name in STARTUP_KEYS}:
            startup_cells[key.partition(".")[2]], startup_places[key.partition(".")[2]] = value, place
        elif model and model[2] in MODEL_KEYS:
            cells, places = models.setdefault(model[1] or "1", ({}, {}))
            cells[model[2]], places[model[2]] = value, place
        elif key or any(given_text(cell) for cell in row.cells.values()):
            facts.append(GivenRecord(key, row.cells, row.places, row.row))
    return GivenProfile(
        startup=GivenRecord("startup", startup_cells, startup_places, None),
        models=[
            GivenRecord("model", cells, places, next(iter(places.values())))
            for cells, places in models.values()
            if any(given_text(cell) for cell in cells.values())
        ],
        facts=facts,
    )

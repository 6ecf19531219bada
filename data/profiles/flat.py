"""From table rows, of a CSV file or a workbook, to records of cells; one row is one fact or one line on the startup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.intake.columns import Layout, TableRow
from data.intake.problems import Row
from data.intake.scalars import given_text
from data.profiles.profile_records import (
    FACT_COLUMNS,
    MODEL_KEYS,
    STARTUP_KEYS,
    GivenProfile,
    GivenRecord,
)

GUIDE_COLUMNS: tuple[str, ...] = (
    "label_en", "label_zh", "allowed_en", "allowed_zh", "definition_en", "definition_zh"
)  # fmt: skip
"""Columns that explain a field to whoever fills it in; never read."""

REQUIRED_COLUMNS: tuple[str, ...] = ("field", "value", "level", "as_of", "source_kind", "source_title")
LISTS_SHEET = "lists"
"""Holds the drop-down values of a template; never read."""

LAYOUT = Layout(
    columns=FACT_COLUMNS,
    required=REQUIRED_COLUMNS,
    unread=GUIDE_COLUMNS,
    subject="field",
    unread_sheet=LISTS_SHEET,
    unknown_column="unknown_column",
    missing_column="missing_column",
)
_MODEL_KEY = re.compile(r"model(?:\.(\d{1,3}))?\.(\w+)", re.ASCII)


def given_from_rows(rows: Iterable[TableRow]) -> GivenProfile:
    """The profile's cells, gathered from all tables of a file."""
    startup_cells: dict[str, object] = {}
    startup_places: dict[str, Row] = {}
    models: dict[str, tuple[dict[str, object], dict[str, Row]]] = {}
    facts: list[GivenRecord] = []
    for row in rows:
        key = given_text(row.cells.get("field"))
        value, place = row.cells.get("value"), row.place_of("value")
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

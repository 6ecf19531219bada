"""A profile as an XLSX workbook: a sheet per section, drop-down lists where values are given, texts never formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from data.intake.limits import MAX_CELL_CHARACTERS
from data.profiles.field_guide import sections_to_fill
from data.profiles.flat import LISTS_SHEET
from data.profiles.flat_files import FlatRow, fact_row, guide_row, startup_rows
from data.profiles.profile_records import FACT_COLUMNS, NOT_APPLICABLE, Profile
from data.profiles.sources import source_kinds
from data.records import Field, InvalidInput, Registry

_COLUMNS = (
    "field", "label_en", "label_zh", "value", "unit", "allowed_en", "allowed_zh", "level", "as_of", "source_kind",
    "source_title", "source_date", "page", "note", "standard_error", "source_url", "definition_en", "definition_zh",
)  # fmt: skip
_STARTUP_SHEET = "startup"
_WIDTHS = {"field": 30, "value": 28, "label_en": 28, "label_zh": 20, "source_title": 28, "note": 30}
_GUIDE_WIDTH, _PLAIN_WIDTH = 48, 14


def workbook_file(profile: Profile, registry: Registry) -> bytes:
    """The profile as a workbook; fields nothing is known of are left out.

    Raises:
        InvalidInput: if a value is longer than a cell holds.
    """
    workbook = _workbook(startup_rows(profile))
    lists = _Lists(workbook, registry)
    for title, fields in registry.sections:
        keys = {field.key for field in fields}
        rows = [
            (registry.by_key[fact.key], {**guide_row(registry.by_key[fact.key]), **fact_row(fact, registry)})
            for fact in profile.facts
            if fact.key in keys
        ]
        if rows:
            _add_section(workbook, title.label_en, rows, lists)
    return _saved(workbook)


def workbook_template(registry: Registry) -> bytes:
    """An empty workbook with a row per field to fill in, explained in both languages."""
    workbook = _workbook(startup_rows(None))
    lists = _Lists(workbook, registry)
    for title, fields in sections_to_fill(registry):
        _add_section(workbook, title.label_en, [(field, guide_row(field)) for field in fields], lists)
    return _saved(workbook)


class _Lists:
    """Drop-down values on a sheet of their own, since a cell's own list holds 255 characters at most."""

    def __init__(self, workbook: Workbook, registry: Registry) -> None:
        self._sheet: Any = workbook.create_sheet(LISTS_SHEET)
        self._sheet.sheet_state = "hidden"
        self._ranges: dict[tuple[str, ...], str] = {}
        self.common = {
            "level": self.reference(("claimed", "documented", NOT_APPLICABLE)),
            "source_kind": self.reference(source_kinds(registry)),
        }

    def reference(self, values: tuple[str, ...]) -> str:
        """The cell range that holds the values."""
        if values not in self._ranges:
            column = len(self._ranges) + 1
            for row, value in enumerate(values, start=1):
                _set(self._sheet.cell(row, column), value)
            letter = get_column_letter(column)
            self._ranges[values] = f"{LISTS_SHEET}!${letter}$1:${letter}${len(values)}"
        return self._ranges[values]

    def of_field(self, field: Field) -> str | None:
        """The cell range of the field's allowed values, None where it has no such list."""
        if field.type == "boolean":
            return self.reference(("true", "false"))
        return self.reference(tuple(option.code for option in field.values)) if field.type == "enum" else None


def _workbook(rows: Sequence[FlatRow]) -> Workbook:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = _STARTUP_SHEET
    _fill(sheet, FACT_COLUMNS, rows)
    return workbook


def _add_section(workbook: Workbook, title: str, rows: Sequence[tuple[Field, FlatRow]], lists: _Lists) -> None:
    sheet: Any = workbook.create_sheet(title, index=len(workbook.sheetnames) - 1)
    _fill(sheet, _COLUMNS, [row for _, row in rows])
    last = len(rows) + 1
    for column, values in lists.common.items():
        letter = get_column_letter(_COLUMNS.index(column) + 1)
        _offer(sheet, values, f"{letter}2:{letter}{last}")
    letter = get_column_letter(_COLUMNS.index("value") + 1)
    for number, (field, _) in enumerate(rows, start=2):
        reference = lists.of_field(field)
        if reference is not None:
            _offer(sheet, reference, f"{letter}{number}")


def _offer(sheet: Any, values: str, cells: str) -> None:
    validation = DataValidation(type="list", formula1=f"={values}", allow_blank=True, showErrorMessage=True)
    validation.add(cells)
    sheet.add_data_validation(validation)


def _fill(sheet: Any, columns: Sequence[str], rows: Iterable[FlatRow]) -> None:
    for index, column in enumerate(columns, start=1):
        cell = sheet.cell(1, index, column)
        cell.font = Font(bold=True)
        guide = column.startswith(("allowed", "definition"))
        width = _GUIDE_WIDTH if guide else _WIDTHS.get(column, _PLAIN_WIDTH)
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, row in enumerate(rows, start=2):
        for index, column in enumerate(columns, start=1):
            if row.get(column) is not None:
                _set(sheet.cell(number, index), row[column])
    sheet.freeze_panes = "B2"


def _set(cell: Any, value: object) -> None:
    """Write a value so that reading gives the same one: texts stay texts, numbers keep their last digit."""
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        value = repr(value)
    if not isinstance(value, str):
        cell.value = value
        return
    if len(value) > MAX_CELL_CHARACTERS:
        raise InvalidInput(
            f"A value of {len(value)} characters is longer than a cell holds ({MAX_CELL_CHARACTERS}); export YAML"
        )
    cell.value = value
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()

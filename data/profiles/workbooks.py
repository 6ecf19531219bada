"""XLSX workbooks as table rows: measured before they are unpacked, formulas refused by the address of their cell."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from data.profiles.flat import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, TableRow, check_header
from data.profiles.messages import ProblemList
from data.profiles.scalars import given_text

LISTS_SHEET = "lists"
"""Holds the drop-down values of a template; never read."""

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_PARTS = 500
_MEGABYTE = 1024 * 1024
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the workbook reader raises on files that are no workbooks; it has no exception of its own for that."""


def workbook_rows(content: bytes, problems: ProblemList) -> list[TableRow] | None:
    """The rows of all sheets below their headers, or None when the file cannot be read as a workbook."""
    found = len(problems)
    rows: list[TableRow] = []
    try:
        _check_container(content, problems)
        if len(problems) > found:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            for sheet in workbook.worksheets:
                if sheet.title != LISTS_SHEET:
                    rows += _sheet_rows(sheet, problems)
            workbook.close()
    except _UNREADABLE as error:
        problems.add("broken_xlsx", reason=str(error).splitlines()[0] if str(error) else type(error).__name__)
        return None
    return rows


def _check_container(content: bytes, problems: ProblemList) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
            limit = MAX_UNPACKED_BYTES // _MEGABYTE
            problems.add("zip_bomb", megabytes=unpacked / _MEGABYTE, limit=limit)
            return
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _declares_entities(archive, part):
                problems.add("broken_xlsx", reason=f"{part.filename} declares entities")


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    content = archive.read(part)
    return any(mark.encode(encoding) in content for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in _XML_ENCODINGS)


_XML_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def _sheet_rows(sheet: Any, problems: ProblemList) -> list[TableRow]:
    lines = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1)
    header = next(lines, ())
    columns = check_header([cell.value for cell in header], problems, f"{sheet.title}!A1")
    if columns is None:
        return []
    return _filled_rows(sheet.title, lines, columns, problems)


def _filled_rows(
    title: str, lines: Iterable[Sequence[Any]], columns: list[str], problems: ProblemList
) -> list[TableRow]:
    rows: list[TableRow] = []
    for number, cells in enumerate(lines, start=2):
        if all(cell.value is None for cell in cells):
            continue
        if number > MAX_ROWS + 1:
            problems.add("too_many_rows", row=f"{title}!A{number}", limit=MAX_ROWS)
            break
        rows.append(_row(title, number, cells, columns, problems))
    return rows


def _row(title: str, number: int, cells: Sequence[Any], columns: list[str], problems: ProblemList) -> TableRow:
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    places = {name: f"{title}!{get_column_letter(index)}{number}" for index, name in enumerate(columns, 1) if name}
    field = given_text(named["field"].value) or None
    values = {name: _value(cell, places[name], field, problems) for name, cell in named.items()}
    return TableRow(values, places, places["field"])


def _value(cell: Any, place: str, field: str | None, problems: ProblemList) -> object:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if kind == "f":
        problems.add("formula", row=place, field=field, value=str(getattr(value, "text", value)))
        return None
    if kind == "e":
        problems.add("cell_error", row=place, field=field, value=str(value))
        return None
    if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
        problems.add("cell_too_long", row=place, field=field, length=len(value), limit=MAX_CELL_CHARACTERS)
    return value if value is None or isinstance(value, str | int | float | bool | date) else str(value)

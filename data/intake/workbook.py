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

from data.intake.columns import Layout, TableRow, column_names, read_row
from data.intake.limits import MAX_PARTS, MEGABYTE
from data.intake.problems import Place, ProblemList
from data.intake.scalars import given_text

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the workbook reader raises on files that are no workbooks; it has no exception of its own for that."""


def workbook_rows(content: bytes, layout: Layout, problems: ProblemList) -> list[TableRow] | None:
    """The rows below the headers of the sheets, or None when the file cannot be read as a workbook."""
    found = len(problems)
    rows: list[TableRow] = []
    try:
        _check_container(content, layout.bounds.unpacked_megabytes, problems)
        if len(problems) > found:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            for sheet in workbook.worksheets[: 1 if layout.first_sheet_only else None]:
                if sheet.title != layout.unread_sheet:
                    rows += _sheet_rows(sheet, layout, problems)
            workbook.close()
    except _UNREADABLE as error:
        problems.add("broken_xlsx", reason=str(error).splitlines()[0] if str(error) else type(error).__name__)
        return None
    return rows


def _check_container(content: bytes, limit: int, problems: ProblemList) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts) / MEGABYTE
        if unpacked > limit:
            problems.add("zip_bomb", megabytes=unpacked, limit=limit)
        elif len(parts) > MAX_PARTS:
            problems.add("too_many_parts", count=len(parts), limit=MAX_PARTS)
        else:
            for part in parts:
                if _declares_entities(archive.read(part)):
                    problems.add("broken_xlsx", reason=f"{part.filename} declares entities")


def _declares_entities(part: bytes) -> bool:
    """Whether the part does so in UTF-8, 16 or 32; whatever its name, since the workbook itself says what is XML."""
    text = part.replace(b"\0", b"")
    return b"<!DOCTYPE" in text or b"<!ENTITY" in text


def _sheet_rows(sheet: Any, layout: Layout, problems: ProblemList) -> list[TableRow]:
    lines = sheet.iter_rows(max_row=layout.bounds.rows + 2, max_col=layout.bounds.columns + 1)
    header = [cell.value for cell in next(lines, ())]
    names = column_names(header, layout, problems.at(f"{sheet.title}!A1", None))
    return [] if names is None else _filled_rows(sheet.title, lines, names, layout, problems)


def _filled_rows(
    title: str, lines: Iterable[Sequence[Any]], names: list[str], layout: Layout, problems: ProblemList
) -> list[TableRow]:
    rows: list[TableRow] = []
    for number, cells in enumerate(lines, start=2):
        if all(cell.value is None for cell in cells):
            continue
        if number > layout.bounds.rows + 1:
            problems.add("too_many_rows", row=f"{title}!A{number}", limit=layout.bounds.rows)
            break
        rows.append(_row(title, number, cells, names, layout, problems))
    return rows


def _row(
    title: str, number: int, cells: Sequence[Any], names: list[str], layout: Layout, problems: ProblemList
) -> TableRow:
    named = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    places = {name: f"{title}!{get_column_letter(index)}{number}" for index, name in enumerate(names, 1) if name}
    about = None if layout.subject is None else given_text(getattr(named.get(layout.subject), "value", None))
    row = places.get(layout.subject or "", f"{title}!A{number}")
    return read_row(named, places, row, about=about, read=_value, problems=problems)


def _value(cell: Any, place: Place) -> object:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if kind == "f":
        place.add("formula", str(getattr(value, "text", value)))
        return None
    if kind == "e":
        place.add("cell_error", str(value))
        return None
    return value if value is None or isinstance(value, str | int | float | bool | date) else str(value)

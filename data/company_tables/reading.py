"""From the bytes of a CSV file or a workbook to rows of cells: bounded, nothing executed, formulas refused."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from data.company_tables.columns import Column, TableRow
from data.company_tables.wording import table_problem
from data.profiles.flat import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS
from data.profiles.messages import ProblemList
from data.profiles.profile_records import Row
from data.profiles.scalars import given_text
from data.records import InvalidInput, Problem

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the workbook reader raises on files that are no workbooks; it has no exception of its own for that."""


class Found:
    """Collects problems: those that every file may have, and those of these tables."""

    def __init__(self, shared: ProblemList) -> None:
        self.shared = shared
        self._own: list[Problem] = []

    def add(
        self, code: str, *, row: Row = None, column: str | None = None, value: object = None, **facts: object
    ) -> None:
        """Add a problem of these tables."""
        self._own.append(table_problem(code, self.shared.language, row=row, column=column, value=value, **facts))

    def __len__(self) -> int:
        return len(self.shared) + len(self._own)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems."""
        return (*self.shared.problems, *self._own)


def file_content(path: Path) -> bytes:
    """The bytes of a file that is not too large to be a table.

    Raises:
        InvalidInput: if there is no such file or it is larger than `MAX_BYTES`.
    """
    if not path.is_file():
        raise InvalidInput(f"No file {str(path)!r}; give the path of a table.")
    if path.stat().st_size > MAX_BYTES:
        megabytes = path.stat().st_size / _MEGABYTE
        raise InvalidInput(f"{path.name} is {megabytes:.1f} MB, the limit is {MAX_BYTES // _MEGABYTE} MB; split it.")
    return path.read_bytes()


def decoded(content: bytes, found: Found) -> str | None:
    """The text of a file in UTF-8, or None after a problem."""
    if len(content) > MAX_BYTES:
        found.shared.add("too_large", megabytes=len(content) / _MEGABYTE, limit=MAX_BYTES // _MEGABYTE)
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        found.shared.add("not_utf8", row=row, value=f"0x{content[error.start]:02X}", position=error.start + 1)
        return None


def table_rows(content: bytes, filename: str, columns: Sequence[Column], found: Found) -> list[TableRow]:
    """The rows below the header of a CSV file, or of the first sheet of a workbook."""
    ending = Path(filename).suffix.lower()
    if ending not in {".csv", ".xlsx"}:
        found.add("format", value=filename, allowed=".csv, .xlsx")
    elif not content.strip():
        found.shared.add("empty_file")
    elif len(content) > MAX_BYTES:
        found.shared.add("too_large", megabytes=len(content) / _MEGABYTE, limit=MAX_BYTES // _MEGABYTE)
    else:
        return (_csv_rows if ending == ".csv" else _workbook_rows)(content, columns, found)
    return []


def _csv_rows(content: bytes, columns: Sequence[Column], found: Found) -> list[TableRow]:
    text = decoded(content, found)
    if text is None:
        return []
    separator = max((",", ";", "\t"), key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[TableRow] = []
    names: list[str] | None = None
    try:
        for cells in reader:
            if names is None:
                names = _header(cells, columns, reader.line_num, found)
            elif any(cell.strip() for cell in cells):
                rows.append(_csv_row(reader.line_num, names, cells, found))
            if len(found) and not names:
                return []
            if len(rows) > MAX_ROWS:
                found.shared.add("too_many_rows", row=reader.line_num, limit=MAX_ROWS)
                break
    except csv.Error as error:
        found.shared.add("broken_csv", row=reader.line_num, reason=str(error))
    return rows


def _csv_row(line: int, names: Sequence[str], cells: Sequence[str], found: Found) -> TableRow:
    for extra in cells[len(names) :]:
        if extra.strip():
            found.add("too_many_cells", row=line, value=extra)
    named = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    for name, cell in named.items():
        if cell.startswith("="):
            found.shared.add("formula", row=line, field=name, value=cell)
        elif len(cell) > MAX_CELL_CHARACTERS:
            found.shared.add("cell_too_long", row=line, field=name, length=len(cell), limit=MAX_CELL_CHARACTERS)
    return TableRow({name: cell.removeprefix("'") for name, cell in named.items()}, line)


def _header(cells: Sequence[object], columns: Sequence[Column], row: Row, found: Found) -> list[str]:
    """The names of the columns in order, "" for one without a name; empty if the table cannot be read."""
    names = [given_text(cell).lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = [column.key for column in columns]
    if len(names) > MAX_COLUMNS:
        found.shared.add("too_many_columns", row=row, limit=MAX_COLUMNS)
        return []
    for index, name in enumerate(names):
        if name and name not in known:
            found.add("unknown_column", row=row, value=name, allowed=", ".join(known))
        elif name and name in names[:index]:
            found.shared.add("duplicate_key", row=row, value=name)
    missing = [column.key for column in columns if column.required and column.key not in names]
    for name in missing:
        found.add("missing_column", row=row, value=name)
    return [] if missing else names


def _workbook_rows(content: bytes, columns: Sequence[Column], found: Found) -> list[TableRow]:
    try:
        if not _is_harmless(content, found):
            return []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            rows = _sheet_rows(workbook.worksheets[0], columns, found)
            workbook.close()
    except _UNREADABLE as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        found.shared.add("broken_xlsx", reason=reason)
        return []
    return rows


def _is_harmless(content: bytes, found: Found) -> bool:
    """Whether the archive unpacks to a bounded size and none of its parts declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            limit = MAX_UNPACKED_BYTES // _MEGABYTE
            found.shared.add("zip_bomb", megabytes=unpacked / _MEGABYTE, limit=limit)
            return False
        for name in archive.namelist():
            part = archive.read(name).replace(b"\0", b"")
            if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in part or b"<!ENTITY" in part):
                found.shared.add("broken_xlsx", reason=f"{name} declares entities")
                return False
    return True


def _sheet_rows(sheet: Any, columns: Sequence[Column], found: Found) -> list[TableRow]:
    lines = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1)
    names = _header([cell.value for cell in next(lines, ())], columns, f"{sheet.title}!A1", found)
    rows: list[TableRow] = []
    for number, cells in enumerate(lines, start=2):
        if names and any(cell.value is not None for cell in cells):
            rows.append(_sheet_row(sheet.title, number, names, cells, found))
    if len(rows) > MAX_ROWS:
        found.shared.add("too_many_rows", row=f"{sheet.title}!A{MAX_ROWS + 2}", limit=MAX_ROWS)
    return rows


def _sheet_row(title: str, number: int, names: Sequence[str], cells: Sequence[Any], found: Found) -> TableRow:
    values: dict[str, object] = {}
    for index, (name, cell) in enumerate(zip(names, cells, strict=False), start=1):
        place = f"{title}!{get_column_letter(index)}{number}"
        kind = getattr(cell, "data_type", "n")
        if kind in {"f", "e"}:
            found.shared.add("formula" if kind == "f" else "cell_error", row=place, field=name, value=str(cell.value))
        elif name:
            values |= {name: cell.value, f"@{name}": place}
    return TableRow(values, f"{title}!A{number}")

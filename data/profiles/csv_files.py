"""CSV files as table rows: bounded, refused where a cell is a formula, with the lines they start on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from data.profiles.flat import MAX_CELL_CHARACTERS, MAX_ROWS, TableRow, check_header
from data.profiles.messages import ProblemList
from data.profiles.profile_records import FACT_COLUMNS

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read a text as a formula."""

_ESCAPE = "'"


def csv_rows(text: str, problems: ProblemList) -> list[TableRow] | None:
    """The rows below the header, or None when the file cannot be read as a table."""
    lines = _lines(text, problems)
    first = next(lines, None)
    if first is None:
        return None
    columns = check_header(first[1], problems, first[0])
    if columns is None:
        return None
    rows = [_row(line, cells, columns, problems) for line, cells in lines if any(cell.strip() for cell in cells)]
    return rows if len(problems) == 0 or rows else None


def escaped(text: str) -> str:
    """The text as a spreadsheet will show it: an apostrophe keeps it from being run as a formula."""
    return f"{_ESCAPE}{text}" if text.startswith((*FORMULA_STARTS, _ESCAPE)) else text


def _lines(text: str, problems: ProblemList) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for count, cells in enumerate(reader):
            if count > MAX_ROWS:
                problems.add("too_many_rows", row=start, limit=MAX_ROWS)
                return
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        problems.add("broken_csv", row=start, reason=str(error))


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=header.count)


def _row(line: int, cells: list[str], columns: list[str], problems: ProblemList) -> TableRow:
    named = dict(zip(columns, cells, strict=False))
    field = named.get("field", "").strip() or None
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        allowed = ", ".join(FACT_COLUMNS)
        problems.add("unknown_column", row=line, field=field, value=cells[len(columns)], allowed=allowed)
    read = {column: _cell(cell, line, field, problems) for column, cell in named.items() if column}
    return TableRow(read, dict.fromkeys(read, line), line)


def _cell(cell: str, line: int, field: str | None, problems: ProblemList) -> str:
    if len(cell) > MAX_CELL_CHARACTERS:
        problems.add("cell_too_long", row=line, field=field, length=len(cell), limit=MAX_CELL_CHARACTERS)
    elif cell.startswith("="):
        problems.add("formula", row=line, field=field, value=cell)
        return ""
    return cell.removeprefix(_ESCAPE)

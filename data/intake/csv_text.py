"""CSV as table rows: bounded, refused where a cell is a formula, with the lines they start on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from data.intake.columns import Layout, TableRow, column_names, read_row
from data.intake.problems import Place, ProblemList

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read a text as a formula."""

_ESCAPE = "'"


def csv_rows(text: str, layout: Layout, problems: ProblemList) -> list[TableRow] | None:
    """The rows below the header, or None when the text cannot be read as a table."""
    found = len(problems)
    lines = _lines(text, layout.bounds.rows, problems)
    first = next(lines, None)
    if first is None:
        return None
    names = column_names(first[1], layout, problems.at(first[0], None))
    if names is None:
        return None
    rows = [_row(line, cells, names, layout, problems) for line, cells in lines if any(cell.strip() for cell in cells)]
    return rows if len(problems) == found or rows else None


def escaped(text: str) -> str:
    """The text as a spreadsheet will show it: an apostrophe keeps it from being run as a formula."""
    return f"{_ESCAPE}{text}" if text.startswith((*FORMULA_STARTS, _ESCAPE)) else text


def _lines(text: str, limit: int, problems: ProblemList) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for count, cells in enumerate(reader):
            if count > limit:
                problems.add("too_many_rows", row=start, limit=limit)
                return
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        problems.add("broken_csv", row=start, reason=str(error))


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=header.count)


def _row(line: int, cells: list[str], names: list[str], layout: Layout, problems: ProblemList) -> TableRow:
    named = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    about = None if layout.subject is None else named.get(layout.subject, "").strip()
    for extra in cells[len(names) :]:
        if extra.strip():
            problems.add("too_many_cells", row=line, field=about or None, value=extra)
    return read_row(named, {}, line, about=about, read=_text, problems=problems)


def _text(cell: str, place: Place) -> str:
    if cell.startswith("="):
        place.add("formula", cell)
        return ""
    return cell.removeprefix(_ESCAPE)

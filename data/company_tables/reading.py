"""From the bytes of a company's table to rows of cells, with what every such table is held to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from data.company_tables.columns import Column
from data.intake import files
from data.intake.columns import Layout, TableRow
from data.intake.csv_text import csv_rows
from data.intake.files import decoded, ending_of, is_readable
from data.intake.limits import MAX_TABLE_MEGABYTES
from data.intake.problems import ProblemList
from data.intake.workbook import workbook_rows
from data.records import InvalidInput

Reader = Callable[[bytes, Layout, ProblemList], list[TableRow] | None]


def file_content(path: Path) -> bytes:
    """The bytes of a file that is not too large to be a table.

    Raises:
        InvalidInput: if there is no such file or it is larger than `MAX_TABLE_MEGABYTES`.
    """
    problems = ProblemList()
    content = files.file_content(path, MAX_TABLE_MEGABYTES, problems)
    if content is None:
        raise InvalidInput(problems.problems)
    return content


def table_rows(
    content: bytes,
    filename: str,
    columns: Sequence[Column],
    problems: ProblemList,
    others: Mapping[str, Reader] | None = None,
) -> list[TableRow]:
    """The rows of a CSV file or of the first sheet of a workbook; none after a problem was reported.

    Args:
        content: The file's bytes; more than `MAX_TABLE_MEGABYTES` are refused unread.
        filename: Its ending decides the format.
        columns: What the header may name, and what it must.
        problems: Where problems are collected.
        others: Readers of further formats by ending.
    """
    readers = {**(others or {}), **_READERS}
    if not is_readable(content, filename, readers, MAX_TABLE_MEGABYTES, problems):
        return []
    rows = readers[ending_of(filename)](content, _layout(columns), problems)
    if not rows and not len(problems):
        problems.add("no_rows")
    return rows or []


def _layout(columns: Collection[Column]) -> Layout:
    return Layout(
        columns=tuple(column.key for column in columns),
        required=tuple(column.key for column in columns if column.required),
        first_sheet_only=True,
    )


def _from_csv(content: bytes, layout: Layout, problems: ProblemList) -> list[TableRow] | None:
    text = decoded(content, problems)
    return None if text is None else csv_rows(text, layout, problems)


_READERS: dict[str, Reader] = {".csv": _from_csv, ".xlsx": workbook_rows}

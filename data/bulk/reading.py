"""A table of many startups as it was handed over: its header and its cells, of whichever kind the file is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from data.bulk.parquet import parquet_rows
from data.intake.columns import Layout, TableRow
from data.intake.csv_text import csv_rows
from data.intake.files import decoded, ending_of, file_content, is_readable
from data.intake.limits import MANY_COMPANIES, MAX_BULK_MEGABYTES
from data.intake.problems import Language, ProblemList
from data.intake.scalars import text_value
from data.intake.workbook import workbook_rows
from data.records import InvalidInput, Problem

LAYOUT = Layout(any_column=True, first_sheet_only=True, bounds=MANY_COMPANIES)


@dataclass(frozen=True, slots=True)
class GivenTable:
    """A table before anything is known of its columns.

    Attributes:
        filename: Without its folder.
        headers: Names of the columns, in order, as they are written.
        rows: One per startup and period.
        problems: What is wrong with single cells; those of columns that are left out do not count.
    """

    filename: str
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[Problem, ...]


def read_table(content: bytes, filename: str, *, language: Language = "en") -> GivenTable:
    """The table in a file, of a workbook its first sheet.

    Args:
        content: The file's bytes.
        filename: Its ending, .csv, .xlsx or .parquet, decides the format.
        language: Language of the problems' messages.

    Raises:
        InvalidInput: with every problem, if the file holds no table that can be read.
    """
    problems = ProblemList(language)
    rows = None
    if is_readable(content, filename, FORMATS, MAX_BULK_MEGABYTES, problems):
        rows = FORMATS[ending_of(filename)](content, LAYOUT, problems)
        if not rows and not len(problems):
            problems.add("no_rows")
    headers = tuple(dict.fromkeys(name for row in rows or () for name in row.cells))
    for header in headers:
        text_value(header, problems.at(None, None))
    if not rows or any(problem.field is None for problem in problems.problems):
        raise InvalidInput(problems.problems)
    return GivenTable(PurePath(filename).name, headers, tuple(rows), problems.problems)


def read_table_file(path: Path, *, language: Language = "en") -> GivenTable:
    """The table in the file at `path`; one beyond `MAX_BULK_MEGABYTES` is refused without being read.

    Raises:
        InvalidInput: if there is no such file, or no table in it that can be read.
    """
    problems = ProblemList(language)
    content = file_content(path, MAX_BULK_MEGABYTES, problems)
    if content is None:
        raise InvalidInput(problems.problems)
    return read_table(content, path.name, language=language)


def _from_csv(content: bytes, layout: Layout, problems: ProblemList) -> list[TableRow] | None:
    text = decoded(content, problems)
    return None if text is None else csv_rows(text, layout, problems)


FORMATS: dict[str, Callable[[bytes, Layout, ProblemList], list[TableRow] | None]] = {
    ".csv": _from_csv,
    ".xlsx": workbook_rows,
    ".parquet": parquet_rows,
}

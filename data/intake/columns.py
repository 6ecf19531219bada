"""Tables of any kind as rows of cells that remember where they stand, and the header that names their columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from data.intake.limits import MAX_CELL_CHARACTERS, ONE_COMPANY, TableBounds
from data.intake.problems import Place, ProblemList, Row
from data.intake.scalars import given_text

Cell = TypeVar("Cell")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind of table looks like.

    Attributes:
        columns: Names the header may hold, in the order of the template; with `any_column`, none are named here.
        required: Names it must hold.
        unread: Names it may hold too, for whoever fills the table in; their cells are never read.
        subject: Column that says what a row is about, None where each column speaks for itself; problems of cells
            are named after it.
        first_sheet_only: Whether a workbook's other sheets are left alone.
        unread_sheet: A sheet that is skipped.
        unknown_column: Code of the problem of a name that the header may not hold.
        missing_column: Code of the problem of a name that it lacks.
        any_column: Whether the header may hold any name, kept as it is written.
        bounds: How large the table may be.
    """

    columns: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    subject: str | None = None
    first_sheet_only: bool = False
    unread_sheet: str | None = None
    unknown_column: str = "unknown_table_column"
    missing_column: str = "missing_table_column"
    any_column: bool = False
    bounds: TableBounds = ONE_COMPANY


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below the header: column -> value as given, and column -> where the cell stands."""

    cells: Mapping[str, object]
    places: Mapping[str, Row]
    row: Row

    def place_of(self, column: str) -> Row:
        """Where a cell stands: the line of the row, or sheet and address in a workbook."""
        return self.places.get(column, self.row)


def column_names(header: Sequence[object], layout: Layout, place: Place) -> list[str] | None:
    """The names of the columns in order, "" for one without; None when the table cannot be read by them."""
    names = [given_text(name) if layout.any_column else given_text(name).lower() for name in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > layout.bounds.columns:
        place.add("too_many_columns", limit=layout.bounds.columns)
        return None
    for index, name in enumerate(names):
        if name and not layout.any_column and name not in layout.columns + layout.unread:
            place.add(layout.unknown_column, name, allowed=", ".join(layout.columns))
        elif name and name in names[:index]:
            place.add("duplicate_key", name)
    missing = [name for name in layout.required if name not in names]
    for name in missing:
        place.add(layout.missing_column, name)
    return None if missing else names


def read_row(
    given: Mapping[str, Cell],
    places: Mapping[str, Row],
    row: Row,
    *,
    about: str | None,
    read: Callable[[Cell, Place], object],
    problems: ProblemList,
) -> TableRow:
    """The row with every cell read, and reported where it is longer than a cell may be.

    Args:
        given: Column -> cell as the file holds it.
        places: Column -> where the cell stands; what is left out stands at `row`.
        row: Where the row stands.
        about: What problems of the row's cells are named after, None for each by its own column.
        read: The value of a cell; what is wrong with it is reported at the place.
        problems: Where problems are collected.
    """
    cells: dict[str, object] = {}
    for column, cell in given.items():
        place = problems.at(places.get(column, row), column if about is None else about or None)
        value = read(cell, place)
        if isinstance(value, str) and len(value) > MAX_CELL_CHARACTERS:
            place.add("cell_too_long", length=len(value), limit=MAX_CELL_CHARACTERS)
        cells[column] = value
    return TableRow(cells, places, row)

"""Cells of a company's table as values of their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.company_tables.columns import Column, Value
from data.intake.columns import TableRow
from data.intake.problems import Place, ProblemList
from data.intake.scalars import given_text, month_value, number_value, text_value


def typed_rows(rows: Sequence[TableRow], columns: Sequence[Column], problems: ProblemList) -> list[Mapping[str, Value]]:
    """One mapping of column to value per row; columns the header does not name are left out."""
    named = {name for row in rows for name in row.cells}
    present = [column for column in columns if column.key in named]
    return [
        {
            column.key: _value(row.cells.get(column.key), column, problems.at(row.place_of(column.key), column.key))
            for column in present
        }
        for row in rows
    ]


def _value(given: object, column: Column, place: Place) -> Value:
    if not given_text(given):
        if column.required:
            place.add("empty")
        return None
    if column.kind == "month":
        return month_value(given, place)
    if column.kind == "number":
        return _number(given, column, place)
    said = text_value(given, place)
    if column.kind == "code" and said is not None and said not in column.codes:
        place.add("not_code", said, allowed=", ".join(column.codes))
    return said


def _number(given: object, column: Column, place: Place) -> float | None:
    number = number_value(given, place, money=True)
    if number is not None and column.minimum is not None and number < column.minimum:
        place.add("below_minimum", number, minimum=f"{column.minimum:g}")
    return None if number is None else float(number)

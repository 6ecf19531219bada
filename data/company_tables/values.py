"""Cells of a company's table as values of their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from data.company_tables.columns import Column, TableRow, Value
from data.company_tables.reading import Found
from data.profiles.profile_records import Row
from data.profiles.scalars import given_text, number_value, text_value

_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?", re.ASCII)


def typed_rows(rows: Sequence[TableRow], columns: Sequence[Column], found: Found) -> list[Mapping[str, Value]]:
    """One mapping of column to value per row; columns the header does not name are left out."""
    named = {name for row in rows for name in row.cells}
    present = [column for column in columns if column.key in named]
    return [{column.key: _value(row, column, found) for column in present} for row in rows]


def _value(row: TableRow, column: Column, found: Found) -> Value:
    given, place = row.cells.get(column.key), row.place_of(column.key)
    if not given_text(given):
        if column.required:
            found.add("empty", row=place, column=column.key)
        return None
    if column.kind == "month":
        return _month(given, place, column, found)
    if column.kind == "number":
        return _number(given, place, column, found)
    said = text_value(given, found.shared.at(place, column.key))
    if column.kind == "code" and said is not None and said not in column.codes:
        found.add("not_code", row=place, column=column.key, value=said, allowed=", ".join(column.codes))
    return said


def _number(given: object, place: Row, column: Column, found: Found) -> float | None:
    number = number_value(given, found.shared.at(place, column.key), money=True)
    if number is not None and column.minimum is not None and number < column.minimum:
        found.add("below_minimum", row=place, column=column.key, value=number, minimum=f"{column.minimum:g}")
    return None if number is None else float(number)


def _month(given: object, place: Row, column: Column, found: Found) -> date | None:
    if isinstance(given, datetime | date):
        return date(given.year, given.month, 1)
    match = _MONTH.fullmatch(given_text(given))
    if match and 1 <= int(match[2]) <= 12 and int(match[1]) >= 1990:
        return date(int(match[1]), int(match[2]), 1)
    found.add("not_month", row=place, column=column.key, value=given_text(given))
    return None

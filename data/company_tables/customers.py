"""Recurring revenue by customer and month, for retention of cohorts and concentration; from CSV or XLSX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from data.company_tables.columns import Column, TableReading, TableRow, Value
from data.company_tables.reading import Found, table_rows
from data.company_tables.templates import blank_csv, blank_workbook
from data.company_tables.values import typed_rows
from data.profiles.messages import ProblemList
from data.profiles.profile_records import Language

_CUSTOMER_EN, _CUSTOMER_ZH = "Customer; a code will do, related companies under one", "客户；可用代号，关联公司合并"
_ARR_EN, _ARR_ZH = "Its annual recurring revenue, end of month, USD", "该客户月末 ARR，美元"
CUSTOMER_COLUMNS: tuple[Column, ...] = (
    Column("customer", "text", _CUSTOMER_EN, _CUSTOMER_ZH, required=True),
    Column("month", "month", "Month, such as 2026-03", "月份，例如 2026-03", required=True),
    Column("arr", "number", _ARR_EN, _ARR_ZH, required=True, minimum=0),
)


def read_customer_arr(content: bytes, filename: str, *, language: Language = "en") -> TableReading:
    """Revenue by customer and month, or every problem of the file; a customer without a row in a month has none.

    Args:
        content: The file's bytes; more than `MAX_BYTES` are refused unread.
        filename: Its ending, .csv or .xlsx, decides the format; of a workbook the first sheet is read.
        language: Language of the problems' messages.
    """
    found = Found(ProblemList(language))
    rows = table_rows(content, filename, CUSTOMER_COLUMNS, found)
    values = typed_rows(rows, CUSTOMER_COLUMNS, found)
    if not rows and not len(found):
        found.add("no_rows")
    _check_repeats(rows, values, found)
    return TableReading((), found.problems) if len(found) else TableReading(tuple(values))


def customers_template(file_format: Literal["csv", "xlsx"]) -> bytes:
    """A table to fill in: one row per customer and month; a workbook explains its columns."""
    return (blank_csv if file_format == "csv" else blank_workbook)("customers", CUSTOMER_COLUMNS)


def _check_repeats(rows: Sequence[TableRow], values: Sequence[Mapping[str, Value]], found: Found) -> None:
    seen: set[tuple[Value, Value]] = set()
    for row, value in zip(rows, values, strict=True):
        key = (value.get("customer"), value.get("month"))
        if None not in key and key in seen:
            found.add("repeated_customer", row=row.place_of("customer"), column="customer", value=value["customer"])
        seen.add(key)

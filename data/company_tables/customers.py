"""Recurring revenue by customer and month, for retention of cohorts and concentration; from CSV or XLSX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from data.company_tables.columns import Column, TableReading, Value
from data.company_tables.reading import table_rows
from data.company_tables.templates import blank_csv, blank_workbook
from data.company_tables.values import typed_rows
from data.intake.columns import TableRow
from data.intake.problems import Language, ProblemList

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
        content: The file's bytes; more than `MAX_TABLE_MEGABYTES` are refused unread.
        filename: Its ending, .csv or .xlsx, decides the format; of a workbook the first sheet is read.
        language: Language of the problems' messages.
    """
    problems = ProblemList(language)
    rows = table_rows(content, filename, CUSTOMER_COLUMNS, problems)
    values = typed_rows(rows, CUSTOMER_COLUMNS, problems)
    _check_repeats(rows, values, problems)
    return TableReading((), problems.problems) if len(problems) else TableReading(tuple(values))


def customers_template(file_format: Literal["csv", "xlsx"]) -> bytes:
    """A table to fill in: one row per customer and month; a workbook explains its columns."""
    return (blank_csv if file_format == "csv" else blank_workbook)("customers", CUSTOMER_COLUMNS)


def _check_repeats(rows: Sequence[TableRow], values: Sequence[Mapping[str, Value]], problems: ProblemList) -> None:
    seen: set[tuple[Value, Value]] = set()
    for row, value in zip(rows, values, strict=True):
        key = (value.get("customer"), value.get("month"))
        if None not in key and key in seen:
            problems.at(row.place_of("customer"), "customer").add("repeated_customer", value["customer"])
        seen.add(key)

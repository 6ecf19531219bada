"""Monthly accounts: one row per month, US dollars, from CSV or XLSX; a blank template; every problem at once."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from data.company_tables.columns import Column, TableReading, Value
from data.company_tables.reading import table_rows
from data.company_tables.templates import blank_csv, blank_workbook
from data.company_tables.values import typed_rows
from data.intake.columns import TableRow
from data.intake.problems import Language, ProblemList

TEMPLATE_MONTHS = 18


def _amount(key: str, label_en: str, label_zh: str, minimum: float | None = 0.0) -> Column:
    return Column(key, "number", label_en, label_zh, minimum=minimum)


ACCOUNT_COLUMNS: tuple[Column, ...] = (
    Column("month", "month", "Month, such as 2026-03", "月份，例如 2026-03", required=True),
    _amount("arr", "Annual recurring revenue of live subscriptions, end of month, USD", "月末已生效订阅的 ARR，美元"),
    _amount("carr", "ARR with contracts signed but not live, USD", "含已签未生效合同的 ARR，美元"),
    _amount("pilot_revenue", "Revenue of pilots in the month, USD", "当月试点收入，美元"),
    _amount("revenue", "Revenue recognised in the month, USD", "当月确认收入，美元"),
    _amount("new_arr", "ARR of new customers won in the month, USD", "当月新客户 ARR，美元"),
    _amount("expansion_arr", "ARR added by customers there were, USD", "老客户增购 ARR，美元"),
    _amount("contraction_arr", "ARR lost to smaller contracts, USD, not below 0", "老客户缩减 ARR，美元，不小于 0"),
    _amount("churned_arr", "ARR lost with customers, USD, not below 0", "流失客户 ARR，美元，不小于 0"),
    _amount(
        "cost_of_revenue",
        "Inference, hosting, support and data, as paid, USD",
        "推理、托管、支持与数据成本（实付），美元",
    ),
    _amount("credits_used", "Compute paid with credits, at list price, USD", "以额度抵付的算力（按标价），美元"),
    _amount("sales_and_marketing", "Sales and marketing expense, USD", "销售与市场费用，美元"),
    _amount(
        "operating_profit",
        "Profit before interest and tax, USD; below 0 for a loss",
        "息税前利润，美元；亏损为负",
        None,
    ),
    _amount(
        "net_burn",
        "Cash spent beyond cash received, USD; below 0 when cash grows",
        "净现金消耗，美元；现金增加为负",
        None,
    ),
    _amount("cash", "Free cash, end of month, USD", "月末可动用现金，美元"),
    _amount("customers", "Paying customers, end of month", "月末付费客户数"),
    _amount("new_customers", "Customers won in the month", "当月新增客户数"),
)


def read_monthly_accounts(content: bytes, filename: str, *, language: Language = "en") -> TableReading:
    """The accounts by month, oldest first, or every problem of the file.

    Months may stand in any order, but none may be missing between the first and the last, or be given twice.

    Args:
        content: The file's bytes; more than `MAX_TABLE_MEGABYTES` are refused unread.
        filename: Its ending, .csv or .xlsx, decides the format; of a workbook the first sheet is read.
        language: Language of the problems' messages.
    """
    problems = ProblemList(language)
    rows = table_rows(content, filename, ACCOUNT_COLUMNS, problems)
    values = typed_rows(rows, ACCOUNT_COLUMNS, problems)
    _check_months(rows, values, problems)
    if len(problems):
        return TableReading((), problems.problems)
    return TableReading(tuple(sorted(values, key=lambda row: str(row["month"]))))


def accounts_template(file_format: Literal["csv", "xlsx"], last_month: date, months: int = TEMPLATE_MONTHS) -> bytes:
    """A table to fill in: the header and one row for each of the last months; a workbook explains its columns."""
    index = last_month.year * 12 + last_month.month - 1
    firsts = [f"{(index - back) // 12}-{(index - back) % 12 + 1:02d}" for back in reversed(range(months))]
    rows = [{"month": month} for month in firsts]
    return (blank_csv if file_format == "csv" else blank_workbook)("accounts", ACCOUNT_COLUMNS, rows)


def _check_months(rows: Sequence[TableRow], values: Sequence[Mapping[str, Value]], problems: ProblemList) -> None:
    known = [(value["month"], row) for row, value in zip(rows, values, strict=True) if isinstance(value["month"], date)]
    placed = sorted(((month, row) for month, row in known if isinstance(month, date)), key=lambda pair: pair[0])
    for (before, _), (month, row) in itertools.pairwise(placed):
        step = 12 * (month.year - before.year) + month.month - before.month
        place = problems.at(row.place_of("month"), "month")
        if step == 0:
            place.add("repeated_month", f"{month:%Y-%m}")
        elif step > 1:
            place.add("missing_months", f"{month:%Y-%m}", since=f"{before:%Y-%m}")

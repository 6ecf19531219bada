"""A company's table as it is kept: what was read, with the name and the digest of its file, and the facts it states."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import PurePath

from data.company_tables.columns import TableReading
from data.company_tables.customers import read_customer_arr
from data.company_tables.holdings import read_holdings
from data.company_tables.monthly_accounts import read_monthly_accounts
from data.intake.problems import Language
from data.records import CompanyTable, EvidenceLevel, Fact, Scalar, Source, TableKind

READERS: Mapping[TableKind, Callable[..., TableReading]] = {
    "accounts": read_monthly_accounts,
    "holdings": read_holdings,
    "customers": read_customer_arr,
}
_MOST_ARR_MONTHS = 25
_Rows = Sequence[Mapping[str, Scalar | None]]


def company_table(kind: TableKind, content: bytes, filename: str, *, language: Language = "en") -> CompanyTable:
    """The table of a file, ready to be kept.

    Raises:
        InvalidInput: with every problem of the file.
    """
    rows = READERS[kind](content, filename, language=language).checked()
    return CompanyTable(kind, rows, PurePath(filename).name, hashlib.sha256(content).hexdigest())


def table_source(table: CompanyTable) -> Source:
    """Where facts taken from the table were read, with its key once it is kept."""
    title, digest = f"Monthly accounts, {table.filename}", f"sha256 {table.digest[:12]}"
    return Source("management_accounts", title, reference=digest, table_id=table.id)


def account_facts(table: CompanyTable) -> list[Fact]:
    """What monthly accounts state in the registry's fields, documented, at the ends of their months.

    ARR of up to 25 months, so that growth follows; cash, contracted ARR and customers of the last; the mean burn of
    three months, now and a quarter before; sums of the last three months or of twelve. A figure any part of which is
    unknown is left out.
    """
    rows = table.rows if table.kind == "accounts" else ()
    if not rows:
        return []
    dated: list[tuple[str, float | None, int]] = [
        *(("arr_usd", _at(rows, "arr", back), back) for back in reversed(range(min(len(rows), _MOST_ARR_MONTHS)))),
        ("carr_usd", _at(rows, "carr", 0), 0),
        ("cash_usd", _at(rows, "cash", 0), 0),
        ("active_customers_count", _at(rows, "customers", 0), 0),
        ("run_rate_revenue_usd", _sum(rows, "revenue", 1, factor=12), 0),
        ("pilot_revenue_usd", _sum(rows, "pilot_revenue", 12), 0),
        ("revenue_usd", _sum(rows, "revenue", 3), 0),
        ("cost_of_revenue_usd", _sum(rows, "cost_of_revenue", 3), 0),
        ("credits_used_usd", _sum(rows, "credits_used", 3), 0),
        ("net_burn_usd_month", _sum(rows, "net_burn", 3, skip=3, factor=1 / 3), 3),
        ("net_burn_usd_month", _sum(rows, "net_burn", 3, factor=1 / 3), 0),
    ]
    source = table_source(table)
    return [
        Fact(key, _plain(value), EvidenceLevel.DOCUMENTED, _month_end(rows, back), source)
        for key, value, back in dated
        if value is not None
    ]


def _at(rows: _Rows, column: str, back: int) -> float | None:
    value = rows[len(rows) - 1 - back].get(column)
    return float(value) if isinstance(value, int | float) else None


def _sum(rows: _Rows, column: str, months: int, *, skip: int = 0, factor: float = 1.0) -> float | None:
    if len(rows) < months + skip:
        return None
    values = [_at(rows, column, back) for back in range(skip, skip + months)]
    known = [value for value in values if value is not None]
    return factor * sum(known) if len(known) == months else None


def _month_end(rows: _Rows, back: int) -> date:
    first = rows[len(rows) - 1 - back]["month"]
    if not isinstance(first, date):
        raise TypeError(f"month: got {first!r}, expected a date")
    return first.replace(day=monthrange(first.year, first.month)[1])


def _plain(value: float) -> float | int:
    """A whole number as one, as the ledger gives it back."""
    return int(value) if float(value).is_integer() else value

"""What monthly accounts say of a company: revenue by kind, growth, retention, margins, efficiency, concentration.

`periods` is one row per month, oldest first, with US dollars in the columns of `PERIOD_COLUMNS` that are known; a
missing column or cell is unknown, never zero, and every figure that needs it says so instead of a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from data.records import InvalidInput

PERIOD_COLUMNS: Mapping[str, str] = {
    "month": "First day of the month.",
    "arr": "Annual recurring revenue of live subscriptions at the end of the month.",
    "carr": "ARR with contracts signed but not live.",
    "pilot_revenue": "Revenue of pilots in the month.",
    "revenue": "Revenue recognised in the month.",
    "new_arr": "ARR of new customers.",
    "expansion_arr": "ARR added by customers there were.",
    "contraction_arr": "ARR lost to smaller contracts, above 0.",
    "churned_arr": "ARR lost with customers, above 0.",
    "cost_of_revenue": "Inference, hosting, support and data, as paid.",
    "credits_used": "Compute paid with credits, at list price.",
    "sales_and_marketing": "Sales and marketing expense.",
    "operating_profit": "Before interest and tax.",
    "net_burn": "Cash spent beyond cash received; below 0 when cash grows.",
    "cash": "Free cash at the end of the month.",
    "customers": "Paying customers at the end of the month.",
    "new_customers": "Customers won in the month.",
}


class Metric(NamedTuple):
    """A figure, or None with the reason why there is none."""

    value: float | None
    reason_en: str = ""
    reason_zh: str = ""


class Retention(NamedTuple):
    """Net and gross revenue retention of the customers of `months` ago, as fractions of their revenue then."""

    net: Metric
    gross: Metric


class RevenueViews(NamedTuple):
    """Revenue by how firmly it recurs, each in US dollars per year; they are never added up."""

    arr: Metric
    carr: Metric
    run_rate: Metric
    pilot: Metric


class Margins(NamedTuple):
    """Gross margin as paid, and with credits counted as the cost they will become."""

    cash: Metric
    full: Metric


def checked_periods(periods: pd.DataFrame) -> pd.DataFrame:
    """A copy in order of months.

    Raises:
        InvalidInput: if a column is unknown, months are missing, repeated or not consecutive, or a loss is below 0.
    """
    if unknown := sorted(set(periods.columns) - PERIOD_COLUMNS.keys()):
        raise InvalidInput(f"Unknown columns {', '.join(unknown)}; allowed are {', '.join(PERIOD_COLUMNS)}.")
    if "month" not in periods or periods.empty:
        raise InvalidInput("Monthly accounts need a column `month` and at least one row.")
    ordered = periods.assign(month=pd.to_datetime(periods["month"]).dt.to_period("M")).sort_values("month")
    steps = ordered["month"].astype("int64").diff().dropna()
    if not (steps == 1).all():
        raise InvalidInput("Months must follow one another without a gap or a repeat; give one row per month.")
    for column in {"contraction_arr", "churned_arr"} & set(ordered.columns):
        if (ordered[column] < 0).any():
            raise InvalidInput(f"{column}: write lost revenue as a number above 0, got {ordered[column].min()!r}.")
    return ordered.reset_index(drop=True)


def revenue_views(periods: pd.DataFrame) -> RevenueViews:
    """ARR, CARR, annualised revenue of the last month (run-rate) and annualised pilots, apart."""
    return RevenueViews(
        arr=latest(periods, "arr"),
        carr=latest(periods, "carr"),
        run_rate=_annualised(latest(periods, "revenue")),
        pilot=_annualised(latest(periods, "pilot_revenue")),
    )


def growth(periods: pd.DataFrame, column: str, months: int) -> Metric:
    """Growth of a column over that many months, as a fraction: now / then - 1."""
    now, then = latest(periods, column), lagged(periods, column, months)
    if now.value is None or then.value is None:
        return now if now.value is None else then
    return ratio(Metric(now.value - then.value), then)


def monthly_growth(periods: pd.DataFrame, column: str, months: int = 3) -> Metric:
    """Compound growth per month over that many months, as a fraction."""
    total = growth(periods, column, months)
    if total.value is None or total.value <= -1:
        return total if total.value is None else Metric(None, "It fell to nothing.", "已降至零。")
    return Metric(float((1 + total.value) ** (1 / months) - 1))


def retention_from_movements(periods: pd.DataFrame, months: int = 12) -> Retention:
    """Retention from the ledger of movements: (start + expansion - contraction - churn) / start, and without expansion.

    Movements of customers won since count too, so it is above the cohort's figure where young customers expand; prefer
    `cohort_retention` where revenue by customer is at hand. Gross retention is at most 1 by its form.

    Source: definitions of the SaaS Metrics Standards Board, "Net revenue retention" and "Gross revenue retention".
    """
    start = lagged(periods, "arr", months)
    lost_parts = [trailing_sum(periods, column, months) for column in ("contraction_arr", "churned_arr")]
    gained = trailing_sum(periods, "expansion_arr", months)
    for needed in (start, *lost_parts):
        if needed.value is None:
            return Retention(needed, needed)
    lost = sum(part.value or 0.0 for part in lost_parts)
    kept = (start.value or 0.0) - lost
    gross = ratio(Metric(max(kept, 0.0)), start)
    net = gained if gained.value is None else ratio(Metric(kept + gained.value), start)
    return Retention(net, gross)


def cohort_retention(customer_arr: pd.DataFrame, months: int = 12) -> Retention:
    """Retention of the customers of `months` ago: their ARR now over their ARR then, and capped at what each had.

    Args:
        customer_arr: Columns customer, month and arr; a customer without a row in a month has none.
        months: Distance in months from the last month.

    Raises:
        InvalidInput: if a column is missing.
    """
    if missing := sorted({"customer", "month", "arr"} - set(customer_arr.columns)):
        raise InvalidInput(f"Revenue by customer lacks the column {', '.join(missing)}.")
    table = customer_arr.assign(month=pd.to_datetime(customer_arr["month"]).dt.to_period("M"))
    wide = table.pivot_table(index="customer", columns="month", values="arr", aggfunc="sum").fillna(0.0)
    now = pd.PeriodIndex(wide.columns).max()
    then = now - months
    if then not in wide.columns:
        unknown = Metric(None, f"No revenue by customer {months} months ago.", f"缺少 {months} 个月前的分客户收入。")
        return Retention(unknown, unknown)
    start, end = wide[then], wide[now].where(wide[then] > 0, 0.0)
    base = Metric(float(start.sum()))
    return Retention(ratio(Metric(float(end.sum())), base), ratio(Metric(float(end.clip(upper=start).sum())), base))


def gross_margins(periods: pd.DataFrame, months: int = 3) -> Margins:
    """Gross margin of the last months as paid and with credits, as fractions of revenue.

    Unknown credits leave the full margin unknown: a margin that is positive only with credits must not pass as earned.
    """
    revenue = trailing_sum(periods, "revenue", months)
    cost = trailing_sum(periods, "cost_of_revenue", months)
    credit = trailing_sum(periods, "credits_used", months)
    cash = _minus(revenue, cost)
    return Margins(ratio(cash, revenue), ratio(_minus(cash, credit), revenue))


def burn_multiple(periods: pd.DataFrame, months: int = 3) -> Metric:
    """Net burn over net new ARR of the same months.

    Zero when the company does not burn; without a value before the first recurring revenue, or when it does not grow.

    Source: David Sacks, "The Burn Multiple", 2020.
    """
    burn, now, then = trailing_sum(periods, "net_burn", months), latest(periods, "arr"), lagged(periods, "arr", months)
    for needed in (burn, now, then):
        if needed.value is None:
            return needed
    if now.value == 0:
        return Metric(None, "No recurring revenue yet.", "尚无经常性收入。")
    if burn.value is not None and burn.value <= 0:
        return Metric(0.0)
    added = (now.value or 0.0) - (then.value or 0.0)
    if added <= 0:
        return Metric(None, "Cash is burnt while ARR does not grow.", "消耗现金而 ARR 没有增长。")
    return Metric((burn.value or 0.0) / added)


def rule_of_40(growth_share: Metric, margin_share: Metric) -> Metric:
    """Yearly growth plus margin (say which: operating profit or free cash flow), as a fraction; .40 is the rule.

    Source: Brad Feld, "The Rule of 40% for a healthy SaaS company", 2015.
    """
    for needed in (growth_share, margin_share):
        if needed.value is None:
            return needed
    return Metric((growth_share.value or 0.0) + (margin_share.value or 0.0))


def magic_number(periods: pd.DataFrame) -> Metric:
    """Yearly revenue added in a quarter over the sales and marketing expense of the quarter before.

    Source: Scale Venture Partners, 2008.
    """
    this, before = trailing_sum(periods, "revenue", 3), trailing_sum(periods, "revenue", 3, skip=3)
    added = _minus(this, before)
    spent = trailing_sum(periods, "sales_and_marketing", 3, skip=3)
    return added if added.value is None else ratio(Metric(4 * added.value), spent)


def lifetime_value(monthly_revenue_per_customer: Metric, gross_margin: Metric, monthly_churn: Metric) -> Metric:
    """Gross profit of a customer over its life, in US dollars: revenue per month x margin / churn per month.

    Source: David Skok, "SaaS Metrics 2.0".
    """
    for needed in (monthly_revenue_per_customer, gross_margin):
        if needed.value is None:
            return needed
    profit = (monthly_revenue_per_customer.value or 0.0) * (gross_margin.value or 0.0)
    return ratio(Metric(profit), monthly_churn)


def acquisition_cost(periods: pd.DataFrame, months: int = 3) -> Metric:
    """Sales and marketing expense per customer won in the same months, in US dollars."""
    return ratio(trailing_sum(periods, "sales_and_marketing", months), trailing_sum(periods, "new_customers", months))


def payback_months(cost: Metric, monthly_revenue_per_customer: Metric, gross_margin: Metric) -> Metric:
    """Months of gross profit that pay for winning a customer.

    Source: Bessemer Venture Partners, Cloud Computing Law 6, 2012.
    """
    for needed in (cost, monthly_revenue_per_customer, gross_margin):
        if needed.value is None:
            return needed
    profit = (monthly_revenue_per_customer.value or 0.0) * (gross_margin.value or 0.0)
    if profit <= 0:
        return Metric(None, "Customers bring no gross profit.", "客户不产生毛利。")
    return Metric((cost.value or 0.0) / profit)


def quick_ratio(periods: pd.DataFrame, months: int = 3) -> Metric:
    """ARR won over ARR lost: (new + expansion) / (contraction + churn).

    Source: Mamoon Hamid, 2015.
    """
    gained = [trailing_sum(periods, column, months) for column in ("new_arr", "expansion_arr")]
    lost = [trailing_sum(periods, column, months) for column in ("contraction_arr", "churned_arr")]
    for needed in (*gained, *lost):
        if needed.value is None:
            return needed
    if sum(part.value or 0.0 for part in lost) == 0:
        return Metric(None, "Nothing was lost.", "没有流失。")
    return ratio(Metric(sum(part.value or 0.0 for part in gained)), Metric(sum(part.value or 0.0 for part in lost)))


def concentration_index(shares: Sequence[float]) -> float:
    """Herfindahl-Hirschman index of customer shares, 0 to 1; times 10,000 it is the agencies' figure.

    Raises:
        InvalidInput: if a share is negative or they add up to more than 1.
    """
    if any(share < 0 for share in shares) or sum(shares) > 1 + 1e-6:
        raise InvalidInput(f"Shares must not be below 0 nor add up to more than 1, got {sum(shares):.4g}.")
    return float(sum(share**2 for share in shares))


def top_share(shares: Sequence[float], count: int) -> float:
    """Share of the largest `count` customers together."""
    return float(sum(sorted(shares, reverse=True)[:count]))


def latest(periods: pd.DataFrame, column: str) -> Metric:
    """The last month's value of a column."""
    return lagged(periods, column, 0)


def lagged(periods: pd.DataFrame, column: str, months: int) -> Metric:
    """The value of a column that many months before the last."""
    if column not in periods or len(periods) <= months or pd.isna(periods[column].iloc[-1 - months]):
        when = "in the last month" if months == 0 else f"{months} months before the last"
        return Metric(None, f"{column} is unknown {when}.", f"{column} 在{_when_zh(months)}未知。")
    return Metric(float(periods[column].iloc[-1 - months]))


def trailing_sum(periods: pd.DataFrame, column: str, months: int, skip: int = 0) -> Metric:
    """Sum of a column over the last months, leaving out the latest `skip`; unknown if any month is."""
    end = len(periods) - skip
    if column not in periods or end < months or periods[column].iloc[end - months : end].isna().any():
        return Metric(
            None, f"{column} is not known for {months} months in a row.", f"{column} 缺少连续 {months} 个月的数据。"
        )
    return Metric(float(periods[column].iloc[end - months : end].sum()))


def ratio(part: Metric, whole: Metric) -> Metric:
    """Part over whole; no value if either is unknown or the whole is not above 0."""
    if part.value is None or whole.value is None:
        return part if part.value is None else whole
    if whole.value <= 0:
        return Metric(None, "The base it is divided by is not above 0.", "作为分母的基数不大于零。")
    return Metric(part.value / whole.value)


def _annualised(monthly: Metric) -> Metric:
    return monthly if monthly.value is None else Metric(12 * monthly.value)


def _minus(first: Metric, second: Metric) -> Metric:
    if first.value is None or second.value is None:
        return first if first.value is None else second
    return Metric(first.value - second.value)


def _when_zh(months: int) -> str:
    return "最近一个月" if months == 0 else f"最近一个月之前 {months} 个月"

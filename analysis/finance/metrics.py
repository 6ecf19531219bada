"""Every figure that monthly accounts give, by name: value, unit and band, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.finance.accounts import (
    PERIOD_COLUMNS,
    Metric,
    acquisition_cost,
    burn_multiple,
    checked_periods,
    cohort_retention,
    concentration_index,
    gross_margins,
    growth,
    lagged,
    latest,
    lifetime_value,
    magic_number,
    monthly_growth,
    payback_months,
    quick_ratio,
    ratio,
    retention_from_movements,
    revenue_views,
    rule_of_40,
    top_share,
    trailing_sum,
)
from analysis.finance.bands import BandStep, FinanceBand
from analysis.finance.runway import Runway, runway_months, simulated_growth_runway, simulated_runway

BURN_MONTHS = 12
"""Months of burn that the distribution of the runway learns from, at most."""
_LEAST_BURN_MONTHS = 3
_BANDS = {
    "gross_margin_full_share": "gross_margin_ai_share",
    "nrr_cohort_share": "nrr_share",
    "grr_cohort_share": "grr_share",
}
"""Bands that go by another name than the figure."""

UNITS: Mapping[str, str] = {
    "arr_usd": "usd_per_year",
    "carr_usd": "usd_per_year",
    "run_rate_revenue_usd": "usd_per_year",
    "pilot_run_rate_usd": "usd_per_year",
    "carr_to_arr": "ratio",
    "growth_yoy": "fraction",
    "growth_mom": "fraction",
    "nrr_share": "fraction",
    "grr_share": "fraction",
    "gross_margin_cash_share": "fraction",
    "gross_margin_full_share": "fraction",
    "operating_margin_share": "fraction",
    "rule_of_40": "fraction",
    "net_burn_usd_month": "usd_per_month",
    "runway_months": "months",
    "burn_multiple": "ratio",
    "magic_number": "ratio",
    "quick_ratio": "ratio",
    "cac_usd": "usd_per_customer",
    "cac_payback_months": "months",
    "ltv_usd": "usd_per_customer",
    "ltv_to_cac": "ratio",
}
"""Unit codes of the figures, in the order they are shown."""


CUSTOMER_UNITS: Mapping[str, str] = {
    "nrr_cohort_share": "fraction",
    "grr_cohort_share": "fraction",
    "customer_hhi": "ratio",
    "top1_customer_share": "fraction",
    "top5_customer_share": "fraction",
}
"""Unit codes of the figures that revenue by customer gives."""


@dataclass(frozen=True, slots=True)
class BandedMetric:
    """One figure with its unit and where it stands; `step` is None without a value or a band."""

    key: str
    metric: Metric
    unit: str
    band: FinanceBand | None
    step: BandStep | None


class RunwayOutlook(NamedTuple):
    """The simulated runway and the monthly burns it learnt from, or no runway and the reason."""

    runway: Runway | None
    burns_usd: tuple[float, ...]
    reason_en: str = ""
    reason_zh: str = ""


def periods_frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Monthly accounts as a table, oldest month first; columns nobody filled in are left out.

    Raises:
        InvalidInput: as `checked_periods`.
    """
    frame = pd.DataFrame([dict(row) for row in rows])
    for column in frame.columns.intersection(list(PERIOD_COLUMNS)):
        if column != "month":
            frame[column] = pd.to_numeric(frame[column])
    return checked_periods(frame.dropna(axis="columns", how="all"))


def last_month(periods: pd.DataFrame) -> date:
    """First day of the last month."""
    month = periods["month"].iloc[-1]
    return date(month.year, month.month, 1)


def financial_metrics(periods: pd.DataFrame) -> dict[str, Metric]:
    """Every figure the accounts give, in the order of `UNITS`.

    Growth and retention look back twelve months, margins and efficiency three; a customer's monthly revenue is ARR per
    customer over twelve, its churn the revenue churn per month of the last three; the rule of 40 takes yearly growth of
    ARR and the operating margin of twelve months.
    """
    views, kept, margins = revenue_views(periods), retention_from_movements(periods), gross_margins(periods)
    yearly = growth(periods, "arr", 12)
    operating = ratio(trailing_sum(periods, "operating_profit", 12), trailing_sum(periods, "revenue", 12))
    burn = _per_month(trailing_sum(periods, "net_burn", 3), 3)
    found = {
        "arr_usd": views.arr,
        "carr_usd": views.carr,
        "run_rate_revenue_usd": views.run_rate,
        "pilot_run_rate_usd": views.pilot,
        "carr_to_arr": ratio(views.carr, views.arr),
        "growth_yoy": yearly,
        "growth_mom": monthly_growth(periods, "arr"),
        "nrr_share": kept.net,
        "grr_share": kept.gross,
        "gross_margin_cash_share": margins.cash,
        "gross_margin_full_share": margins.full,
        "operating_margin_share": operating,
        "rule_of_40": rule_of_40(yearly, operating),
        "net_burn_usd_month": burn,
        "runway_months": _runway(latest(periods, "cash"), burn),
        "burn_multiple": burn_multiple(periods),
        "magic_number": magic_number(periods),
        "quick_ratio": quick_ratio(periods),
    }
    return found | _customer_metrics(periods, margins.cash)


def banded_metrics(metrics: Mapping[str, Metric], bands: Mapping[str, FinanceBand]) -> list[BandedMetric]:
    """The figures with unit and band, in the order of `UNITS` and `CUSTOMER_UNITS`."""
    found = []
    for key, unit in {**UNITS, **CUSTOMER_UNITS}.items():
        if key not in metrics:
            continue
        band = bands.get(_BANDS.get(key, key))
        value = metrics[key].value
        step = None if band is None or value is None else band.step(value)
        found.append(BandedMetric(key, metrics[key], unit, band, step))
    return found


def runway_outlook(
    periods: pd.DataFrame, rng: np.random.Generator, *, burn_growth_month: float = 0.0, draws: int = 10_000
) -> RunwayOutlook:
    """The simulated runway from the cash and the burn of up to twelve months, or the reason why there is none.

    Args:
        periods: Monthly accounts.
        rng: Source of randomness.
        burn_growth_month: Growth of the mean burn per month, as a fraction.
        draws: Number of simulated futures.
    """
    cash = latest(periods, "cash")
    column = periods["net_burn"].iloc[-BURN_MONTHS:].dropna() if "net_burn" in periods else pd.Series(dtype=float)
    history = tuple(float(burn) for burn in column)
    if cash.value is None or cash.value < 0:
        reason = cash if cash.value is None else Metric(None, "Cash is below 0.", "现金为负。")
    elif len(history) < _LEAST_BURN_MONTHS:
        months = _LEAST_BURN_MONTHS
        reason = Metric(None, f"net_burn is not known for {months} months.", f"net_burn 缺少至少 {months} 个月的数据。")
    else:
        found = simulated_runway(cash.value, history, rng, draws=draws, burn_growth_month=burn_growth_month)
        return RunwayOutlook(found, history)
    return RunwayOutlook(None, history, reason.reason_en, reason.reason_zh)


def growth_outlook(
    periods: pd.DataFrame, rng: np.random.Generator, *, outflow_growth_month: float = 0.0, draws: int = 10_000
) -> RunwayOutlook:
    """The simulated runway where revenue grows as it did, fading, from up to twelve months; or why there is none.

    Args:
        periods: Monthly accounts.
        rng: Source of randomness.
        outflow_growth_month: Growth of the mean spending per month, as a fraction.
        draws: Number of simulated futures.
    """
    cash = latest(periods, "cash")
    if not {"net_burn", "revenue"} <= set(periods.columns):
        return RunwayOutlook(None, (), "Revenue and net_burn are not both known.", "revenue 与 net_burn 未同时已知。")
    known = periods[["revenue", "net_burn"]].iloc[-BURN_MONTHS:].dropna()
    burns = tuple(float(burn) for burn in known["net_burn"])
    if cash.value is None or len(known) <= _LEAST_BURN_MONTHS or (known["revenue"] <= 0).any():
        return RunwayOutlook(
            None, burns, "Four months of revenue above 0 and of net_burn, and the cash, are needed.",
            "需要至少四个月的正收入与 net_burn 以及现金余额。",
        )  # fmt: skip
    spent = [float(each) for each in known["revenue"] + known["net_burn"]]
    revenue = [float(each) for each in known["revenue"]]
    runway = simulated_growth_runway(
        max(cash.value, 0.0), revenue, spent, rng, draws=draws, outflow_growth_month=outflow_growth_month
    )
    return RunwayOutlook(runway, burns)


def customers_frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Recurring revenue by customer and month as a table, oldest month first."""
    frame = pd.DataFrame([dict(row) for row in rows])
    return frame.assign(arr=pd.to_numeric(frame["arr"])).sort_values("month").reset_index(drop=True)


def customer_metrics(customers: pd.DataFrame, months: int = 12) -> dict[str, Metric]:
    """Retention of the cohort of `months` ago and concentration of the last month, in the order of `CUSTOMER_UNITS`."""
    kept = cohort_retention(customers, months)
    last = customers[customers["month"] == customers["month"].max()].groupby("customer")["arr"].sum()
    total = float(last.sum())
    if total <= 0:
        nobody = Metric(None, "Nobody pays in the last month.", "最近一个月没有付费客户。")
        return {"nrr_cohort_share": kept.net, "grr_cohort_share": kept.gross} | dict.fromkeys(
            ("customer_hhi", "top1_customer_share", "top5_customer_share"), nobody
        )
    shares = [float(value) / total for value in last]
    return {
        "nrr_cohort_share": kept.net,
        "grr_cohort_share": kept.gross,
        "customer_hhi": Metric(concentration_index(shares)),
        "top1_customer_share": Metric(top_share(shares, 1)),
        "top5_customer_share": Metric(top_share(shares, 5)),
    }


def _customer_metrics(periods: pd.DataFrame, margin: Metric) -> dict[str, Metric]:
    paid = ratio(latest(periods, "arr"), latest(periods, "customers"))
    monthly = _per_month(paid, 12)
    churn = _per_month(ratio(trailing_sum(periods, "churned_arr", 3), lagged(periods, "arr", 3)), 3)
    cost = acquisition_cost(periods)
    value = lifetime_value(monthly, margin, churn)
    return {
        "cac_usd": cost,
        "cac_payback_months": payback_months(cost, monthly, margin),
        "ltv_usd": value,
        "ltv_to_cac": ratio(value, cost),
    }


def _runway(cash: Metric, burn: Metric) -> Metric:
    if cash.value is None or burn.value is None:
        return cash if cash.value is None else burn
    return runway_months(cash.value, burn.value)


def _per_month(metric: Metric, months: int) -> Metric:
    return metric if metric.value is None else Metric(metric.value / months)

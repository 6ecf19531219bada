"""Training, serving, finances and exits as plain values, in the shape that outside scripts rely on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.economics.serving_economics import ServingBounds
from analysis.economics.training_estimate import TrainingEstimate
from analysis.finance.bands import FinanceBand
from analysis.finance.cap_table import CapTable, Holding, Participation, breakpoints, exit_waterfall
from analysis.finance.checks import ReportedFinancials, financial_contradictions
from analysis.finance.metrics import (
    BandedMetric,
    banded_metrics,
    customer_metrics,
    financial_metrics,
    growth_outlook,
    last_month,
    runway_outlook,
)
from analysis.finance.runway import Runway
from analysis.quantities.contradictions import Contradiction

MILESTONES = (6, 12, 18, 24)
"""Months for which the chance of having run out of cash is given."""


def training_report(estimate: TrainingEstimate, language: str = "en") -> dict[str, Any]:
    """Compute, hours, utilisation and cost with their bounds, what was assumed, and the contradictions."""
    figures = {name: getattr(estimate, name) for name in ("flop", "gpu_hours", "implied_mfu", "cost_usd")}
    return {
        **{name: None if found is None else found._asdict() for name, found in figures.items()},
        "assumed": list(estimate.assumed),
        "findings": [
            {"rule": finding.code, "gap": finding.gap, "message": finding.sentence(language)}
            for finding in estimate.findings
        ],
    }


def serving_report(bounds: ServingBounds) -> dict[str, Any]:
    """What a chip allows at most and costs at least, in tokens per second, US dollars and bytes."""
    return {
        "tokens_per_second_bound": bounds.tokens_per_second_bound,
        "usd_per_million_tokens_bound": bounds.usd_per_million_tokens_bound,
        "kv_bytes_per_token": bounds.kv_bytes_per_token,
        "memory_bytes": bounds.memory_bytes,
        "fits": bounds.fits,
        "devices": bounds.devices,
    }


def financial_report(
    periods: pd.DataFrame,
    bands: Mapping[str, FinanceBand],
    rng: np.random.Generator,
    *,
    reported: ReportedFinancials | None = None,
    customers: pd.DataFrame | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """Every figure with its value or the reason why there is none, the runway's distribution, and what contradicts.

    Args:
        periods: Monthly accounts as `periods_frame` gives them.
        bands: Practitioners' bands by key.
        rng: Source of randomness of the runway.
        reported: What the company says of itself, None if nothing is at hand.
        customers: Recurring revenue by customer as `customers_frame` gives it, None if not at hand.
        language: "en" or "zh".
    """
    found = financial_contradictions(reported or ReportedFinancials(), periods)
    outlook, growing = runway_outlook(periods, rng), growth_outlook(periods, rng)
    figures = financial_metrics(periods) | ({} if customers is None else customer_metrics(customers))
    return {
        "months": len(periods),
        "last_month": f"{last_month(periods):%Y-%m}",
        "metrics": {each.key: _metric(each, language) for each in banded_metrics(figures, bands)},
        "runway": None if outlook.runway is None else runway_report(outlook.runway),
        "runway_with_growth": None if growing.runway is None else runway_report(growing.runway),
        "runway_reason": _reason(outlook.reason_en, outlook.reason_zh, language),
        "findings": [contradiction_report(finding, language) for finding in found],
    }


def runway_report(runway: Runway) -> dict[str, Any]:
    """Months until the cash is used up at three quantiles, None beyond the horizon, and the chance by milestone."""
    return {
        "months_p10": runway.quantile(0.1),
        "months_p50": runway.quantile(0.5),
        "months_p90": runway.quantile(0.9),
        "horizon_months": runway.horizon_months,
        "chance_out_of_cash_before": {str(month): runway.chance_out_of_cash_before(month) for month in MILESTONES},
    }


def contradiction_report(finding: Contradiction, language: str) -> dict[str, Any]:
    """A contradiction with its rule, first figure over second (None over zero), and the sentence."""
    gap = finding.gap if math.isfinite(finding.gap) else None
    return {"rule": finding.code, "gap": gap, "message": finding.sentence(language)}


def cap_table_of(rows: Sequence[Mapping[str, object]]) -> CapTable:
    """The cap table of rows by column; an empty class is common, an empty preference or rank none.

    Raises:
        InvalidInput: if a row contradicts itself.
    """
    return CapTable(tuple(_holding(row) for row in rows))


def waterfall_report(table: CapTable, exit_usd: float, debt_usd: float = 0.0) -> dict[str, Any]:
    """What each holder gets of an exit, in US dollars to the cent, with ownership and where each class converts.

    Raises:
        InvalidInput: if the exit or the debt is below 0 or nobody holds shares.
    """
    paid = exit_waterfall(table, exit_usd, debt_usd)
    return {
        "exit_usd": exit_usd,
        "debt_usd": debt_usd,
        "payouts": paid,
        "ownership": table.ownership(),
        "converts_from_usd": dict(breakpoints(table)),
    }


def _holding(row: Mapping[str, object]) -> Holding:
    participation: Participation = row.get("participation") or "common"  # type: ignore[assignment]
    return Holding(
        holder=str(row["holder"]),
        shares=_number(row.get("shares")),
        participation=participation,
        preference_usd=_number(row.get("preference_usd")),
        seniority=int(_number(row.get("seniority"))),
    )


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _metric(each: BandedMetric, language: str) -> dict[str, Any]:
    return {
        "value": each.metric.value,
        "unit": each.unit,
        "reason": _reason(each.metric.reason_en, each.metric.reason_zh, language),
        "band": None if each.step is None else each.step.label(language),
    }


def _reason(english: str, chinese: str, language: str) -> str | None:
    return (chinese if language == "zh" else english) or None

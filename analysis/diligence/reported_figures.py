"""What a company states of itself in the ledger, in the shape the cross-checks take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from analysis.economics.serving_checks import ServingClaims
from analysis.evidence.state import Evidence
from analysis.finance.checks import ReportedFinancials
from data.records import Fact

_SAME_DATE = timedelta(days=45)
"""A figure of the month's end counts for the month that began up to this long before."""
_FINANCIALS = {
    "arr_usd": "arr_usd",
    "growth_yoy": "growth_yoy",
    "nrr_share": "nrr_share",
    "grr_share": "grr_share",
    "gross_margin_share": "gross_margin_cash_share",
    "burn_multiple": "burn_multiple",
    "runway_months": "runway_months",
}


def reported_financials(facts: Sequence[Fact], month: date) -> ReportedFinancials:
    """The figures stated for a month, None where none is; of several the one entered last counts.

    What was read off the company's own accounts, this edition or an earlier one, and what was computed is not stated
    beside them.

    Args:
        facts: The startup's ledger.
        month: First day of the month the accounts end with.
    """
    stated = {
        fact.key: float(fact.value)
        for fact in facts
        if fact.source.table_id is None
        and fact.source.kind != "computed"
        and month <= fact.as_of <= month + _SAME_DATE
        and isinstance(fact.value, int | float)
        and not isinstance(fact.value, bool)
    }
    return ReportedFinancials(**{name: stated.get(key) for name, key in _FINANCIALS.items()})


def serving_claims(evidence: Evidence) -> ServingClaims:
    """Speed, cost, price and margin as the ledger has them; speed is per accelerator."""
    return ServingClaims(
        tokens_per_second=_number(evidence, "tokens_per_second_per_gpu"),
        usd_per_million_tokens=_number(evidence, "serving_cost_usd_per_mtok"),
        price_usd_per_million=_number(evidence, "price_usd_per_mtok"),
        gross_margin_share=_number(evidence, "gross_margin_cash_share"),
    )


def _number(evidence: Evidence, key: str) -> float | None:
    value = evidence.reading(key).value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

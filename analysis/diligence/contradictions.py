"""Figures of one ledger that cannot all be right: training, serving, and what is reported beside its parts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from analysis.diligence.computed_results import stated_serving_floor, stated_training, training_chip
from analysis.diligence.reported_figures import reported_financials, serving_claims
from analysis.economics.hardware import Chip
from analysis.economics.serving_checks import serving_contradictions
from analysis.economics.training_checks import training_contradictions
from analysis.evidence.derived import ReportedComparison
from analysis.evidence.state import Evidence
from analysis.finance.checks import financial_contradictions
from analysis.finance.metrics import last_month, periods_frame
from analysis.quantities.contradictions import Contradiction, Figure, in_count, in_percent, in_usd
from data.records import CompanyTable

RATIO_TOLERANCE = 0.10
"""Share of the derived figure by which a reported one may differ; our own setting, as are the next two."""
POINTS_TOLERANCE = 0.05
MARGIN_POINTS_TOLERANCE = 0.15
_SAME_DATE = timedelta(days=45)
_GROWTH = frozenset({"growth_yoy", "growth_mom"})
_ELSEWHERE = frozenset({"data_epochs"})
"""Compared by the checks of training, which name the tokens."""


def ledger_contradictions(
    evidence: Evidence, chips: Sequence[Chip], accounts: CompanyTable | None = None
) -> tuple[Contradiction, ...]:
    """Every pair of the ledger's figures that do not go together, none where too little is known.

    Args:
        evidence: The startup's ledger on a day.
        chips: Accelerators that the ledger may name.
        accounts: Its monthly accounts, None if none are kept.
    """
    chip = training_chip(evidence, chips)
    floor = stated_serving_floor(evidence, chip)
    of_accounts = contradictions_of_accounts(evidence, accounts)
    named = {found.code.removeprefix("reported_") for found in of_accounts}
    return (
        *training_contradictions(stated_training(evidence), chip),
        *(serving_contradictions(serving_claims(evidence), floor) if floor is not None else ()),
        *of_accounts,
        *(found for found in _reported_beside_derived(evidence) if not _names(found, named)),
    )


def contradictions_of_accounts(evidence: Evidence, accounts: CompanyTable | None) -> tuple[Contradiction, ...]:
    """What the company says elsewhere beside its monthly accounts, and the accounts against themselves."""
    if accounts is None:
        return ()
    periods = periods_frame(accounts.rows)
    return tuple(financial_contradictions(reported_financials(evidence.facts, last_month(periods)), periods))


def _names(found: Contradiction, keys: set[str]) -> bool:
    """Whether one of the keys, which may lack the unit at the end, stands for the same figure."""
    return any(found.code.removeprefix("reported_").startswith(key) for key in keys)


def _reported_beside_derived(evidence: Evidence) -> Iterator[Contradiction]:
    """Derived figures that the company also reports, for one date; training's own are checked elsewhere."""
    for comparison in evidence.comparisons():
        if comparison.key not in _ELSEWHERE and _of_one_date(comparison.key, evidence) and _is_apart(comparison):
            yield _contradiction(comparison, evidence)


def _of_one_date(key: str, evidence: Evidence) -> bool:
    reported = [entry.fact.as_of for entry in evidence.stored_reading(key).inputs]
    parts = [entry.fact.as_of for entry in evidence.reading(key).inputs if not entry.lagged]
    dates: list[date] = [*reported, *parts]
    return bool(reported and parts) and max(dates) - min(dates) <= _SAME_DATE


def _is_apart(comparison: ReportedComparison) -> bool:
    gap = abs(comparison.difference)
    if math.isinf(gap):
        return True
    if comparison.key in _GROWTH:
        return gap > RATIO_TOLERANCE * abs(1 + comparison.derived)
    if comparison.key.startswith("gross_margin"):
        return gap > MARGIN_POINTS_TOLERANCE
    if comparison.key.endswith("_share"):
        return gap > POINTS_TOLERANCE
    return gap > RATIO_TOLERANCE * abs(comparison.derived)


def _contradiction(comparison: ReportedComparison, evidence: Evidence) -> Contradiction:
    field = evidence.registry.by_key[comparison.key]
    write = _writer(field.unit)
    reported, derived = comparison.reported, comparison.derived
    return Contradiction(
        f"reported_{comparison.key}",
        Figure(f"the reported figure “{field.label_en}”", f"自报的“{field.label_zh}”", reported, write(reported)),
        Figure("what its parts in the ledger give", "由台账各项推算的值", derived, write(derived)),
        reported / derived if derived and math.isfinite(derived) else math.inf,
        f"it is defined as {field.formula}",
        f"其定义为 {field.formula}",
    )


def _writer(unit: str) -> Callable[[float], str]:
    if unit == "fraction":
        return in_percent
    return in_usd if unit.startswith("usd") else _count


def _count(value: float) -> str:
    return in_count(value) if math.isfinite(value) else "∞"

"""What the gates read: claims refuted, claims on a contaminated test, books that do not reconcile, as facts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from analysis.claims.checks import ClaimCheck
from analysis.diligence.contradictions import contradictions_of_accounts
from analysis.evidence.state import Evidence
from analysis.finance.metrics import last_month, periods_frame
from analysis.scoring.comparisons import REFUTED_COUNT, checked_claims, refuted_claims
from analysis.scoring.credibility_settings import CredibilitySettings
from analysis.scoring.rubric_schema import Rule
from data.records import CompanyTable, EvidenceLevel, Fact, Run, Source

CONTAMINATED = "contaminated"
CONTAMINATED_COUNT = "claims_contaminated_count"
_OF_THE_BOOKS = frozenset({"reported_arr", "reported_growth", "reported_nrr", "reported_grr", "arr_bridge"})
"""Contradictions that a round of funding or a contract not yet live cannot explain."""


def refuted_fact(known: Evidence, settings: CredibilitySettings | None) -> Fact | None:
    """How many material claims are refuted beyond doubt, None before any claim was checked."""
    checked = () if settings is None else checked_claims(known, settings)
    sized = [claim for claim in checked if claim.excess is not None and claim.as_of is not None]
    if not sized:
        return None
    refuted = [claim for claim in sized if claim.refuted]
    names = ", ".join(claim.label_en for claim in refuted)
    source = Source("computed", "Counted from the claims checked", reference=names or None)
    day = max(claim.as_of for claim in refuted or sized if claim.as_of is not None)
    return Fact(REFUTED_COUNT, len(refuted), EvidenceLevel.MEASURED, day, source, entered_by="Assay")


def contaminated_claims_fact(known: Evidence, checks: Sequence[ClaimCheck], runs: Sequence[Run]) -> Fact | None:
    """How many claims are scores on a test whose items the model was trained on, None before it was probed.

    A probe bears on claims on the test whose items it read; one of which the test is not on record, on all of them.
    """
    label = known.current.get("contamination_label")
    if label is None or known.reading("contamination_label").value != CONTAMINATED:
        clean = label is not None and known.reading("contamination_label").is_known
        return _counted(0, label) if label is not None and clean else None
    probed = next((_probed_task(run) for run in runs if run.id == label.source.run_id), "")
    return _counted(sum(probed in ("", check.claim.task) for check in checks), label)


def _probed_task(run: Run) -> str:
    """The test whose items a probe read; empty where older runs did not record it."""
    return PurePath(str(run.protocol.get("items") or run.request.settings.get("items") or "")).stem


def counts_claims(rule: Rule) -> bool:
    """Whether a rule counts claims found untenable."""
    return bool({REFUTED_COUNT, CONTAMINATED_COUNT} & set(rule.reads))


def counts_more_claims(rule: Rule, now: Evidence, then: Evidence, settings: CredibilitySettings | None) -> bool:
    """Whether such a rule counts claims now that it did not then."""
    if REFUTED_COUNT in rule.reads and _names(now, settings) - _names(then, settings):
        return True
    counts = [_count(evidence, CONTAMINATED_COUNT) for evidence in (now, then)]
    return CONTAMINATED_COUNT in rule.reads and counts[0] > counts[1]


def _names(evidence: Evidence, settings: CredibilitySettings | None) -> set[tuple[str, str]]:
    return {(claim.key, claim.label_en) for claim in refuted_claims(evidence, settings)}


def _count(evidence: Evidence, key: str) -> float:
    value = evidence.reading(key).value
    return value if isinstance(value, float) else 0.0


def _counted(count: int, label: Fact) -> Fact:
    return Fact(CONTAMINATED_COUNT, count, EvidenceLevel.MEASURED, label.as_of, label.source, entered_by="Assay")


def books_fact(known: Evidence, accounts: CompanyTable | None) -> Fact | None:
    """The largest gap between what the company says and its monthly accounts, or within them; None without accounts."""
    if accounts is None:
        return None
    gaps = [abs(found.gap - 1) for found in contradictions_of_accounts(known, accounts) if found.code in _OF_THE_BOOKS]
    source = Source("computed", "Compared with the monthly accounts", reference=accounts.filename)
    day = last_month(periods_frame(accounts.rows))
    return Fact("books_gap_share", max(gaps, default=0.0), EvidenceLevel.DOCUMENTED, day, source, entered_by="Assay")

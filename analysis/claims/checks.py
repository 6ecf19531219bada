"""A startup's benchmark claims beside what was measured: one check per claim, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from analysis.claims.evidence import ability_interval, margin_in_unit, matched_evidence
from analysis.claims.matching import Difference, Match, best_match, score_that_reaches
from analysis.claims.protocol import Protocols
from analysis.claims.rule import (
    DECISION_LEVEL,
    DEFAULT_MARGIN,
    DISPLAY_LEVEL,
    ClaimTests,
    ClaimVerdict,
    Verdict,
    claim_tests,
    directed_p_value,
    outcome_of,
    verdict,
)
from analysis.claims.sentences import check_sentence
from analysis.inference.intervals import Interval
from analysis.inference.multiplicity import holm_adjusted
from analysis.inference.score_evidence import ScoreEvidence
from data.records import Claim, Score

__all__ = [
    "ClaimCheck",
    "ClaimResults",
    "ClaimVerdict",
    "Verdict",
    "claim_results",
    "claim_verdicts",
    "verdict",
]

_FROM_WORST = (
    ClaimVerdict.OVERSTATED,
    ClaimVerdict.UNDERSTATED,
    ClaimVerdict.SUPPORTED,
    ClaimVerdict.INCONCLUSIVE,
    ClaimVerdict.NOT_COMPARABLE,
)


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """One claim and the measurement that answers it.

    Attributes:
        claim: The claim.
        score: The measurement, None if the task was not run.
        verdict: Outcome after correction for the number of claims of this startup.
        gap: Claimed minus measured, turned so that above 0 means overstated; None without a comparable measurement.
        gap_standard_error: Standard error of the measured side for the items actually run.
        interval: 95 % interval of what the model would score on items of this kind.
        decision_interval: 90 % interval of the score on the claim's own items, which the rule looks at; where all of
            them were run nothing is left to chance, and it spans the claim's rounding alone.
        differences: Conditions in which claim and run differ.
        unverified: Conditions that one side does not state.
        p_value: One-sided, before correction.
        adjusted_p_value: The same after Holm's correction within the startup.
        n_needed: Items that would settle an inconclusive claim.
        reached_under: A score of the same benchmark under another protocol that does reach the claim.
        sentence_en: The outcome in plain English.
        sentence_zh: The same in Chinese.
    """

    claim: Claim
    score: Score | None
    verdict: ClaimVerdict
    gap: float | None = None
    gap_standard_error: float | None = None
    interval: Interval | None = None
    decision_interval: Interval | None = None
    differences: tuple[Difference, ...] = ()
    unverified: tuple[str, ...] = ()
    p_value: float | None = None
    adjusted_p_value: float | None = None
    n_needed: int | None = None
    reached_under: Score | None = None
    sentence_en: str = ""
    sentence_zh: str = ""

    @property
    def is_comparable(self) -> bool:
        """Whether claim and measurement speak of the same thing."""
        return self.verdict is not ClaimVerdict.NOT_COMPARABLE


class _Case(NamedTuple):
    claim: Claim
    match: Match | None
    evidence: ScoreEvidence | None
    tests: ClaimTests | None


@dataclass(frozen=True, slots=True)
class ClaimResults:
    """What the checks of one startup come to, under the rubric's keys; None where nothing can be said.

    Attributes:
        claim_gap: Largest claimed minus measured score among comparable claims, as a share of the full score; metrics
            on a scale without end have none.
        claim_gap_se: Standard error of the measured side of that gap.
        claim_verdict_worst: Overstated before understated before supported; inconclusive or not comparable only if
            no claim was settled; None before anything was run.
        claims_full_protocol_count: Claims that state number of items, shots and template.
        claims_latest_date: Date of the newest claim.
    """

    claim_gap: float | None
    claim_gap_se: float | None
    claim_verdict_worst: str | None
    claims_full_protocol_count: int
    claims_latest_date: date | None


def claim_verdicts(
    claims: Sequence[Claim],
    scores: Sequence[Score],
    *,
    margin: float = DEFAULT_MARGIN,
    protocols: Protocols | None = None,
    rerun_spread: float = 0.0,
) -> list[ClaimCheck]:
    """One check per claim, in the order of the claims.

    Args:
        claims: Claims about one model of one startup.
        scores: Every score measured on that model, whatever the protocol.
        margin: How far a claim may be off and still stand: a share of the full score, or of the claimed value for
            metrics on a scale without end.
        protocols: What each run recorded of its conditions, by run id.
        rerun_spread: Largest difference seen between reruns of one protocol, in the metric's unit.

    Notes:
        Holm's correction runs over all comparable claims, separately for too high and too low. Items of a run that was
        cut short are its first ones; they count as a random sample only as far as the test set is in no order.

    Source: Holm 1979, Scandinavian Journal of Statistics 6(2), 65-70.
    """
    cases = []
    for claim in claims:
        match = best_match(claim, scores, protocols or {})
        evidence = matched_evidence(claim, match, rerun_spread)
        tests = None if match is None or evidence is None else _tests(claim, match.score, evidence, margin)
        cases.append(_Case(claim, match, evidence, tests))
    adjusted = _holm([case.tests for case in cases])
    checks = [_check(case, tests, margin) for case, tests in zip(cases, adjusted, strict=True)]
    return [_with_sentences(check, scores, protocols or {}, margin) for check in checks]


def claim_results(checks: Sequence[ClaimCheck]) -> ClaimResults:
    """What the checks add up to, under the rubric's keys."""
    gaps = [gap for check in checks if check.is_comparable and (gap := _gap_as_share(check)) is not None]
    largest = max(gaps, default=(None, None), key=lambda pair: pair[0])
    verdicts = {check.verdict for check in checks}
    measured = any(check.score is not None for check in checks)
    worst = next((verdict.value for verdict in _FROM_WORST if verdict in verdicts), None) if measured else None
    return ClaimResults(
        claim_gap=largest[0],
        claim_gap_se=largest[1],
        claim_verdict_worst=worst,
        claims_full_protocol_count=sum(_states_full_protocol(check.claim) for check in checks),
        claims_latest_date=max((check.claim.dated for check in checks if check.claim.dated), default=None),
    )


def _gap_as_share(check: ClaimCheck) -> tuple[float, float | None] | None:
    """The gap and its standard error as shares of the full score, None where there is no gap or no full score."""
    full = check.claim.scale.full_score
    if check.gap is None or full is None:
        return None
    error = check.gap_standard_error
    return check.gap / full, None if error is None else error / full


def _tests(claim: Claim, score: Score, evidence: ScoreEvidence, margin: float) -> ClaimTests:
    return claim_tests(
        evidence,
        claim.value,
        margin=margin_in_unit(claim, margin),
        direction=claim.direction,
        higher_is_better=score.higher_is_better,
    )


def _holm(tests: Sequence[ClaimTests | None]) -> list[ClaimTests | None]:
    known = [test for test in tests if test is not None]
    if not known:
        return list(tests)
    over = holm_adjusted([test.not_overstated for test in known])
    under = holm_adjusted([test.not_understated for test in known])
    corrected = iter(
        ClaimTests(high, low, test.is_supported) for high, low, test in zip(over, under, known, strict=True)
    )
    return [None if test is None else next(corrected) for test in tests]


def _check(case: _Case, adjusted: ClaimTests | None, margin: float) -> ClaimCheck:
    claim, match, evidence = case.claim, case.match, case.evidence
    if match is None:
        return ClaimCheck(claim, None, ClaimVerdict.NOT_COMPARABLE)
    if evidence is None or case.tests is None or adjusted is None:
        return ClaimCheck(
            claim,
            match.score,
            ClaimVerdict.NOT_COMPARABLE,
            differences=match.differences,
            unverified=match.unverified,
        )
    outcome = outcome_of(adjusted)
    return ClaimCheck(
        claim=claim,
        score=match.score,
        verdict=outcome,
        gap=(claim.value - match.score.value) * (1 if match.score.higher_is_better else -1),
        gap_standard_error=evidence.standard_error,
        interval=ability_interval(match.score, DISPLAY_LEVEL) or evidence.interval(DISPLAY_LEVEL),
        decision_interval=evidence.interval(DECISION_LEVEL),
        unverified=match.unverified,
        p_value=directed_p_value(case.tests),
        adjusted_p_value=directed_p_value(adjusted),
        n_needed=evidence.items_needed(margin_in_unit(claim, margin)) if outcome is ClaimVerdict.INCONCLUSIVE else None,
    )


def _with_sentences(check: ClaimCheck, scores: Sequence[Score], protocols: Protocols, margin: float) -> ClaimCheck:
    margin = margin_in_unit(check.claim, margin)
    if check.verdict in {ClaimVerdict.OVERSTATED, ClaimVerdict.NOT_COMPARABLE}:
        check = replace(check, reached_under=score_that_reaches(check.claim, scores, protocols, margin))
    return replace(
        check, sentence_en=check_sentence(check, margin, "en"), sentence_zh=check_sentence(check, margin, "zh")
    )


def _states_full_protocol(claim: Claim) -> bool:
    return claim.items is not None and claim.shots is not None and claim.template is not None

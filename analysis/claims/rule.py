"""Whether a measurement supports a claimed score: the rule, and one claim judged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from analysis.claims.verdict_sentences import VerdictFigures, verdict_sentence
from analysis.inference.intervals import Interval
from analysis.inference.score_evidence import FullTestSet, ItemCounts, ScoreEvidence
from data.records import InvalidInput, Scale

Direction = Literal["exact", "at_least"]
RISK_OF_ERROR = 0.05
DECISION_LEVEL = 0.90
DISPLAY_LEVEL = 0.95
DEFAULT_MARGIN = 0.01
_ASSUMED_DECIMALS = {Scale.FRACTION: 3}
"""Digits taken as printed even where fewer show: one behind the point of a figure as readers write it."""


class ClaimVerdict(StrEnum):
    """What a measurement says of a claim; the codes are the rubric's."""

    SUPPORTED = "supported"
    UNDERSTATED = "understated"
    OVERSTATED = "overstated"
    INCONCLUSIVE = "inconclusive"
    NOT_COMPARABLE = "not_comparable"


class ClaimTests(NamedTuple):
    """The p-values behind a verdict: of a claim at most the margin too high, and of one at most the margin too low."""

    not_overstated: float
    not_understated: float
    is_supported: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim judged.

    Attributes:
        verdict: Outcome.
        interval: 95 % interval of the true score, for display.
        decision_interval: 90 % interval, which the rule looks at: 5 % risk of error on either side.
        p_value: One-sided, for the direction in which the claim is off.
        n_needed: Items that would settle it; given only where the verdict is inconclusive.
        sentence_en: The outcome for a reader who knows no statistics, in English.
        sentence_zh: The same in Chinese.
    """

    verdict: ClaimVerdict
    interval: Interval
    decision_interval: Interval
    p_value: float
    n_needed: int | None
    sentence_en: str
    sentence_zh: str


def verdict(
    *,
    claimed: float,
    correct: int,
    n: int,
    total: int | None = None,
    margin: float = DEFAULT_MARGIN,
    direction: Direction = "exact",
    effective_n: float | None = None,
    rerun_spread: float = 0.0,
) -> Verdict:
    """Verdict on one claimed share of solved items, with its intervals and a sentence in both languages.

    Args:
        claimed: Claimed score as a fraction.
        correct: Items solved in the run.
        n: Items run.
        total: Items in the test set the claim is about. With n = total nothing is left to chance; None asks about
            ability in general.
        margin: How far the claim may be off and still stand, as a fraction.
        direction: "exact" for "scores c", "at_least" for "scores c or more", which cannot be understated.
        effective_n: Independent items the run is worth where items come in clusters (see `intervals.effective_items`).
        rerun_spread: Largest difference seen between reruns of the same protocol, as a fraction.

    Raises:
        InvalidInput: if the claim, the counts or the margin are out of range.

    Source: two one-sided tests, Schuirmann 1987; see `claim_tests` for the construction.
    """
    _check_claim(claimed, margin, direction)
    share = _checked_share(correct, n)
    rounding = claim_rounding(claimed, Scale.FRACTION)
    evidence: ScoreEvidence
    if total is not None and n == total:
        evidence = FullTestSet(share, rounding + rerun_spread)
    else:
        evidence = ItemCounts(correct, n, total, effective_n, rounding)
    tests = claim_tests(evidence, claimed, margin=margin, direction=direction)
    outcome = outcome_of(tests)
    needed = evidence.items_needed(margin) if outcome is ClaimVerdict.INCONCLUSIVE else None
    decision = evidence.interval(DECISION_LEVEL)
    figures = VerdictFigures(outcome.value, claimed, share, decision, n, total, margin, direction, needed)
    return Verdict(
        verdict=outcome,
        interval=evidence.interval(DISPLAY_LEVEL),
        decision_interval=decision,
        p_value=directed_p_value(tests),
        n_needed=needed,
        sentence_en=verdict_sentence(figures, "en"),
        sentence_zh=verdict_sentence(figures, "zh"),
    )


def claim_tests(
    evidence: ScoreEvidence, claimed: float, *, margin: float, direction: Direction, higher_is_better: bool = True
) -> ClaimTests:
    """The p-values of a claim against the evidence.

    A claim is too high if the upper end of the 90 % interval lies below claim - margin *and* a claim that is exactly
    true would give a result this low at most once in twenty times. The first condition alone keeps its 5 % on average
    over true scores, but with twenty items exceeds it at some of them; the second, exact one makes 5 % a guarantee for
    every true claim, whatever the number of items. Too low is the mirror image. Supported: the whole 90 % interval
    lies within the margin (for "at least": on the better side of it). Where lower is better, too high reads too low.
    """
    low, high = claimed - margin, claimed + margin
    not_too_high = max(evidence.chance_at_least(low), evidence.surprise_if_low(claimed))
    not_too_low = max(evidence.chance_at_most(high), evidence.surprise_if_high(claimed))
    above, below = evidence.chance_at_most(low) <= RISK_OF_ERROR, evidence.chance_at_least(high) <= RISK_OF_ERROR
    if isinstance(evidence, FullTestSet):
        above, below = not_too_high > RISK_OF_ERROR, not_too_low > RISK_OF_ERROR
    if not higher_is_better:
        not_too_high, not_too_low, above, below = not_too_low, not_too_high, below, above
    if direction == "at_least":
        return ClaimTests(not_too_high, 1.0, above)
    return ClaimTests(not_too_high, not_too_low, above and below)


def outcome_of(tests: ClaimTests) -> ClaimVerdict:
    """The verdict that follows from the p-values, adjusted or not."""
    if tests.not_overstated <= RISK_OF_ERROR:
        return ClaimVerdict.OVERSTATED
    if tests.not_understated <= RISK_OF_ERROR:
        return ClaimVerdict.UNDERSTATED
    return ClaimVerdict.SUPPORTED if tests.is_supported else ClaimVerdict.INCONCLUSIVE


def directed_p_value(tests: ClaimTests) -> float:
    """The smaller of both one-sided p-values: the one for the direction in which the claim is off."""
    return min(tests.not_overstated, tests.not_understated)


def claim_rounding(claimed: float, scale: Scale) -> float:
    """Half a unit of the claim's last printed digit, in the claim's unit, at most half of a tenth as printed.

    A float has lost the trailing zero of "64.0 %", so one decimal of what a reader sees is taken as printed even
    where fewer show.
    """
    text = f"{claimed:.10f}".rstrip("0")
    decimals = max(len(text.partition(".")[2]), _ASSUMED_DECIMALS.get(scale, 1))
    return float(0.5 * 10.0**-decimals)


def _check_claim(claimed: float, margin: float, direction: str) -> None:
    if not 0 <= claimed <= 1:
        raise InvalidInput(f"A claimed share must lie between 0 and 1, got {claimed!r}; divide percentages by 100.")
    if not 0 <= margin < 1:
        raise InvalidInput(f"A margin must lie between 0 and 1, got {margin!r}; write one point as 0.01.")
    if direction not in {"exact", "at_least"}:
        raise InvalidInput(f'A direction is "exact" or "at_least", got {direction!r}.')


def _checked_share(correct: int, n: int) -> float:
    if n < 1 or not 0 <= correct <= n:
        raise InvalidInput(f"Got {correct} correct of {n} items; correct must lie between 0 and n, n above 0.")
    return correct / n

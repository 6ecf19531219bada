"""What a matched score says about a claim: counts, a mean, or a test set run in full."""

from __future__ import annotations

import math
from collections.abc import Mapping

from analysis.claims.matching import Match, is_same_test_set
from analysis.claims.rule import claim_rounding
from analysis.inference.intervals import Interval
from analysis.inference.score_evidence import FullTestSet, ItemCounts, MeanScore, ScoreEvidence
from data.records import Claim, Score

_COUNT_SLACK = 0.02


def matched_evidence(
    claim: Claim, match: Match | None, effective_items: Mapping[tuple[str, str], float], rerun_spread: float
) -> ScoreEvidence | None:
    """What the matching score says; None without one, or if the protocols differ."""
    if match is None or match.differences:
        return None
    effective = effective_items.get((match.score.task, match.score.metric))
    return score_evidence(claim, match.score, effective, rerun_spread)


def score_evidence(
    claim: Claim, score: Score, effective_n: float | None = None, rerun_spread: float = 0.0
) -> ScoreEvidence | None:
    """What a score says about the claim's true value; None if the metric has neither counts nor a standard error.

    A claim on as many items as were run, but fewer than the test set has, may be on other items: the run then counts
    with half its items, since both sides carry sampling error.

    Args:
        claim: The claim; its value and number of items are read.
        score: The score measured on the same task under the same conditions.
        effective_n: Independent items the run is worth where items come in clusters.
        rerun_spread: Largest difference seen between reruns, in the metric's unit.
    """
    rounding = claim_rounding(claim.value)
    whole = is_same_test_set(claim, score)
    if whole and score.n == score.total:
        return FullTestSet(score.value, rounding + rerun_spread)
    total = score.total if whole else None
    if _is_count(score):
        worth = effective_n if whole else (effective_n or score.n) / 2
        return ItemCounts(round(score.value * score.n), score.n, total, worth, rounding)
    if score.standard_error is None or score.standard_error <= 0 or score.n < 2:
        return None
    left = 1.0 if total is None else (total - score.n) / (total - 1)
    return MeanScore(score.value, score.standard_error * math.sqrt(left), score.n)


def ability_interval(score: Score, level: float) -> Interval | None:
    """Where the model's score on items of this kind lies, the items run being a sample of them.

    None if the metric has neither counts nor a standard error.
    """
    if _is_count(score):
        return ItemCounts(round(score.value * score.n), score.n).interval(level)
    if score.standard_error is None or score.standard_error <= 0 or score.n < 2:
        return None
    return MeanScore(score.value, score.standard_error, score.n).interval(level)


def margin_in_unit(claim: Claim, margin: float) -> float:
    """The margin in the claim's unit: as given for scores between 0 and 1, as a share of the claim on other scales."""
    return margin if 0 <= claim.value <= 1 else margin * abs(claim.value)


def _is_count(score: Score) -> bool:
    solved = score.value * score.n
    return 0 <= score.value <= 1 and abs(solved - round(solved)) < _COUNT_SLACK

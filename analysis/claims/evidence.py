"""What a matched score says about a claim: counts, a mean, or a test set run in full."""

from __future__ import annotations

import math

from analysis.claims.matching import Match, is_same_test_set
from analysis.claims.rule import claim_rounding
from analysis.inference.intervals import Interval
from analysis.inference.score_evidence import FullTestSet, ItemCounts, MeanScore, ScoreEvidence
from data.records import Claim, Score


def matched_evidence(claim: Claim, match: Match | None, rerun_spread: float) -> ScoreEvidence | None:
    """What the matching score says; None without one, or if the protocols differ."""
    if match is None or match.differences:
        return None
    return score_evidence(claim, match.score, rerun_spread)


def score_evidence(claim: Claim, score: Score, rerun_spread: float = 0.0) -> ScoreEvidence | None:
    """What a score says about the claim's true value; None if the metric has neither counts nor a standard error.

    A claim on as many items as were run, but fewer than the test set has, may be on other items: the run then counts
    with half its items, since both sides carry sampling error.

    Args:
        claim: The claim; its value and number of items are read.
        score: The score measured on the same task under the same conditions.
        rerun_spread: Largest difference seen between reruns, in the metric's unit.
    """
    rounding = claim_rounding(claim.value, claim.scale)
    whole = is_same_test_set(claim, score)
    if whole and score.n == score.total:
        return FullTestSet(score.value, rounding + rerun_spread)
    total = score.total if whole else None
    if score.counts:
        worth = score.effective_items if whole else (score.effective_items or score.n) / 2
        return ItemCounts(round(score.value * score.n), score.n, total, worth, rounding)
    if score.standard_error is None or score.standard_error <= 0 or score.n < 2:
        return None
    left = 1.0 if total is None else (total - score.n) / (total - 1)
    return MeanScore(score.value, score.standard_error * math.sqrt(left), score.n, score.clusters)


def ability_interval(score: Score, level: float) -> Interval | None:
    """Where the model's score on items of this kind lies, the items run being a sample of them.

    None if the metric has neither counts nor a standard error.
    """
    if score.counts:
        counted = ItemCounts(round(score.value * score.n), score.n, effective_n=score.effective_items)
        return counted.interval(level)
    if score.standard_error is None or score.standard_error <= 0 or score.n < 2:
        return None
    return MeanScore(score.value, score.standard_error, score.n, score.clusters).interval(level)


def margin_in_unit(claim: Claim, margin: float) -> float:
    """The margin in the claim's unit: a share of the full score, or of the claim on a scale without end."""
    full = claim.scale.full_score
    return margin * (abs(claim.value) if full is None else full)

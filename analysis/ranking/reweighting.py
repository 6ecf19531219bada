"""What other weights make of startups already assessed: scores, verdicts and ranks at once, no evidence read again.

Everything follows from the moments of the categories, so that an editor can show it while a weight is being moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from analysis.ranking.portfolio import PortfolioMoments, portfolio_draws, reweighted
from analysis.ranking.ranks import RankedBy, ranks_of
from analysis.scoring.assessment import HIGH_PERCENTILE, LOW_PERCENTILE, Assessment
from analysis.scoring.rubric import Rubric
from analysis.scoring.rules import capped_verdict
from analysis.scoring.settings import Verdict, Weights
from analysis.scoring.verdicts import uncapped_verdict, verdict_probabilities
from data.records import InvalidInput, Points

FloatArray = NDArray[np.float64]
DRAWS = 4_000
_MOST_DRAWN, _FEWEST_DRAWS = 400_000, 400
MOST_RANKS = 50
_ELLIPSE_POINTS = 48
_SQUARED_RADIUS_90 = -2 * np.log(0.1)
"""Squared Mahalanobis radius that holds 90 % of a bivariate normal distribution."""


class Reweighed(NamedTuple):
    """One startup under other weights.

    Attributes:
        expectation: Mean and 90 % interval, points.
        risk: The same.
        verdict: After the caps of gates and findings, which no weight moves.
        best: Best rank in the middle 90 % of the draws.
        worst: Worst rank in it.
        first: Probability of rank 1.
        beats_next: Probability of standing before the next in the order of the means, None for the last.
    """

    expectation: Points
    risk: Points
    verdict: Verdict
    best: int
    worst: int
    first: float
    beats_next: float | None


@dataclass(frozen=True, slots=True)
class Reweighting:
    """All startups under other weights.

    Attributes:
        order: Slugs by the mean of what they are ranked by, best first.
        startups: By slug.
        rank_probabilities: Shape (startups, ranks), the first fifty ranks at most, rows in the order of `order`.
        ellipses: By slug, closed line (risk, expectation) around the normal region that holds 90 %.
    """

    order: tuple[str, ...]
    startups: Mapping[str, Reweighed]
    rank_probabilities: FloatArray
    ellipses: Mapping[str, tuple[list[float], list[float]]]


def reweighting(
    assessments: Mapping[str, Assessment],
    weights: Weights,
    rubric: Rubric,
    *,
    rng: np.random.Generator,
    by: RankedBy = "expectation",
    draws: int | None = None,
) -> Reweighting:
    """Every startup under these category weights.

    Args:
        assessments: By slug, under any profile.
        weights: Of the categories, summing to 1 on each axis.
        rubric: They were assessed with; its lines and caps make the verdicts.
        rng: Source of the draws; the same state makes two weightings comparable draw by draw.
        by: What startups are ranked by.
        draws: Paired draws of both axes per startup; None for 4,000, and fewer the more there are beyond a hundred.

    Raises:
        InvalidInput: if there is no startup, or a category has no weight.
    """
    slugs = tuple(assessments)
    moments = reweighted([each.moments for each in assessments.values()], weights)
    drawn = portfolio_draws(moments, rng=rng, draws=draws or _affordable(len(slugs)))
    standing = _standing(drawn.expectation, drawn.risk, by)
    order = np.argsort(-_standing(moments.mean[:, 0], moments.mean[:, 1], by), kind="stable")
    ranks = ranks_of(standing) + 1
    ends = [LOW_PERCENTILE, HIGH_PERCENTILE]
    spans = _Spans(
        np.percentile(drawn.expectation, ends, axis=1),
        np.percentile(drawn.risk, ends, axis=1),
        np.percentile(ranks, ends, axis=1, method="inverted_cdf"),
    )
    found = {}
    for position, place in enumerate(order):
        found[slugs[place]] = Reweighed(
            Points(float(moments.mean[place, 0]), *spans.expectation[:, place].tolist()),
            Points(float(moments.mean[place, 1]), *spans.risk[:, place].tolist()),
            _verdict(drawn.expectation[place], drawn.risk[place], assessments[slugs[place]], rubric),
            int(spans.ranks[0, place]),
            int(spans.ranks[1, place]),
            float(np.mean(ranks[place] == 1)),
            _beats_next(standing, order, position),
        )
    kept = min(len(slugs), MOST_RANKS)
    table = np.stack([np.bincount(ranks[place] - 1, minlength=kept)[:kept] for place in order]) / ranks.shape[1]
    return Reweighting(tuple(found), found, table, dict(zip(slugs, _ellipses(moments), strict=True)))


class _Spans(NamedTuple):
    """Both ends of the 90 % interval, shape (2, startups) each."""

    expectation: NDArray[np.floating]
    risk: NDArray[np.floating]
    ranks: NDArray[np.floating]


def _affordable(startups: int) -> int:
    """Draws per startup, fewer for many, so that all of them are drawn within the blink of an eye."""
    return int(min(DRAWS, max(_MOST_DRAWN // startups, _FEWEST_DRAWS)))


def order_agreement(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """Kendall's tau of two orders of the same startups: 1 for the same order, -1 for the reverse.

    Raises:
        InvalidInput: if they do not name the same startups, or fewer than two.
    """
    if set(first) != set(second) or len(first) < 2:
        raise InvalidInput("two orders can be compared only if they name the same startups, at least two")
    return float(kendalltau(range(len(first)), [second.index(slug) for slug in first]).statistic)


def _standing(expectation: NDArray[np.floating], risk: NDArray[np.floating], by: RankedBy) -> FloatArray:
    if by == "expectation":
        return np.asarray(expectation, dtype=np.float64)
    return np.asarray(-risk if by == "risk" else expectation - risk, dtype=np.float64)


def _beats_next(standing: FloatArray, order: NDArray[np.int64], position: int) -> float | None:
    if position + 1 == len(order):
        return None
    ours, theirs = standing[order[position]], standing[order[position + 1]]
    return float(np.mean(ours > theirs) + np.mean(ours == theirs) / 2)


def _verdict(
    expectation: NDArray[np.float32], risk: NDArray[np.float32], assessment: Assessment, rubric: Rubric
) -> Verdict:
    lines = rubric.scoring.verdict_lines
    chances = verdict_probabilities(np.asarray(expectation, np.float64), np.asarray(risk, np.float64), lines)
    verdict, _ = capped_verdict(uncapped_verdict(chances, lines), assessment.caps, rubric)
    return verdict


def _ellipses(moments: PortfolioMoments) -> list[tuple[list[float], list[float]]]:
    """Closed lines (risk, expectation) of the normal regions that hold 90 %."""
    values, vectors = np.linalg.eigh(moments.covariance)
    angles = np.linspace(0, 2 * np.pi, _ELLIPSE_POINTS + 1)
    reach = np.sqrt(_SQUARED_RADIUS_90 * np.maximum(values, 0.0))
    circle = np.stack([np.cos(angles), np.sin(angles)])
    lines = np.round(moments.mean[:, :, None] + vectors @ (reach[:, :, None] * circle), 2)
    return [(line[1].tolist(), line[0].tolist()) for line in lines]

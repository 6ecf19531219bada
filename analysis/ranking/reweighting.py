"""What other weights make of startups already assessed: scores, verdicts and ranks at once, no evidence read again.

Everything follows from the moments of the categories, so that an editor can show it while a weight is being moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import kendalltau

from analysis.ranking.bent_normals import chances, portfolio_draws, quantiles
from analysis.ranking.contenders import Contenders
from analysis.ranking.many_ranks import (
    JOINTLY_UP_TO,
    QUANTILES,
    Field,
    RankTable,
    field_of,
    joint_ranks,
    rank_table,
    ranks_in_field,
)
from analysis.ranking.packed_moments import PortfolioMoments, reweighted
from analysis.ranking.ranks import RankedBy
from analysis.scoring.assessment import HIGH_PERCENTILE, LOW_PERCENTILE
from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import VerdictLines, Weights
from analysis.scoring.verdicts import VerdictProbabilities, uncapped_verdict
from data.records import Points

FloatArray = NDArray[np.float64]
Places = NDArray[np.int64]
DRAWS = 4_000
_MOST_DRAWN, _FEWEST_DRAWS = 400_000, 400
MOST_RANKS = 50
_ELLIPSE_POINTS = 48
_MOST_COMPARED = 2_000
_CERTAIN = 40.0
_SQUARED_RADIUS_90 = -2 * np.log(0.1)
"""Squared Mahalanobis radius that holds 90 % of a bivariate normal distribution."""


class Reweighed(NamedTuple):
    """One startup under other weights.

    Attributes:
        expectation: Mean and 90 % interval, points.
        risk: The same.
        chances: Of clearing the lines behind the verdict.
        verdict: After the caps of gates and findings, which no weight moves.
        best: Best rank in the middle 90 % of the draws.
        worst: Worst rank in it.
        first: Probability of rank 1.
        beats_next: Probability of standing before the next in the order of the means, None for the last.
        ellipse: Closed line (risk, expectation) around the normal region that holds 90 %.
    """

    expectation: Points
    risk: Points
    chances: VerdictProbabilities
    verdict: str
    best: int
    worst: int
    first: float
    beats_next: float | None
    ellipse: tuple[list[float], list[float]]


@dataclass(frozen=True, eq=False)
class Weighing:
    """Everybody under one set of weights, in columns.

    Attributes:
        contenders: Whom.
        by: What they are ranked by.
        moments: Of both axes.
        standing: What they are ranked by, mean and standard deviation, higher better; shape (2, startups).
        order: Their rows, best first.
        seed: Of the draws that rank the first; the same makes two weighings comparable draw by draw.
    """

    contenders: Contenders
    by: RankedBy
    moments: PortfolioMoments
    standing: FloatArray
    order: Places
    seed: int = 0

    def keys(self, most: int | None = None) -> tuple[int, ...]:
        """The first keys in order, all without a limit."""
        return tuple(self.contenders.keys[self.order[:most]].tolist())

    @cached_property
    def field(self) -> Field:
        """Everybody as a field, which ranks those beyond the first."""
        return field_of(*self.standing)

    @cached_property
    def first_ranks(self) -> tuple[dict[int, int], RankTable]:
        """Ranks of the first by joint draws, with the place of each row in the table; drawn once for all that ask."""
        rng = np.random.default_rng(self.seed)
        # In the order of their rows, so that each keeps its draws under other weights.
        first, rest = np.sort(self.order[:JOINTLY_UP_TO]), self.order[JOINTLY_UP_TO:]
        others = field_of(*self.standing[:, rest]) if len(rest) else None
        ranks = joint_ranks(_drawn(self, first, rng), others, rng=rng)
        places = dict(zip(first.tolist(), range(len(first)), strict=True))
        return places, rank_table(ranks, min(len(self.order), MOST_RANKS))


@dataclass(frozen=True, slots=True)
class Reweighting:
    """Some of the startups under other weights, with their ranks among all.

    Attributes:
        order: Keys of the first, best first.
        startups: By key, those in the order and those asked for beside them.
        rank_probabilities: Shape (startups in the order, ranks), the first fifty ranks at most.
    """

    order: tuple[int, ...]
    startups: Mapping[int, Reweighed]
    rank_probabilities: FloatArray


def weigh(contenders: Contenders, weights: Weights, *, by: RankedBy = "expectation", seed: int = 0) -> Weighing:
    """Everybody under these category weights, ranked.

    Args:
        contenders: At least one.
        weights: Of the categories, summing to 1 on each axis.
        by: What startups are ranked by.
        seed: Of the draws that rank the first.

    Raises:
        InvalidInput: if there is no startup, or a category has no weight.
    """
    moments = reweighted(contenders.moments, weights)
    standing = _standing(moments, by)
    return Weighing(contenders, by, moments, standing, np.argsort(-standing[0], kind="stable"), seed)


def verdicts(weighing: Weighing, rubric: Rubric) -> tuple[str, ...]:
    """The verdict of everybody, in the order of the contenders' rows, after caps."""
    codes: list[str] = [name.code for name in rubric.scoring.verdicts]
    every = np.arange(len(weighing.contenders))
    return tuple(codes[place] for place in _outcomes(weighing, every, rubric).verdicts.tolist())


def reweighting(
    weighing: Weighing,
    rubric: Rubric,
    *,
    most: int | None = None,
    beside: Sequence[int] = (),
) -> Reweighting:
    """The first startups of a weighing, and any others asked for, each in full.

    Args:
        weighing: Of everybody.
        rubric: They were assessed with; its lines make the verdicts.
        most: How many of the first; all without it.
        beside: Keys of others.
    """
    first = weighing.order[:most]
    others = [row for key in beside if (row := weighing.contenders.row(key)) is not None]
    rows = np.array(list(dict.fromkeys([*first.tolist(), *others])), dtype=np.int64)
    ranks = _ranks(weighing, rows)
    figures = _figures(weighing, rows)
    outcomes = _outcomes(weighing, rows, rubric)
    codes: list[str] = [name.code for name in rubric.scoring.verdicts]
    beats = _beats_next(weighing, rows)
    found = {}
    for place, row in enumerate(rows.tolist()):
        found[int(weighing.contenders.keys[row])] = Reweighed(
            Points(*figures.expectation[:, place].tolist()),
            Points(*figures.risk[:, place].tolist()),
            VerdictProbabilities(*outcomes.chances[place].tolist()),
            codes[outcomes.verdicts[place]],
            int(ranks.best[place]),
            int(ranks.worst[place]),
            float(ranks.probabilities[place, 0]),
            beats[place],
            figures.ellipses[place],
        )
    return Reweighting(weighing.keys(most), found, ranks.probabilities[: len(first)])


class _Figures(NamedTuple):
    """Mean, low and high of either axis, shape (3, startups), and the ellipses."""

    expectation: FloatArray
    risk: FloatArray
    ellipses: list[tuple[list[float], list[float]]]


def _figures(weighing: Weighing, rows: Places) -> _Figures:
    moments = weighing.moments.of(rows)
    ends = quantiles(moments, ndtri(np.array([LOW_PERCENTILE, HIGH_PERCENTILE]) / 100))
    figures = np.concatenate([moments.mean[None], ends])
    return _Figures(figures[:, :, 0], figures[:, :, 1], _ellipses(moments))


def _ranks(weighing: Weighing, rows: Places) -> RankTable:
    """Of the first by joint draws, of anybody else from the field."""
    place_of, first = weighing.first_ranks
    places = np.array([place_of.get(row, -1) for row in rows.tolist()], dtype=np.int64)
    known = places[places >= 0]
    found = RankTable(first.best[known], first.worst[known], first.probabilities[known])
    if (places >= 0).all():
        return found
    scores = _scores(weighing, rows[places < 0])
    kept = first.probabilities.shape[1]
    beyond = ranks_in_field(weighing.field, scores, total=len(weighing.order), ranks=kept)
    back = np.argsort(np.argsort(places < 0, kind="stable"), kind="stable")
    return RankTable(*(np.concatenate(pair)[back] for pair in zip(found, beyond, strict=True)))


def _drawn(weighing: Weighing, rows: Places, rng: np.random.Generator) -> NDArray[np.floating]:
    """Joint draws of what startups are ranked by, shape (startups, draws)."""
    drawn = portfolio_draws(weighing.moments.of(rows), rng=rng, draws=_affordable(len(rows)))
    if weighing.by == "net":
        return drawn.expectation - drawn.risk
    return drawn.expectation if weighing.by == "expectation" else -drawn.risk


def _affordable(startups: int) -> int:
    """Draws per startup, fewer for many, so that all of them are drawn within the blink of an eye."""
    return int(min(DRAWS, max(_MOST_DRAWN // startups, _FEWEST_DRAWS)))


def _scores(weighing: Weighing, rows: Places) -> FloatArray:
    """What these startups are ranked by at evenly spread quantiles, shape (startups, quantiles), bent as their axis."""
    if weighing.by == "net":
        mean, spread = weighing.standing[:, rows]
        return np.asarray(mean[:, None] + spread[:, None] * QUANTILES, dtype=np.float64)
    axis, sign = (0, 1) if weighing.by == "expectation" else (1, -1)
    bent = quantiles(weighing.moments.of(rows), sign * QUANTILES)[:, :, axis]
    return np.asarray(sign * bent.T, dtype=np.float64)


def _standing(moments: PortfolioMoments, by: RankedBy) -> FloatArray:
    """Mean and standard deviation of what is ranked, higher better."""
    expectation, risk = moments.mean.T
    variances = np.diagonal(moments.covariance, axis1=1, axis2=2).T
    if by == "net":
        variance = variances.sum(axis=0) - 2 * moments.covariance[:, 0, 1]
        return np.stack([expectation - risk, np.sqrt(np.maximum(variance, 0.0))])
    mean, variance = (expectation, variances[0]) if by == "expectation" else (-risk, variances[1])
    return np.stack([mean, np.sqrt(np.maximum(variance, 0.0))])


def probability_ahead(weighing: Weighing, key: int, other: int) -> float | None:
    """Probability that the one stands before the other, both taken as normal; None where one is not ranked."""
    own, theirs = (weighing.contenders.row(each) for each in (key, other))
    return None if own is None or theirs is None else float(_ahead_of_all(weighing, own)[theirs])


def tied(weighing: Weighing, key: int, sure: float) -> Places:
    """Keys of those of which neither is ahead of the other with that probability, in order."""
    own = weighing.contenders.row(key)
    if own is None:
        return np.array([], dtype=np.int64)
    ahead = _ahead_of_all(weighing, own)[weighing.order]
    is_tied = (1 - sure < ahead) & (ahead < sure) & (weighing.order != own)
    return np.asarray(weighing.contenders.keys[weighing.order[is_tied]], dtype=np.int64)


def _ahead_of_all(weighing: Weighing, own: int) -> FloatArray:
    mean, spread = weighing.standing
    return _ahead(mean[own] - mean, np.hypot(spread[own], spread))


def _ahead(gap: FloatArray, spread: FloatArray) -> FloatArray:
    """A tie of two without spread counts half."""
    standard = np.divide(gap, spread, out=np.sign(gap) * _CERTAIN, where=spread > 0)
    return np.asarray(ndtr(standard), dtype=np.float64)


def _beats_next(weighing: Weighing, rows: Places) -> list[float | None]:
    mean, spread = weighing.standing
    place_of = np.empty(len(weighing.order), dtype=np.int64)
    place_of[weighing.order] = np.arange(len(weighing.order))
    last = len(weighing.order) - 1
    following = weighing.order[np.minimum(place_of[rows] + 1, last)]
    ahead = _ahead(mean[rows] - mean[following], np.hypot(spread[rows], spread[following]))
    return [None if place_of[row] == last else float(chance) for row, chance in zip(rows, ahead, strict=True)]


class _Outcomes(NamedTuple):
    """Chances of clearing the lines, shape (startups, 3), and the place of each verdict in the rubric's order."""

    chances: FloatArray
    verdicts: NDArray[np.int8]


def _outcomes(weighing: Weighing, rows: Places, rubric: Rubric) -> _Outcomes:
    """What the scores alone give, by the same rule for each set of chances, held down by the ceilings."""
    lines = rubric.scoring.verdict_lines
    found = chances(weighing.moments.of(rows), lines)
    codes: list[str] = [name.code for name in rubric.scoring.verdicts]
    at_least = [line.probability_at_least for line in (lines.invest, lines.invest_if, lines.pass_line)]
    reached = (found >= at_least) @ np.array([1, 2, 4])
    by_pattern = np.array([codes.index(_of_pattern(pattern, lines)) for pattern in range(8)], dtype=np.int8)
    return _Outcomes(found, np.maximum(by_pattern[reached], weighing.contenders.ceilings[rows]))


def _of_pattern(pattern: int, lines: VerdictLines) -> str:
    """What `uncapped_verdict` gives where the lines of these bits are reached."""
    reached = VerdictProbabilities(*(float(bool(pattern & bit)) for bit in (1, 2, 4)))
    return uncapped_verdict(reached, lines)


def order_agreement(first: Weighing, second: Weighing) -> float:
    """Kendall's tau of two orders of the same startups: 1 for the same order, as of one alone, and -1 for the reverse.

    Of many, over those that come first under the first.
    """
    rows = first.order[:_MOST_COMPARED]
    if len(rows) < 2:
        return 1.0
    return float(kendalltau(first.standing[0, rows], second.standing[0, rows]).statistic)


def _ellipses(moments: PortfolioMoments) -> list[tuple[list[float], list[float]]]:
    """Closed lines (risk, expectation) of the normal regions that hold 90 %."""
    values, vectors = np.linalg.eigh(moments.covariance)
    angles = np.linspace(0, 2 * np.pi, _ELLIPSE_POINTS + 1)
    reach = np.sqrt(_SQUARED_RADIUS_90 * np.maximum(values, 0.0))
    circle = np.stack([np.cos(angles), np.sin(angles)])
    lines = np.round(moments.mean[:, :, None] + vectors @ (reach[:, :, None] * circle), 2)
    return [(line[1].tolist(), line[0].tolist()) for line in lines]

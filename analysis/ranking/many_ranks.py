"""Ranks among many startups: the first drawn jointly, everybody else from the field as a whole.

Given its own score, the number of others that stand before a startup is a sum of independent yes and no, one per other,
each with the chance that the other scores higher. Its mean and variance follow from everybody's distribution at once,
tabulated over the scores; the sum itself is taken as normal, and as Poisson for the first few ranks. Source for both
limits: Hodges & Le Cam 1960, Annals of Mathematical Statistics 31(3), 737-740; Le Cam 1960, Pacific Journal of
Mathematics 10(4), 1181-1197.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import poisson

from analysis.ranking.ranks import ranks_of

FloatArray = NDArray[np.float64]
JOINTLY_UP_TO = 400
"""The first of all are ranked draw by draw among themselves; how many of the others come before them is tabulated."""
_LOW, _HIGH = 0.05, 0.95
_STEP = 0.25
_FEW = 10.0
"""Others expected before a startup up to which their number is drawn as Poisson."""
QUANTILES: FloatArray = ndtri((np.arange(40) + 0.5) / 40)
"""Standard normal quantiles in the middle of forty equal parts, ascending."""


class RankTable(NamedTuple):
    """Ranks of the startups asked for, 1 the best.

    Attributes:
        best: Of the middle 90 %, shape (startups,).
        worst: Likewise.
        probabilities: Of the first ranks, shape (startups, ranks).
    """

    best: NDArray[np.int64]
    worst: NDArray[np.int64]
    probabilities: FloatArray


class Field(NamedTuple):
    """How many of all startups are expected to score above each point, and the variance of that number.

    Attributes:
        points: Ascending, in steps of a quarter.
        above: Expected number, shape like the points.
        variance: Likewise.
    """

    points: FloatArray
    above: FloatArray
    variance: FloatArray


def field_of(mean: FloatArray, spread: FloatArray) -> Field:
    """The field of startups with these means and standard deviations of what they are ranked by, taken as normal.

    Means and spreads are rounded to a quarter of a point, so that a hundred thousand cost no more than a few.
    """
    points = np.arange(np.floor(mean.min()) - 40, np.ceil(mean.max()) + 40, _STEP)
    place = np.rint((mean - points[0]) / _STEP).astype(np.int64)
    width = np.maximum(np.rint(spread / _STEP), 1).astype(np.int64)
    above, variance = np.zeros_like(points), np.zeros_like(points)
    for each in np.unique(width):
        counts = np.bincount(place[width == each], minlength=len(points)).astype(np.float64)
        steps = np.arange(-len(points) + 1, len(points))
        higher = ndtr(-steps / each)
        above += _convolved(counts, higher)
        variance += _convolved(counts, higher * (1 - higher))
    return Field(points, above, np.maximum(variance, 0.0))


def _convolved(counts: FloatArray, kernel: FloatArray) -> FloatArray:
    """Sum over places of counts times the kernel at the distance, by Fourier transforms."""
    size = len(counts) + len(kernel) - 1
    product = np.fft.irfft(np.fft.rfft(counts, size) * np.fft.rfft(kernel, size), size)
    return np.asarray(product[len(counts) - 1 : 2 * len(counts) - 1], dtype=np.float64)


def joint_ranks(scores: NDArray[np.floating], others: Field | None, *, rng: np.random.Generator) -> NDArray[np.int64]:
    """Ranks in every draw, 1 the best, shape (startups, draws).

    Args:
        scores: Joint draws of the startups, higher better.
        others: The field of those that were not drawn, None where everybody was.
        rng: Source of how many of the others stand before.
    """
    found = ranks_of(np.asarray(scores, dtype=np.float64)) + 1
    if others is None:
        return found
    above = np.interp(scores, others.points, others.above)
    spread = np.sqrt(np.interp(scores, others.points, others.variance))
    before = np.rint(above + spread * rng.standard_normal(above.shape, dtype=np.float32))
    few = above < _FEW
    before[few] = rng.poisson(above[few])
    return np.asarray(found + np.maximum(before, 0), dtype=np.int64)


def rank_table(ranks: NDArray[np.int64], kept: int) -> RankTable:
    """What the ranks in every draw come to, with probabilities of the first `kept`."""
    ends = np.percentile(ranks, [100 * _LOW, 100 * _HIGH], axis=1, method="inverted_cdf").astype(np.int64)
    table = [np.bincount(row[row <= kept] - 1, minlength=kept) for row in ranks]
    return RankTable(ends[0], ends[1], np.reshape(table, (len(ranks), kept)) / max(ranks.shape[1], 1))


def ranks_in_field(field: Field, scores: FloatArray, *, total: int, ranks: int) -> RankTable:
    """Ranks of startups of the field.

    Args:
        field: Of everybody, themselves included.
        scores: What each startup asked for is ranked by at `QUANTILES`, shape (startups, quantiles).
        total: Startups in the field.
        ranks: How many of the first ranks get a probability.
    """
    own = ndtr(-QUANTILES)
    above = np.maximum(np.interp(scores, field.points, field.above) - own, 0.0)
    variance = np.maximum(np.interp(scores, field.points, field.variance) - own * (1 - own), 0.0)
    before = above[:, :, None] + np.sqrt(variance)[:, :, None] * QUANTILES
    ends = np.quantile(before.reshape(len(scores), -1), [_LOW, _HIGH], axis=1)
    best, worst = np.clip(np.rint(ends) + 1, 1, total).astype(np.int64)
    first = poisson.pmf(np.arange(ranks)[None, None, :], above[:, :, None]).mean(axis=1)
    return RankTable(best, worst, np.asarray(first, dtype=np.float64))

"""Which ranks on a leaderboard are really known, for a handful of models or for ten thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from data.records import InvalidInput

_RISK_OF_ERROR = 0.05
_CLASS, _MOST_CLASSES = 64, 32
"""Models that make a class of like errors at least, and classes at most; more of them cost more than they save."""
_SLACK = 1e-9
"""Relative width by which a band is taken too widely, so that rounding leaves no pair out."""


class ScoreSummary(NamedTuple):
    """A score without its items; the standard error is None where it is unknown."""

    value: float
    standard_error: float | None


class RankRange(NamedTuple):
    """The best and the worst rank that the data allow, 1 being best."""

    best: int
    worst: int


@dataclass(frozen=True, slots=True, eq=False)
class RankedScores:
    """Scores that were set against each other, all pairs taken together at the 5 % level.

    Attributes:
        values: Those whose standard error is known, highest first; shape (known,).
        errors: Their standard errors.
        critical: How many standard errors of their difference two must lie apart to be told apart.
        leading: How many cannot be told from the best rank.
        count: All of them, those with an unknown error among them.
    """

    values: NDArray[np.float64]
    errors: NDArray[np.float64]
    critical: float
    leading: int
    count: int

    def rank_range(self, score: ScoreSummary) -> RankRange:
        """Best and worst rank of one of them that all pairwise differences allow, jointly at 95 %.

        A score whose standard error is unknown is told apart from no other, so that every rank is left to it.
        """
        if score.standard_error is None:
            return RankRange(1, self.count)
        apart = _apart(self.values - score.value, self.errors, score.standard_error, self.critical)
        behind = _apart(score.value - self.values, self.errors, score.standard_error, self.critical)
        return RankRange(1 + int(apart.sum()), self.count - int(behind.sum()))

    def is_surely_ahead(self, first: ScoreSummary, second: ScoreSummary) -> bool:
        """Whether the first of two is better by more than chance explains."""
        if first.standard_error is None or second.standard_error is None:
            return False
        difference, error = np.array([first.value - second.value]), np.array([first.standard_error])
        return bool(_apart(difference, error, second.standard_error, self.critical)[0])


def ranked_scores(scores: Sequence[ScoreSummary]) -> RankedScores:
    """The scores set against each other, by the normal differences of all pairs with Holm's correction.

    The scores come with standard errors only, so the ranges are wider than with the items at hand. Holm's step-down
    calls out as many pairs R as lie below alpha / (M - R) of M; that R is found from below, since as long as too few
    are called out, more lie below the bound, and never more than Holm's. Each step only counts pairs.

    Raises:
        InvalidInput: if a standard error is negative.

    Source: Mogstad, Romano, Shaikh & Wilhelm 2024, Review of Economic Studies 91(1); Holm 1979, Scandinavian Journal
        of Statistics 6(2), 65-70.
    """
    known = np.array([score for score in scores if score.standard_error is not None], dtype=np.float64).reshape(-1, 2)
    if (known[:, 1] < 0).any():
        raise InvalidInput("A standard error must not be negative.")
    values, errors = known[np.argsort(-known[:, 0], kind="stable")].T
    pairs, called_out = len(values) * (len(values) - 1) // 2, -1
    critical, above = _critical(1), np.zeros(len(values), dtype=np.int64)
    while called_out < above.sum() < pairs:
        called_out = int(above.sum())
        critical = _critical(pairs - called_out)
        above = _surely_above(values, errors, critical)
    unknown = len(scores) - len(values)
    return RankedScores(values, errors, critical, unknown + int((above == 0).sum()), len(scores))


def _critical(tests: int) -> float:
    """Standard errors apart that are beyond chance among so many tests."""
    return float(stats.norm.isf(_RISK_OF_ERROR / 2 / tests))


def _surely_above(values: NDArray[np.float64], errors: NDArray[np.float64], critical: float) -> NDArray[np.int64]:
    """How many are surely better than each, the values falling; by classes of like errors, which decide most pairs."""
    above = np.zeros(len(values), dtype=np.int64)
    for alike in np.array_split(np.argsort(errors, kind="stable"), min(_MOST_CLASSES, 1 + len(errors) // _CLASS)):
        those = np.sort(alike)
        above[those] = _above_those(values, errors, (values[those], errors[those]), critical)
    return above


def _above_those(
    values: NDArray[np.float64],
    errors: NDArray[np.float64],
    those: tuple[NDArray[np.float64], NDArray[np.float64]],
    critical: float,
) -> NDArray[np.int64]:
    """How many of all are surely better than each of those.

    What lies so far below a value that any of their errors would do is counted without looking at it, what lies too
    near is left out, and only the band between is compared pair by pair.
    """
    theirs, other = those
    rounding = 8 * np.spacing(np.abs(values).max())
    near = critical * np.hypot(errors, other.min()) * (1 - _SLACK) - rounding
    far = critical * np.hypot(errors, other.max()) * (1 + _SLACK) + rounding
    start, stop = np.searchsorted(-theirs, near - values), np.searchsorted(-theirs, far - values)
    width = stop - start
    ours = np.repeat(np.arange(len(values)), width)
    place = np.arange(len(ours)) - np.repeat(np.cumsum(width) - width - start, width)
    apart = _apart(values[ours] - theirs[place], errors[ours], other[place], critical)
    beyond = np.bincount(stop, minlength=len(theirs) + 1)[:-1].cumsum()
    return beyond + np.bincount(place[apart], minlength=len(theirs))


def _apart(
    difference: NDArray[np.float64],
    error: NDArray[np.float64],
    other: NDArray[np.float64] | float,
    critical: float,
) -> NDArray[np.bool_]:
    """Whether a difference is above 0 by more than chance; without any error every one is."""
    found: NDArray[np.bool_] = (difference > 0) & (difference >= critical * np.sqrt(error**2 + other**2))
    return found

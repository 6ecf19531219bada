"""Two models, or many, on the same items: who is better, and which ranks on a leaderboard are really known."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeVar

from scipy import stats

from analysis.inference.intervals import Interval, mcnemar_p_value, paired_difference
from analysis.inference.multiplicity import holm_adjusted
from data.records import InvalidInput

_EXACT_BELOW_DISCORDANT = 25
_RISK_OF_ERROR = 0.05
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class PairedComparison:
    """First model minus second on the items both answered.

    Attributes:
        difference: Mean difference; above 0 the first is better (the caller turns metrics where lower is better).
        standard_error: sd of the differences over sqrt(n); None for fewer than two items.
        interval: 95 % interval of the difference, None without a standard error.
        first_only: Items on which the first scored higher.
        second_only: Items on which the second scored higher.
        ties: Items on which both scored the same.
        p_value: Two-sided; exact (McNemar) for right-or-wrong items with few disagreements, else Student; None for
            fewer than two items.
        n: Items both answered.
        is_exact: Whether the p-value is McNemar's exact one.
    """

    difference: float
    standard_error: float | None
    interval: Interval | None
    first_only: int
    second_only: int
    ties: int
    p_value: float | None
    n: int
    is_exact: bool = False


class ScoreSummary(NamedTuple):
    """A score without its items; the standard error is None where it is unknown."""

    value: float
    standard_error: float | None


class RankRange(NamedTuple):
    """The best and the worst rank that the data allow, 1 being best."""

    best: int
    worst: int


def paired_comparison(first: Mapping[Name, float], second: Mapping[Name, float]) -> PairedComparison:
    """First minus second over the items that both answered.

    Args:
        first: Score per item id.
        second: The same of the other model; items that only one answered are left out.

    Raises:
        InvalidInput: if no item was answered by both.

    Source: Miller 2024 (arXiv 2411.00640), section 4.2; McNemar 1947.
    """
    shared = sorted(first.keys() & second.keys(), key=str)
    if not shared:
        raise InvalidInput("The two models have no item in common, so they cannot be compared item by item.")
    ours, theirs = [float(first[item]) for item in shared], [float(second[item]) for item in shared]
    paired = paired_difference(ours, theirs)
    ahead = sum(a > b for a, b in zip(ours, theirs, strict=True))
    behind = sum(a < b for a, b in zip(ours, theirs, strict=True))
    is_binary = {*ours, *theirs} <= {0.0, 1.0}
    return PairedComparison(
        difference=paired.difference,
        standard_error=paired.standard_error,
        interval=_student_interval(paired.difference, paired.standard_error, paired.n),
        first_only=ahead,
        second_only=behind,
        ties=paired.n - ahead - behind,
        p_value=_paired_p_value(paired.difference, paired.standard_error, paired.n, ahead, behind, is_binary),
        n=paired.n,
        is_exact=is_binary and paired.n > 1 and ahead + behind < _EXACT_BELOW_DISCORDANT,
    )


def rank_ranges_from_summaries(scores: Mapping[Name, ScoreSummary]) -> dict[Name, RankRange]:
    """Best and worst rank of each model that all pairwise differences allow, jointly at 95 %.

    The scores come with standard errors only, so the ranges are wider than with the items at hand. A score whose
    standard error is unknown is told apart from no other, so that every rank is left to it.

    Raises:
        InvalidInput: if a standard error is negative.

    Source: Mogstad, Romano, Shaikh & Wilhelm 2024, Review of Economic Studies 91(1), with Holm's correction over pairs.
    """
    ahead = surely_ahead(scores)
    worse, better = Counter(winner for winner, _ in ahead), Counter(loser for _, loser in ahead)
    return {name: RankRange(1 + better[name], len(scores) - worse[name]) for name in scores}


def surely_ahead(scores: Mapping[Name, ScoreSummary]) -> frozenset[tuple[Name, Name]]:
    """Pairs (better, worse) that differ by more than chance, all pairs taken together, at the 5 % level.

    Raises:
        InvalidInput: if a standard error is negative.
    """
    if any(score.standard_error is not None and score.standard_error < 0 for score in scores.values()):
        raise InvalidInput("A standard error must not be negative.")
    tests: dict[tuple[Name, Name], tuple[float, float | None]] = {}
    for first, second in combinations(scores, 2):
        (value, error), (other, other_error) = scores[first], scores[second]
        unknown = error is None or other_error is None
        p_value = None if unknown else _normal_p_value(value - other, math.hypot(error or 0.0, other_error or 0.0))
        tests[first, second] = (value - other, p_value)
    return _ahead(tests)


def _ahead(tests: Mapping[tuple[Name, Name], tuple[float, float | None]]) -> frozenset[tuple[Name, Name]]:
    """Pairs (better, worse) whose difference stays below the risk of error after Holm's correction over all tested."""
    tested = [(pair, difference, p_value) for pair, (difference, p_value) in tests.items() if p_value is not None]
    adjusted = holm_adjusted([p_value for _, _, p_value in tested])
    return frozenset(
        pair if difference > 0 else (pair[1], pair[0])
        for (pair, difference, _), p_value in zip(tested, adjusted, strict=True)
        if p_value <= _RISK_OF_ERROR
    )


def _paired_p_value(
    difference: float, error: float | None, n: int, ahead: int, behind: int, is_binary: bool
) -> float | None:
    if error is None:
        return None
    if is_binary and ahead + behind < _EXACT_BELOW_DISCORDANT:
        return mcnemar_p_value(ahead, behind)
    if error == 0:
        return 1.0 if difference == 0 else 0.0
    return float(2 * stats.t.sf(abs(difference) / error, n - 1))


def _normal_p_value(difference: float, error: float) -> float:
    if error == 0:
        return 1.0 if difference == 0 else 0.0
    return math.erfc(abs(difference) / error / math.sqrt(2))


def _student_interval(centre: float, error: float | None, n: int) -> Interval | None:
    if error is None:
        return None
    half = float(stats.t.ppf(0.975, n - 1)) * error
    return Interval(centre - half, centre + half, 0.95)

"""Two models, or many, on the same items: who is better, and which ranks on a leaderboard are really known."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from scipy import stats

from analysis.inference.intervals import Interval, mcnemar_p_value, paired_difference
from analysis.inference.multiplicity import holm_adjusted
from data.records import InvalidInput

_EXACT_BELOW_DISCORDANT = 25
_RISK_OF_ERROR = 0.05


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

    @property
    def is_tie(self) -> bool:
        """Whether chance alone explains the difference at the 5 % level."""
        return self.p_value is None or self.p_value > _RISK_OF_ERROR


class ScoreSummary(NamedTuple):
    """A published score without its items."""

    value: float
    standard_error: float


class RankRange(NamedTuple):
    """The best and the worst rank that the data allow, 1 being best."""

    best: int
    worst: int


def paired_comparison(first: Mapping[Hashable, float], second: Mapping[Hashable, float]) -> PairedComparison:
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


def rank_ranges(items: Mapping[str, Sequence[float]]) -> dict[str, RankRange]:
    """Best and worst rank of each model that all pairwise differences on the same items allow, jointly at 95 %.

    Args:
        items: Scores per model, every list in the same order of items.

    Raises:
        InvalidInput: if the lists differ in length.

    Source: Mogstad, Romano, Shaikh & Wilhelm 2024, Review of Economic Studies 91(1), with Holm's correction over pairs.
    """
    if len({len(scores) for scores in items.values()}) > 1:
        raise InvalidInput("Every model needs a score for every item; the lists differ in length.")
    indexed: dict[str, dict[Hashable, float]] = {name: dict(enumerate(scores)) for name, scores in items.items()}
    tests = {
        (first, second): paired_comparison(indexed[first], indexed[second]) for first, second in combinations(items, 2)
    }
    return _ranges(list(items), {pair: (test.difference, test.p_value) for pair, test in tests.items()})


def rank_ranges_from_summaries(scores: Mapping[str, ScoreSummary]) -> dict[str, RankRange]:
    """Best and worst rank of each model from scores with standard errors only; wider than with the items at hand.

    Raises:
        InvalidInput: if a standard error is negative.
    """
    if any(score.standard_error < 0 for score in scores.values()):
        raise InvalidInput("A standard error must not be negative.")
    tests: dict[tuple[str, str], tuple[float, float | None]] = {}
    for first, second in combinations(scores, 2):
        difference = scores[first].value - scores[second].value
        error = math.hypot(scores[first].standard_error, scores[second].standard_error)
        tests[first, second] = (difference, _normal_p_value(difference, error))
    return _ranges(list(scores), tests)


def _ranges(names: list[str], tests: Mapping[tuple[str, str], tuple[float, float | None]]) -> dict[str, RankRange]:
    pairs = list(tests)
    p_values = (tests[pair][1] for pair in pairs)
    raw = [1.0 if p_value is None else p_value for p_value in p_values]
    adjusted = holm_adjusted(raw)
    better: dict[str, int] = dict.fromkeys(names, 0)
    worse: dict[str, int] = dict.fromkeys(names, 0)
    for (first, second), p_value in zip(pairs, adjusted, strict=True):
        if p_value > _RISK_OF_ERROR:
            continue
        winner, loser = (first, second) if tests[first, second][0] > 0 else (second, first)
        worse[winner] += 1
        better[loser] += 1
    return {name: RankRange(1 + better[name], len(names) - worse[name]) for name in names}


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
    return float(2 * stats.norm.sf(abs(difference) / error))


def _student_interval(centre: float, error: float | None, n: int) -> Interval | None:
    if error is None:
        return None
    half = float(stats.t.ppf(0.975, n - 1)) * error
    return Interval(centre - half, centre + half, 0.95)

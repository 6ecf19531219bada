"""Two models on the same items: who is better."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from scipy import stats

from analysis.inference.intervals import Interval, mcnemar_p_value, paired_difference
from data.records import InvalidInput

_EXACT_BELOW_DISCORDANT = 25
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


def _student_interval(centre: float, error: float | None, n: int) -> Interval | None:
    if error is None:
        return None
    half = float(stats.t.ppf(0.975, n - 1)) * error
    return Interval(centre - half, centre + half, 0.95)

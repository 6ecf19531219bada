"""How sure a score is: intervals, standard errors and the number of items it takes to be sure."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import special, stats

from data.records import InvalidInput

Z_TWO_SIDED_5_PERCENT = 1.959964
Z_ONE_SIDED_5_PERCENT = 1.645
Z_POWER_80_PERCENT = 0.842


class Interval(NamedTuple):
    """Both ends of an interval and the share of repetitions it is built to cover."""

    low: float
    high: float
    level: float


class PairedDifference(NamedTuple):
    """Mean of first minus second over the same items; the standard error is None for fewer than two items."""

    difference: float
    standard_error: float | None
    n: int


def wilson_interval(correct: int, n: int, level: float = 0.95) -> Interval:
    """Wilson's score interval of a share, as fractions.

    Args:
        correct: Successes among `n` independent items.
        n: Items, at least 1.
        level: Nominal coverage, between 0 and 1.

    Raises:
        InvalidInput: if the counts or the level are out of range.

    Source: Wilson 1927; Brown, Cai & DasGupta 2001, section 3.1.1.
    """
    _check_counts(correct, n)
    _check_level(level)
    found = stats.binomtest(correct, n).proportion_ci(level, method="wilson")
    return Interval(float(found.low), float(found.high), level)


def beta_interval(correct: float, n: float, level: float = 0.95, prior: float = 1.0) -> Interval:
    """Equal-tailed interval of the Beta posterior of a share under a Beta(`prior`, `prior`) prior, as fractions.

    A prior of 1 is the flat one of Bowyer et al. (arXiv 2503.01747); 0.5 is Jeffreys' prior, whose interval keeps
    its nominal coverage on average even at twenty items (Brown, Cai & DasGupta 2001, section 4.3). With no success
    the lower end is 0 and with no failure the upper end is 1, their modification. Counts may be fractional: after a
    correction for clusters or for a finite test set they are effective numbers of items.

    Raises:
        InvalidInput: if the counts or the level are out of range.
    """
    _check_counts(correct, n)
    _check_level(level)
    tail = (1 - level) / 2
    low, high = special.betaincinv(correct + prior, n - correct + prior, [tail, 1 - tail])
    return Interval(0.0 if correct == 0 else float(low), 1.0 if correct == n else float(high), level)


def normal_interval(
    centre: float, standard_error: float | None, *, low: float = -math.inf, high: float = math.inf
) -> Interval | None:
    """95 % interval around a mean, cut at the ends that its values can have; None without a standard error."""
    if standard_error is None:
        return None
    half = Z_TWO_SIDED_5_PERCENT * standard_error
    return Interval(max(low, centre - half), min(high, centre + half), 0.95)


def share_standard_error(share: float, n: int, total: int | None = None) -> float | None:
    """Standard error of a share measured on `n` items, in its unit; None for fewer than two items.

    With `total` the items are a sample without replacement from a fixed test set of that many, so nothing is uncertain
    once all are answered: sqrt(p(1-p)/n * (N-n)/(N-1)).

    Raises:
        InvalidInput: if the share is no fraction or `n` exceeds `total`.

    Source: Cochran 1977, Sampling Techniques, theorem 2.2; Miller 2024 (arXiv 2411.00640), equation 1.
    """
    if not 0 <= share <= 1:
        raise InvalidInput(f"A share must lie between 0 and 1, got {share!r}; divide percentages by 100.")
    if n < 2:
        return None
    return math.sqrt(share * (1 - share) / n * finite_population_factor(n, total))


def finite_population_factor(n: int, total: int | None) -> float:
    """Share of the sampling variance that is left when `n` of `total` items are known: (N-n)/(N-1); 1 without a total.

    Raises:
        InvalidInput: if `n` exceeds `total`.
    """
    if total is None:
        return 1.0
    if n > total:
        raise InvalidInput(f"{n} items were scored of a test set of {total}; the total must not be smaller.")
    return 0.0 if total == n else (total - n) / (total - 1)


def mean_standard_error(values: Sequence[float]) -> float | None:
    """Standard error of the mean of independent items, in their unit; None for fewer than two.

    Source: Miller 2024 (arXiv 2411.00640), section 2.1.
    """
    scores = np.asarray(values, dtype=float)
    return None if scores.size < 2 else float(scores.std(ddof=1) / math.sqrt(scores.size))


def clustered_standard_error(values: Sequence[float], clusters: Sequence[Hashable]) -> float | None:
    """Standard error of the mean when items of one cluster share a passage or a source; None below two clusters.

    sqrt(sum over clusters of (sum of deviations)^2) / n, times sqrt(G/(G-1)). The paper leaves that last factor out;
    without it fifty clusters cover 94 % where 95 % is meant.

    Args:
        values: One score per item.
        clusters: The cluster of each item, same length.

    Raises:
        InvalidInput: if the lengths differ.

    Source: Miller 2024 (arXiv 2411.00640), section 2.2; the factor is the usual CR1 correction.
    """
    if len(values) != len(clusters):
        raise InvalidInput(f"Got {len(values)} scores but {len(clusters)} clusters; give one cluster per score.")
    scores = np.asarray(values, dtype=float)
    names = {name: position for position, name in enumerate(dict.fromkeys(clusters))}
    if len(names) < 2:
        return None
    codes = np.fromiter((names[name] for name in clusters), dtype=np.intp, count=len(clusters))
    sums = np.bincount(codes, weights=scores - scores.mean(), minlength=len(names))
    count = len(names)
    return float(math.sqrt((sums**2).sum() * count / (count - 1)) / scores.size)


def effective_items(values: Sequence[float], clusters: Sequence[Hashable], level: float = 0.95) -> float | None:
    """How many independent items the clustered ones are worth; None below two clusters.

    p(1-p) / SE^2 shrunk by (t with n-1 over t with G-1 degrees of freedom)^2, never above the number of items. If all
    items agree the spread between clusters cannot be seen, and each cluster counts once.

    Source: Korn & Graubard 1998, Survey Methodology 24(2), 193-201.
    """
    error = clustered_standard_error(values, clusters)
    if error is None:
        return None
    n, groups, mean = len(values), len(set(clusters)), float(np.mean(values))
    raw = mean * (1 - mean) / error**2 if error > 0 and 0 < mean < 1 else float(groups)
    upper = (1 + level) / 2
    shrink = (stats.t.ppf(upper, n - 1) / stats.t.ppf(upper, groups - 1)) ** 2
    return float(min(raw * shrink, n))


def paired_difference(first: Sequence[float], second: Sequence[float]) -> PairedDifference:
    """Mean of first minus second on the same items, with SE = sd(differences)/sqrt(n).

    Raises:
        InvalidInput: if the lengths differ or there are no items.

    Source: Miller 2024 (arXiv 2411.00640), section 4.2.
    """
    if len(first) != len(second) or not first:
        raise InvalidInput(f"Paired scores need the same items, got {len(first)} and {len(second)}.")
    differences = (np.asarray(first, dtype=float) - np.asarray(second, dtype=float)).tolist()
    return PairedDifference(float(np.mean(differences)), mean_standard_error(differences), len(differences))


def mcnemar_p_value(first_only: int, second_only: int) -> float:
    """Two-sided exact p-value that two models are equally good, from the items only one of them solved.

    Raises:
        InvalidInput: if a count is negative.

    Source: McNemar 1947; the exact form is the sign test on the discordant items.
    """
    if first_only < 0 or second_only < 0:
        raise InvalidInput(f"Counts of items must not be negative, got {first_only} and {second_only}.")
    if first_only + second_only == 0:
        return 1.0
    return float(stats.binomtest(first_only, first_only + second_only).pvalue)


def items_needed(share: float, margin: float) -> int | None:
    """Items it takes to settle a claim to within `margin`: (1.645 + .842)^2 p(1-p) / margin^2; None for a zero margin.

    Source: sample size of a one-sided test at 5 % with 80 % power, for example Chow et al. 2018, section 4.1.
    """
    if margin <= 0:
        return None
    return math.ceil((Z_ONE_SIDED_5_PERCENT + Z_POWER_80_PERCENT) ** 2 * share * (1 - share) / margin**2)


def _check_counts(correct: float, n: float) -> None:
    if n <= 0 or not 0 <= correct <= n:
        raise InvalidInput(
            f"Got {correct!r} correct of {n!r} items; correct must lie between 0 and the number of items."
        )


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise InvalidInput(f"A level must lie between 0 and 1, got {level!r}; write 95 % as 0.95.")

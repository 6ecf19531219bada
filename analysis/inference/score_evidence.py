"""What a run says about the true score, in the three forms a run can take: counts, a mean, a test set run in full.

Each form answers the same questions, so that a verdict need not know which one it has:

* `interval(level)`: where the true score lies;
* `chance_at_least(bound)`, `chance_at_most(bound)`: how plausible it is that the true score is that high, or that low;
* `surprise_if_low(claim)`, `surprise_if_high(claim)`: how rarely a true claim would give a result like this.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from scipy import special, stats

from analysis.inference.intervals import (
    Z_ONE_SIDED_5_PERCENT,
    Z_POWER_80_PERCENT,
    Interval,
    beta_interval,
    finite_population_factor,
    items_needed,
)
from data.records import InvalidInput

JEFFREYS_PRIOR = 0.5
_INTEGER_SLACK = 1e-9


class ScoreEvidence(Protocol):
    """What every form of evidence on a score answers."""

    @property
    def value(self) -> float:
        """The measured score."""

    @property
    def standard_error(self) -> float | None:
        """Standard error of the measured score in its unit, None where it cannot be had."""

    def interval(self, level: float) -> Interval:
        """Where the true score lies at that level."""

    def chance_at_least(self, bound: float) -> float:
        """Plausibility that the true score is at least `bound`."""

    def chance_at_most(self, bound: float) -> float:
        """Plausibility that the true score is at most `bound`."""

    def surprise_if_low(self, claim: float) -> float:
        """Probability of a result this low or lower if the claim were exactly true."""

    def surprise_if_high(self, claim: float) -> float:
        """Probability of a result this high or higher if the claim were exactly true."""

    def items_needed(self, margin: float) -> int | None:
        """Items it would take to settle a claim to within `margin`."""


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """So many of `n` items solved, a sample of a fixed test set of `total` or of an unlimited supply.

    Attributes:
        correct: Items solved.
        n: Items run.
        total: Size of the test set the claim is about; None where the claim is about ability in general.
        effective_n: Independent items the sample is worth where items come in clusters; None if each stands alone.
        rounding: Half a unit of the last digit of the claim, which a true claim may be off by.
    """

    correct: int
    n: int
    total: int | None = None
    effective_n: float | None = None
    rounding: float = 0.0

    def __post_init__(self) -> None:
        if self.n < 1 or not 0 <= self.correct <= self.n:
            raise InvalidInput(
                f"Got {self.correct} correct of {self.n} items; correct must lie between 0 and n, n above 0."
            )
        if self.total is not None and self.total <= self.n:
            raise InvalidInput(f"A sample needs a test set larger than itself, got {self.n} of {self.total}.")

    @property
    def value(self) -> float:
        """Share of items solved."""
        return self.correct / self.n

    @property
    def standard_error(self) -> float | None:
        """sqrt(p(1-p)/n_effective) after the finite-population correction; None for a single item."""
        if self.n < 2:
            return None
        return math.sqrt(self.value * (1 - self.value) / self._effective_n())

    def interval(self, level: float) -> Interval:
        """Equal-tailed Jeffreys interval on the effective counts.

        Chosen over Wilson and mid-p: on shares drawn between .05 and .95 its mean coverage at twenty items is .949
        (Wilson .954, mid-p .959, Clopper-Pearson .976).
        """
        n = self._effective_n()
        return beta_interval(self.value * n, n, level, prior=JEFFREYS_PRIOR)

    def chance_at_least(self, bound: float) -> float:
        """Posterior mass at or above `bound`."""
        if bound <= 0 or self.correct == self.n:
            return 1.0 if bound <= 1 else 0.0
        return 0.0 if bound >= 1 else float(special.betaincc(*self._posterior(), bound))

    def chance_at_most(self, bound: float) -> float:
        """Posterior mass at or below `bound`."""
        if bound >= 1 or self.correct == 0:
            return 1.0 if bound >= 0 else 0.0
        return 0.0 if bound <= 0 else float(special.betainc(*self._posterior(), bound))

    def surprise_if_low(self, claim: float) -> float:
        """Exact tail: hypergeometric for a sample of a test set, else binomial, in effective counts for clusters."""
        share = _clipped(claim - self.rounding)
        if self.total is not None and self.effective_n is None:
            solved = math.ceil(self.total * share - _INTEGER_SLACK)
            return float(stats.hypergeom.cdf(self.correct, self.total, solved, self.n))
        n = self._effective_n()
        return 1.0 if self.correct == self.n else float(special.betaincc(self.value * n + 1, n - self.value * n, share))

    def surprise_if_high(self, claim: float) -> float:
        """Exact tail, the mirror image of `surprise_if_low`."""
        share = _clipped(claim + self.rounding)
        if self.total is not None and self.effective_n is None:
            solved = math.floor(self.total * share + _INTEGER_SLACK)
            return float(stats.hypergeom.sf(self.correct - 1, self.total, solved, self.n))
        n = self._effective_n()
        return 1.0 if self.correct == 0 else float(special.betainc(self.value * n, n - self.value * n + 1, share))

    def items_needed(self, margin: float) -> int | None:
        """Items for a one-sided test at 5 % with 80 % power, at most the whole test set, which ends all doubt."""
        share = self.value if 0 < self.value < 1 else (self.correct + JEFFREYS_PRIOR) / (self.n + 1)
        needed = items_needed(share, margin)
        if needed is None:
            return self.total
        scaled = math.ceil(needed * self.n / self.effective_n) if self.effective_n else needed
        return scaled if self.total is None else min(scaled, self.total)

    def _effective_n(self) -> float:
        return (self.effective_n or self.n) / finite_population_factor(self.n, self.total)

    def _posterior(self) -> tuple[float, float]:
        n = self._effective_n()
        return self.value * n + JEFFREYS_PRIOR, (1 - self.value) * n + JEFFREYS_PRIOR


@dataclass(frozen=True, slots=True)
class FullTestSet:
    """The claim's own fixed test set, run in full: no sampling is left, only rounding and the spread between reruns.

    Attributes:
        value: Measured score.
        tolerance: Half a unit of the claim's last digit plus the largest difference seen between reruns.
    """

    value: float
    tolerance: float = 0.0

    @property
    def standard_error(self) -> float | None:
        """Of a uniform spread of +-tolerance: tolerance / sqrt(3)."""
        return self.tolerance / math.sqrt(3)

    def interval(self, level: float) -> Interval:
        """The value give or take the tolerance, whatever the level."""
        return Interval(self.value - self.tolerance, self.value + self.tolerance, level)

    def chance_at_least(self, bound: float) -> float:
        """1 if the value reaches `bound` within the tolerance, else 0: the doubt counts for the claim."""
        return float(self.value + self.tolerance >= bound - _INTEGER_SLACK)

    def chance_at_most(self, bound: float) -> float:
        """1 if the value stays below `bound` within the tolerance, else 0."""
        return float(self.value - self.tolerance <= bound + _INTEGER_SLACK)

    def surprise_if_low(self, claim: float) -> float:
        """1 if the value reaches the claim within the tolerance, else 0."""
        return self.chance_at_least(claim)

    def surprise_if_high(self, claim: float) -> float:
        """1 if the value stays at the claim within the tolerance, else 0."""
        return self.chance_at_most(claim)

    def items_needed(self, margin: float) -> int | None:  # noqa: ARG002 - nothing more can be run
        """None: there are no more items."""
        return None


@dataclass(frozen=True, slots=True)
class MeanScore:
    """A mean with a standard error, for metrics that are not a share of solved items.

    Attributes:
        value: Measured mean.
        error: Its standard error, above 0.
        n: Items behind it.
        clusters: Clusters behind the standard error; None if items stand alone.
    """

    value: float
    error: float
    n: int
    clusters: int | None = None

    def __post_init__(self) -> None:
        if self.n < 2 or self.error <= 0:
            raise InvalidInput(f"A mean needs two items and a standard error above 0, got n={self.n}, {self.error!r}.")

    @property
    def standard_error(self) -> float | None:
        """The standard error as given."""
        return self.error

    def interval(self, level: float) -> Interval:
        """Student interval with n-1, or clusters-1, degrees of freedom."""
        low, high = self._distribution().interval(level)
        return Interval(float(low), float(high), level)

    def chance_at_least(self, bound: float) -> float:
        """Upper tail of the Student distribution around the mean."""
        return float(self._distribution().sf(bound))

    def chance_at_most(self, bound: float) -> float:
        """Lower tail of the Student distribution around the mean."""
        return float(self._distribution().cdf(bound))

    def surprise_if_low(self, claim: float) -> float:
        """By symmetry the same as `chance_at_least`."""
        return self.chance_at_least(claim)

    def surprise_if_high(self, claim: float) -> float:
        """By symmetry the same as `chance_at_most`."""
        return self.chance_at_most(claim)

    def items_needed(self, margin: float) -> int | None:
        """Items for a one-sided test at 5 % with 80 % power at the spread seen."""
        if margin <= 0:
            return None
        return math.ceil(self.n * ((Z_ONE_SIDED_5_PERCENT + Z_POWER_80_PERCENT) * self.error / margin) ** 2)

    def _distribution(self) -> stats.distributions.rv_frozen:
        return stats.t(df=(self.clusters or self.n) - 1, loc=self.value, scale=self.error)


def _clipped(share: float) -> float:
    return min(max(share, 0.0), 1.0)

"""What an investment may return: distributions of multiple and yearly return, and what one has to believe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.finance.exit_tables import ExitMultiples
from data.records import InvalidInput

FloatArray = NDArray[np.float64]


class Step(NamedTuple):
    """The way to one later round.

    Attributes:
        graduation: Chance of raising it, once the one before is raised.
        dilution: Share of the company it sells.
        step_up: Its post-money value over that of the round before.
        years: Years from the round before.
    """

    graduation: float
    dilution: float
    step_up: float
    years: float


@dataclass(frozen=True, slots=True)
class Deal:
    """The investment.

    Attributes:
        investment_usd: What is paid today.
        post_money_usd: Value after it.
        steps: Later rounds, next one first.
        years_after_last_round: From the last round raised to the exit.
        preference_multiple: Times the investment taken first in an exit; 0 for common shares.
        participating: Whether the shares take the preference and then share in the rest, not the better of both.
    """

    investment_usd: float
    post_money_usd: float
    steps: tuple[Step, ...] = ()
    years_after_last_round: float = 2.0
    preference_multiple: float = 0.0
    participating: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.investment_usd <= self.post_money_usd:
            raise InvalidInput(
                f"An investment of {self.investment_usd!r} does not fit a post-money value of {self.post_money_usd!r}."
            )
        if any(
            not (0 <= s.graduation <= 1 and 0 <= s.dilution < 1 and s.step_up > 0 and s.years > 0) for s in self.steps
        ):
            raise InvalidInput("A later round needs chances and dilution between 0 and 1, step-up and years above 0.")
        if self.years_after_last_round <= 0:
            raise InvalidInput(f"years_after_last_round: got {self.years_after_last_round!r}, expected above 0.")

    @property
    def ownership(self) -> float:
        """Share bought, as a fraction."""
        return self.investment_usd / self.post_money_usd


@dataclass(frozen=True, slots=True)
class Returns:
    """Simulated outcomes, one per draw.

    Attributes:
        multiple: Money back over money in.
        irr: Yearly return with all money in today and all back at the exit, as a fraction; -1 where all is lost.
        rounds: Later rounds raised.
    """

    multiple: FloatArray
    irr: FloatArray
    rounds: NDArray[np.intp]

    @property
    def mean_multiple(self) -> float:
        """Expected multiple."""
        return float(self.multiple.mean())

    @property
    def chance_of_loss(self) -> float:
        """Share of draws that return less than was paid."""
        return float(np.mean(self.multiple < 1))

    def irr_quantiles(self, shares: tuple[float, ...] = (0.1, 0.5, 0.9)) -> tuple[float, ...]:
        """Yearly returns not exceeded in those shares of draws, as fractions."""
        return tuple(float(value) for value in np.quantile(self.irr, shares))

    def quantiles(self, shares: tuple[float, ...] = (0.1, 0.5, 0.9)) -> tuple[float, ...]:
        """Multiples not exceeded in those shares of draws."""
        return tuple(float(value) for value in np.quantile(self.multiple, shares))

    def chance_of_at_least(self, multiple: float) -> float:
        """Share of draws that return that multiple or more."""
        return float(np.mean(self.multiple >= multiple))


class Belief(NamedTuple):
    """What has to come true for a target multiple.

    Attributes:
        exit_value_usd: Value of the company at exit.
        recurring_revenue_usd: ARR that carries it at the multiple given; None without one.
        growth_per_year: Yearly growth of ARR to get there, as a fraction; None without ARR today.
        share_of_outcomes: How often published outcomes reach such a multiple on today's value; None without a table.
    """

    exit_value_usd: float
    recurring_revenue_usd: float | None
    growth_per_year: float | None
    share_of_outcomes: float | None


def simulated_returns(
    deal: Deal, multiples: ExitMultiples, rng: np.random.Generator, *, draws: int = 10_000
) -> Returns:
    """Returns of one deal: later rounds are raised or not, each dilutes, and the exit is a multiple of the last round.

    The published multiple is drawn on the post-money value of the last round raised, since whoever bought last is not
    diluted any more; the stake then gets its share of that, or its preference, whichever is more (or both, if it takes
    part), and never more than the exit. Later investors' preferences are left out; a cap table and `exit_waterfall`
    take their ranks into account.

    Args:
        deal: Terms and the rounds to come.
        multiples: Outcomes of one window.
        rng: Source of randomness.
        draws: Number of futures.
    """
    raised = np.zeros(draws, dtype=np.intp)
    alive = np.ones(draws, dtype=bool)
    for step in deal.steps:
        alive &= rng.random(draws) < step.graduation
        raised += alive
    kept = np.cumprod([1.0, *(1 - step.dilution for step in deal.steps)])[raised]
    value = deal.post_money_usd * np.cumprod([1.0, *(step.step_up for step in deal.steps)])[raised]
    years = np.cumsum([deal.years_after_last_round, *(step.years for step in deal.steps)])[raised]
    exit_usd = value * multiples.draws(rng, draws)
    preference = np.minimum(deal.preference_multiple * deal.investment_usd, exit_usd)
    stake = deal.ownership * kept
    converted = np.maximum(stake * exit_usd, preference)
    received = preference + stake * (exit_usd - preference) if deal.participating else converted
    multiple = received / deal.investment_usd
    return Returns(multiple, _irr(multiple, years), raised)


def required_belief(
    deal: Deal,
    target_multiple: float,
    *,
    years: float,
    recurring_revenue_usd: float | None = None,
    exit_multiple_of_revenue: float | None = None,
    multiples: ExitMultiples | None = None,
) -> Belief:
    """What the company must become for a target multiple, all later rounds raised.

    Args:
        deal: Terms and the rounds to come.
        target_multiple: Money back over money in, above 0.
        years: Until the exit.
        recurring_revenue_usd: ARR today, None if unknown.
        exit_multiple_of_revenue: Exit value over ARR at exit, None if no opinion.
        multiples: Published outcomes to hold the needed multiple against.

    Raises:
        InvalidInput: if target or years are not above 0.
    """
    if target_multiple <= 0 or years <= 0:
        raise InvalidInput(f"Target and years must be above 0, got {target_multiple!r} and {years!r}.")
    left = deal.ownership * float(np.prod([1 - step.dilution for step in deal.steps]))
    exit_usd = target_multiple * deal.investment_usd / left
    revenue = None if not exit_multiple_of_revenue else exit_usd / exit_multiple_of_revenue
    growth = None
    if revenue is not None and recurring_revenue_usd:
        growth = (revenue / recurring_revenue_usd) ** (1 / years) - 1
    share = None if multiples is None else _share_at_least(multiples, target_multiple)
    return Belief(exit_usd, revenue, growth, share)


def _share_at_least(multiples: ExitMultiples, target: float) -> float:
    """Exact share of outcomes at or above the target, log-uniform inside buckets."""
    share = 0.0
    for bucket in multiples.buckets:
        if bucket.low >= target:
            share += bucket.share
        elif bucket.high > target:
            inside = (
                np.log(bucket.high / target) / np.log(bucket.high / bucket.low)
                if bucket.low > 0
                else 1 - target / bucket.high
            )
            share += bucket.share * float(inside)
    return share


def _irr(multiple: FloatArray, years: FloatArray) -> FloatArray:
    return np.asarray(multiple ** (1 / years) - 1, dtype=np.float64)

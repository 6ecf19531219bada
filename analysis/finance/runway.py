"""How long the cash lasts: one figure at the present burn, and a distribution over what the burn may become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.finance.accounts import Metric
from data.records import InvalidInput


class Runway(NamedTuple):
    """Months until the cash is used up, over the draws; infinite where it lasts beyond the horizon.

    Attributes:
        months: One value per draw.
        horizon_months: How far the draws look.
    """

    months: NDArray[np.float64]
    horizon_months: int

    def quantile(self, share: float) -> float | None:
        """Months not reached in that share of draws; None if it lies beyond the horizon."""
        value = float(np.quantile(self.months, share, method="lower"))
        return value if np.isfinite(value) else None

    def chance_out_of_cash_before(self, month: float) -> float:
        """Share of draws in which the cash is used up before that month, such as a milestone.

        Raises:
            InvalidInput: if the month lies beyond the horizon.
        """
        if month > self.horizon_months:
            raise InvalidInput(f"The draws look {self.horizon_months} months ahead, not {month!r}; raise the horizon.")
        return float(np.mean(self.months < month))


def runway_months(cash_usd: float, net_burn_usd_month: float) -> Metric:
    """Months until free cash is used up at the present net burn, without new money."""
    if net_burn_usd_month <= 0:
        return Metric(None, "The company does not burn cash.", "公司没有净现金消耗。")
    return Metric(cash_usd / net_burn_usd_month)


def simulated_runway(
    cash_usd: float,
    net_burn_history: Sequence[float],
    rng: np.random.Generator,
    *,
    draws: int = 10_000,
    horizon_months: int = 60,
    burn_growth_month: float = 0.0,
) -> Runway:
    """Runway when the burn of each month is drawn anew.

    Each draw first picks its own mean burn, from the Student distribution that the months seen leave open, then its own
    spread around it, month by month; the mean grows by `burn_growth_month`. Burns are taken as normal and independent.

    Args:
        cash_usd: Free cash today, US dollars, at least 0.
        net_burn_history: Net burn of the last months, US dollars, at least three; below 0 where cash grew.
        rng: Source of randomness.
        draws: Number of simulated futures.
        horizon_months: Months to look ahead.
        burn_growth_month: Growth of the mean burn per month, as a fraction.

    Raises:
        InvalidInput: if there are fewer than three months or the cash is below 0.

    Source: predictive distribution of a normal with both parameters unknown, Gelman et al. 2013, section 3.2.
    """
    history = np.asarray(net_burn_history, dtype=float)
    if history.size < 3 or cash_usd < 0:
        raise InvalidInput(
            f"A runway needs cash of at least 0 and three months of burn, got {cash_usd!r}, {history.size}."
        )
    burn = _drawn_months(history, rng, _trend(1 + burn_growth_month, horizon_months), draws)
    left = cash_usd - np.cumsum(burn, axis=0, dtype=np.float64)
    return Runway(_months_to_zero(cash_usd, left), horizon_months)


def simulated_growth_runway(
    cash_usd: float,
    revenue_history: Sequence[float],
    outflow_history: Sequence[float],
    rng: np.random.Generator,
    *,
    draws: int = 10_000,
    horizon_months: int = 60,
    outflow_growth_month: float = 0.0,
    half_life_months: float = 12.0,
) -> Runway:
    """Runway when revenue grows as uncertainly as it did, fading, and the money spent is drawn as the burn is.

    The logarithmic growth of each month is drawn from what the months seen leave open: a mean of its own per draw, from
    the Student distribution, halved every `half_life_months`, and a spread around it. Burn is spending less revenue.

    Args:
        cash_usd: Free cash today, US dollars, at least 0.
        revenue_history: Revenue of the last months, US dollars, all above 0, at least four.
        outflow_history: Cash spent in the same months: net burn plus revenue, US dollars.
        rng: Source of randomness.
        draws: Number of simulated futures.
        horizon_months: Months to look ahead.
        outflow_growth_month: Growth of the mean spending per month, as a fraction.
        half_life_months: Months after which the mean growth of revenue has halved; our own setting.

    Raises:
        InvalidInput: if there are fewer than four months, revenue is not above 0, or the cash is below 0.

    Source: as `simulated_runway`, on logarithms for revenue.
    """
    revenue, outflow = np.asarray(revenue_history, dtype=float), np.asarray(outflow_history, dtype=float)
    if revenue.size < 4 or revenue.size != outflow.size or revenue.min() <= 0 or cash_usd < 0 or half_life_months <= 0:
        raise InvalidInput(
            "A runway with growth needs cash of at least 0, four months of revenue above 0 and of spending, "
            f"got {cash_usd!r}, {revenue.size} and {outflow.size} months."
        )
    steps = _drawn_months(np.diff(np.log(revenue)), rng, _trend(0.5 ** (1 / half_life_months), horizon_months), draws)
    np.cumsum(steps, axis=0, out=steps)
    np.exp(steps, out=steps)
    steps *= np.float32(revenue[-1])
    spent = _drawn_months(outflow, rng, _trend(1 + outflow_growth_month, horizon_months), draws)
    spent -= steps
    left = cash_usd - np.cumsum(spent, axis=0, dtype=np.float64)
    return Runway(_months_to_zero(cash_usd, left), horizon_months)


def _trend(factor: float, months: int) -> NDArray[np.float64]:
    return np.asarray(factor ** np.arange(months), dtype=np.float64)


def _drawn_months(
    history: NDArray[np.float64], rng: np.random.Generator, trend: NDArray[np.float64], draws: int
) -> NDArray[np.float32]:
    """One row per month ahead, one column per draw: a mean of its own times `trend`, and a spread around it."""
    count = history.size
    spread = history.std(ddof=1) * np.sqrt((count - 1) / rng.chisquare(count - 1, draws))
    mean = history.mean() + spread / np.sqrt(count) * rng.standard_normal(draws)
    drawn = rng.standard_normal((trend.size, draws), dtype=np.float32)
    drawn *= spread.astype(np.float32)
    drawn += np.multiply.outer(trend, mean).astype(np.float32)
    return drawn


def _months_to_zero(cash_usd: float, left: NDArray[np.float64]) -> NDArray[np.float64]:
    """Months until the balance first reaches zero, taking the burn of that month as even over its days."""
    is_out = left <= 0
    first = is_out.argmax(axis=0)
    draws = np.arange(left.shape[1])
    after = left[first, draws]
    before = np.where(first > 0, left[np.maximum(first - 1, 0), draws], cash_usd)
    burnt = np.where(before > after, before - after, 1.0)
    months: NDArray[np.float64] = np.where(is_out.any(axis=0), first + np.clip(before / burnt, 0, 1), np.inf)
    return months

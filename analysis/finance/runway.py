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
    count = history.size
    spread = history.std(ddof=1) * np.sqrt((count - 1) / rng.chisquare(count - 1, draws))
    mean = history.mean() + spread / np.sqrt(count) * rng.standard_normal(draws)
    growth = (1 + burn_growth_month) ** np.arange(horizon_months)
    burn = rng.standard_normal((horizon_months, draws), dtype=np.float32)
    burn *= spread.astype(np.float32)
    burn += np.multiply.outer(growth, mean).astype(np.float32)
    left = cash_usd - np.cumsum(burn, axis=0, dtype=np.float64)
    return Runway(_months_to_zero(cash_usd, left), horizon_months)


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

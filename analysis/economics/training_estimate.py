"""Whatever of size, data, compute, chip-hours, cost and utilisation is stated of a training run, the rest follows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.economics.hardware import Chip
from analysis.economics.training_compute import (
    CALENDAR_BAND,
    HOURS_PER_DAY,
    OPERATION_COUNT_BAND,
    TYPICAL_UTILISATION,
    TrainingFigures,
    flop_per_device_hour,
    implied_mfu,
    training_cost_usd,
    training_flop,
    training_gpu_hours,
)
from analysis.quantities.contradictions import Contradiction
from analysis.quantities.ranges import Range, exactly
from analysis.quantities.units import DEVICE_HOUR, FLOP, ONE, quantity


@dataclass(frozen=True, slots=True)
class TrainingEstimate:
    """What follows from the figures, each between bounds; None where it does not follow.

    Attributes:
        params: Parameters that each token passes through.
        tokens: Tokens seen.
        flop: Training compute.
        gpu_hours: Device-hours.
        gpus: Devices at work together.
        days: Calendar days.
        implied_mfu: Compute over device-hours times peak, where neither was derived from a utilisation.
        price_per_gpu_hour: US dollars.
        cost_usd: Device-hours times price.
        peak_flop_s: The dense peak used, None without a chip.
        assumed: Quantities that were taken from typical ranges because nothing was stated.
        findings: Contradictions among what was stated.
    """

    params: Range | None
    tokens: Range | None
    flop: Range | None
    gpu_hours: Range | None
    gpus: Range | None
    days: Range | None
    implied_mfu: Range | None
    price_per_gpu_hour: Range | None
    cost_usd: Range | None
    peak_flop_s: float | None
    assumed: tuple[str, ...]
    findings: tuple[Contradiction, ...] = ()


def training_estimate(
    figures: TrainingFigures,
    chip: Chip | None = None,
    *,
    utilisation: Range = TYPICAL_UTILISATION,
    price_per_gpu_hour: Range | None = None,
) -> TrainingEstimate:
    """Everything that follows from the stated figures, without the contradictions among them.

    A stated figure is taken as it stands, unless others leave no room for it: then what they give is shown, and the
    checks name the contradiction. The rest is solved through compute = 6ND, compute = hours x peak x utilisation,
    hours = devices x days x 24 and cost = hours x price. Where utilisation or price is needed and not given, the
    typical range or the chip's price range stands in, and `assumed` says so.

    Args:
        figures: What is stated.
        chip: The accelerator, for its peak and list price.
        utilisation: What stands in for a utilisation that is not stated.
        price_per_gpu_hour: What stands in for a price that is not stated, US dollars; None for the chip's list prices.
    """
    listed = None if chip is None or chip.price is None else chip.price.band
    solver = _Solver(figures, chip, utilisation, listed if price_per_gpu_hour is None else price_per_gpu_hour)
    flop_without_mfu = solver.flop(frozenset({"mfu"}))
    hours_without_mfu = solver.gpu_hours(frozenset({"mfu"}))
    mfu = None
    if flop_without_mfu and hours_without_mfu and solver.peak:
        mfu = implied_mfu(flop_without_mfu, hours_without_mfu, solver.peak)
    return TrainingEstimate(
        params=solver.params(),
        tokens=solver.tokens(),
        flop=solver.flop(),
        gpu_hours=solver.gpu_hours(),
        gpus=solver.gpus(),
        days=solver.days(),
        implied_mfu=mfu,
        price_per_gpu_hour=solver.price(),
        cost_usd=solver.cost(),
        peak_flop_s=solver.peak,
        assumed=tuple(sorted(solver.assumed)),
    )


def with_findings(estimate: TrainingEstimate, findings: tuple[Contradiction, ...]) -> TrainingEstimate:
    """The same estimate with the contradictions found."""
    return replace(estimate, findings=findings)


class _Solver:
    """Solves one quantity from the others; `barred` names the relations in use, so that none is run in circles."""

    def __init__(self, figures: TrainingFigures, chip: Chip | None, utilisation: Range, price: Range | None) -> None:
        self.given = figures
        self.usual_mfu = utilisation
        self.usual_price = price
        self.peak = chip.peak_flop_s(figures.precision) if chip else None
        self.assumed: set[str] = set()

    def params(self) -> Range | None:
        if self.given.computing_range is not None:
            return self.given.computing_range
        flop, tokens = self.flop(frozenset({"count"})), self.given.tokens_seen
        return flop.over(OPERATION_COUNT_BAND.scaled(6 * tokens)) if flop and tokens else None

    def tokens(self) -> Range | None:
        if self.given.tokens_seen is not None:
            return exactly(self.given.tokens_seen)
        flop, params = self.flop(frozenset({"count"})), self.given.computing_range
        return flop.over(OPERATION_COUNT_BAND.scaled(6).times(params)) if flop and params else None

    def flop(self, barred: frozenset[str] = frozenset()) -> Range | None:
        params, tokens = self.given.computing_range, self.given.tokens_seen
        if params is not None and tokens is not None and "count" not in barred:
            return _stated_within(self.given.flop, training_flop(params, tokens, self.given.attention_flop_per_token))
        if self.given.flop is not None:
            return exactly(self.given.flop)
        if self.peak is None or "mfu" in barred:
            return None
        hours = self.gpu_hours(barred | {"mfu"})
        if hours is None:
            return None
        work = flop_per_device_hour(self.peak).times(quantity(self._mfu(), ONE))
        return work.times(quantity(hours, DEVICE_HOUR)).in_unit(FLOP)

    def gpu_hours(self, barred: frozenset[str] = frozenset()) -> Range | None:
        if (stated := self._stated_hours()) is not None:
            return stated
        if self.given.cost_usd is not None and "cost" not in barred and (price := self.price()):
            return exactly(self.given.cost_usd).over(price)
        if self.peak is None or "mfu" in barred:
            return None
        flop = self.flop(barred | {"mfu"})
        return training_gpu_hours(flop, self.peak, self._mfu()) if flop else None

    def gpus(self) -> Range | None:
        if self.given.gpus is not None:
            return exactly(self.given.gpus)
        return self._hours_by(self.given.days)

    def days(self) -> Range | None:
        if self.given.days is not None:
            return exactly(self.given.days)
        return self._hours_by(self.given.gpus)

    def price(self) -> Range | None:
        if self.given.price_per_gpu_hour is not None:
            return exactly(self.given.price_per_gpu_hour)
        if self.given.cost_usd is not None and (hours := self._stated_hours()):
            return exactly(self.given.cost_usd).over(hours)
        if self.usual_price is not None:
            self.assumed.add("price_per_gpu_hour")
        return self.usual_price

    def cost(self) -> Range | None:
        hours, price = self.gpu_hours(frozenset({"cost"})), self.price()
        if hours and price:
            return _stated_within(self.given.cost_usd, training_cost_usd(hours, price))
        return None if self.given.cost_usd is None else exactly(self.given.cost_usd)

    def _stated_hours(self) -> Range | None:
        given = self.given
        if given.gpu_hours is not None:
            return exactly(given.gpu_hours)
        if given.gpus is not None and given.days is not None:
            return CALENDAR_BAND.scaled(given.gpus * given.days * HOURS_PER_DAY)
        return None

    def _hours_by(self, other: float | None) -> Range | None:
        """Device-hours over the hours of so many days or devices, interruptions included."""
        hours = self.gpu_hours()
        return None if hours is None or other is None else hours.over(CALENDAR_BAND.scaled(other * HOURS_PER_DAY))

    def _mfu(self) -> Range:
        if self.given.mfu is not None:
            return exactly(self.given.mfu)
        self.assumed.add("mfu")
        return self.usual_mfu


def _stated_within(stated: float | None, derived: Range) -> Range:
    """The stated figure where the derived one leaves room for it, else the derived one."""
    return derived if stated is None or not derived.contains(stated) else exactly(stated)

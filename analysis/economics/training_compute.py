"""Training compute: whatever of size, data, arithmetic, chip-hours, cost and utilisation is given, the rest follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from analysis.economics.hardware import Chip, Precision
from analysis.quantities.contradictions import Contradiction
from analysis.quantities.ranges import Range, exactly
from data.records import InvalidInput

FLOP_PER_PARAMETER_AND_TOKEN = 6.0
FLOP_PER_ATTENTION_ENTRY = 12.0
SECONDS_PER_HOUR = 3600.0
HOURS_PER_DAY = 24.0

OPERATION_COUNT_BAND = Range(0.85, 1.0, 1.35)
"""6ND against what is reported: parameters with or without embeddings, rounding, attention left out, recompute."""
OPERATION_COUNT_WITH_ATTENTION_BAND = Range(0.90, 1.0, 1.15)
CALENDAR_BAND = Range(0.70, 0.95, 1.05)
"""Share of the calendar hours of a run that its devices are billed or logged: interruptions, ramp-up."""
TYPICAL_UTILISATION = Range(0.30, 0.40, 0.50)
"""Reported runs: Llama 3 405B .38 to .43 (arXiv 2407.21783), PaLM .46 (arXiv 2204.02311)."""

Quantity = Literal["params", "tokens", "flop", "gpu_hours", "gpu_days", "mfu", "price_per_gpu_hour", "cost_usd"]


@dataclass(frozen=True, slots=True)
class TrainingFigures:
    """What is stated of a training run; None where nothing is.

    Attributes:
        params: All parameters.
        active_params: Parameters used per token, where fewer (mixture of experts).
        tokens: Tokens seen, repeats counted.
        unique_tokens: Tokens before repeats.
        epochs: Passes over the unique tokens.
        flop: Floating-point operations of the run.
        gpu_hours: Device-hours of the run.
        gpus: Devices at work at the same time.
        days: Calendar days from first to last step.
        mfu: Model FLOP utilisation against the dense peak, as a fraction.
        price_per_gpu_hour: US dollars per device-hour.
        cost_usd: US dollars for the run.
        layers: Transformer layers, for the attention term, as are the next three.
        heads: Query heads.
        head_dim: Dimension of a head.
        sequence_length: Tokens per sequence.
        peak_flop_s: Peak per device as the company states it.
        precision: Arithmetic whose peak utilisation refers to.
    """

    params: float | None = None
    active_params: float | None = None
    tokens: float | None = None
    unique_tokens: float | None = None
    epochs: float | None = None
    flop: float | None = None
    gpu_hours: float | None = None
    gpus: float | None = None
    days: float | None = None
    mfu: float | None = None
    price_per_gpu_hour: float | None = None
    cost_usd: float | None = None
    layers: int | None = None
    heads: int | None = None
    head_dim: int | None = None
    sequence_length: int | None = None
    peak_flop_s: float | None = None
    precision: Precision = "bf16"

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, int | float) and value <= 0:
                raise InvalidInput(f"{name}: got {value!r}, expected a number above 0; leave it out if unknown.")
        if self.mfu is not None and self.mfu > 1:
            raise InvalidInput(f"mfu: got {self.mfu!r}, expected a fraction up to 1; divide percentages by 100.")

    @property
    def computing_params(self) -> float | None:
        """Parameters that each token passes through."""
        return self.active_params if self.active_params is not None else self.params

    @property
    def tokens_seen(self) -> float | None:
        """Tokens seen, from unique tokens times epochs where not stated."""
        if self.tokens is None and self.unique_tokens is not None:
            return self.unique_tokens * (self.epochs if self.epochs is not None else 1.0)
        return self.tokens

    @property
    def attention_flop_per_token(self) -> float | None:
        """12 L H Q T, None unless all four dimensions are given."""
        if self.layers and self.heads and self.head_dim and self.sequence_length:
            return FLOP_PER_ATTENTION_ENTRY * self.layers * self.heads * self.head_dim * self.sequence_length
        return None


@dataclass(frozen=True, slots=True)
class TrainingEstimate:
    """What follows from the figures, each between bounds; None where it does not follow.

    Attributes:
        params: Parameters that each token passes through.
        tokens: Tokens seen.
        flop: Training compute.
        gpu_hours: Device-hours.
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
    implied_mfu: Range | None
    price_per_gpu_hour: Range | None
    cost_usd: Range | None
    peak_flop_s: float | None
    assumed: tuple[str, ...]
    findings: tuple[Contradiction, ...] = ()


def training_flop(params: float, tokens: float, attention_flop_per_token: float | None = None) -> Range:
    """Floating-point operations of a training run: (6N + 12LHQT) D, between bounds.

    Args:
        params: Parameters that each token passes through; the active ones of a mixture of experts.
        tokens: Tokens seen, repeats counted.
        attention_flop_per_token: 12 L H Q T over the full T x T matrix; a causal count is half of it.

    Source: Kaplan et al. 2020 (arXiv 2001.08361), section 2.1; attention: PaLM (arXiv 2204.02311), appendix B.
    """
    middle = FLOP_PER_PARAMETER_AND_TOKEN * params * tokens
    if attention_flop_per_token is None:
        return OPERATION_COUNT_BAND.scaled(middle)
    return OPERATION_COUNT_WITH_ATTENTION_BAND.scaled(middle + attention_flop_per_token * tokens)


def training_gpu_hours(flop: Range, peak_flop_s: float, mfu: Range) -> Range:
    """Device-hours of a run: FLOP / (peak x MFU x 3600)."""
    return flop.over(mfu.scaled(peak_flop_s * SECONDS_PER_HOUR))


def implied_mfu(flop: Range, gpu_hours: Range, peak_flop_s: float) -> Range:
    """Utilisation that the compute and the device-hours imply, as a fraction of the dense peak."""
    return flop.over(gpu_hours.scaled(peak_flop_s * SECONDS_PER_HOUR))


def training_estimate(figures: TrainingFigures, chip: Chip | None = None) -> TrainingEstimate:
    """Everything that follows from the stated figures, without the contradictions among them.

    A stated figure is taken as it stands; the rest is solved through compute = 6ND, compute = hours x peak x
    utilisation, hours = devices x days x 24 and cost = hours x price. Where utilisation or price is needed and not
    given, the typical range or the chip's price range stands in, and `assumed` says so.
    """
    solver = _Solver(figures, chip)
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

    def __init__(self, figures: TrainingFigures, chip: Chip | None) -> None:
        self.given = figures
        self.chip = chip
        self.peak = chip.peak_flop_s(figures.precision) if chip else None
        self.assumed: set[str] = set()

    def params(self) -> Range | None:
        if self.given.computing_params is not None:
            return exactly(self.given.computing_params)
        flop, tokens = self.flop(frozenset({"count"})), self.given.tokens_seen
        return flop.over(OPERATION_COUNT_BAND.scaled(6 * tokens)) if flop and tokens else None

    def tokens(self) -> Range | None:
        if self.given.tokens_seen is not None:
            return exactly(self.given.tokens_seen)
        flop, params = self.flop(frozenset({"count"})), self.given.computing_params
        return flop.over(OPERATION_COUNT_BAND.scaled(6 * params)) if flop and params else None

    def flop(self, barred: frozenset[str] = frozenset()) -> Range | None:
        params, tokens = self.given.computing_params, self.given.tokens_seen
        if params is not None and tokens is not None and "count" not in barred:
            return training_flop(params, tokens, self.given.attention_flop_per_token)
        if self.given.flop is not None:
            return exactly(self.given.flop)
        if self.peak is None or "mfu" in barred:
            return None
        hours = self.gpu_hours(barred | {"mfu"})
        return hours.times(self._mfu()).scaled(self.peak * SECONDS_PER_HOUR) if hours else None

    def gpu_hours(self, barred: frozenset[str] = frozenset()) -> Range | None:
        given = self.given
        if given.gpu_hours is not None:
            return exactly(given.gpu_hours)
        if given.gpus is not None and given.days is not None:
            return CALENDAR_BAND.scaled(given.gpus * given.days * HOURS_PER_DAY)
        if given.cost_usd is not None and "cost" not in barred and (price := self.price()):
            return exactly(given.cost_usd).over(price)
        if self.peak is None or "mfu" in barred:
            return None
        flop = self.flop(barred | {"mfu"})
        return training_gpu_hours(flop, self.peak, self._mfu()) if flop else None

    def price(self) -> Range | None:
        if self.given.price_per_gpu_hour is not None:
            return exactly(self.given.price_per_gpu_hour)
        if self.chip is None or self.chip.price is None:
            return None
        self.assumed.add("price_per_gpu_hour")
        return self.chip.price.band

    def cost(self) -> Range | None:
        hours, price = self.gpu_hours(frozenset({"cost"})), self.price()
        if hours and price:
            return hours.times(price)
        return None if self.given.cost_usd is None else exactly(self.given.cost_usd)

    def _mfu(self) -> Range:
        if self.given.mfu is not None:
            return exactly(self.given.mfu)
        self.assumed.add("mfu")
        return TYPICAL_UTILISATION

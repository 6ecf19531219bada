"""Training compute: what is stated of a run, and the formulas that tie size, data, arithmetic, hours and money."""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.economics.hardware import Precision
from analysis.quantities.ranges import Range, exactly
from analysis.quantities.units import (
    DEVICE,
    DEVICE_HOUR,
    FLOP,
    HOUR,
    ONE,
    PARAMETER,
    SECOND,
    TOKEN,
    USD,
    Quantity,
    quantity,
)
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
LEAST_ACTIVE_SHARE = 0.03
"""Smallest share of its parameters that a mixture of experts uses per token.

Compute over 6ND of the published models (data/reference/published_models.csv): Wu Dao 2.0 .03, Switch .10, Llama 4
Behemoth .14; active over all parameters (published_scores.csv): DeepSeek-V3 .055, DeepSeek-V2 .089, Mixtral .28.
"""


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
        is_mixture: Whether it is a mixture of experts, so that `active_params` is unknown where it is not stated.
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
    is_mixture: bool = False

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, int | float) and not isinstance(value, bool) and not (0 < value < math.inf):
                raise InvalidInput(f"{name}: got {value!r}, expected a number above 0; leave it out if unknown.")
        if self.mfu is not None and self.mfu > 1:
            raise InvalidInput(f"mfu: got {self.mfu!r}, expected a fraction up to 1; divide percentages by 100.")

    @property
    def computing_params(self) -> float | None:
        """Parameters that each token passes through, None where a mixture of experts leaves them open."""
        if self.active_params is not None:
            return self.active_params
        return None if self.is_mixture else self.params

    @property
    def computing_range(self) -> Range | None:
        """Bounds on the parameters that each token passes through; the middle of open ones is geometric."""
        if self.computing_params is not None:
            return exactly(self.computing_params)
        if self.params is None:
            return None
        return Range(LEAST_ACTIVE_SHARE, math.sqrt(LEAST_ACTIVE_SHARE), 1.0).scaled(self.params)

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


def training_flop(params: Range | float, tokens: float, attention_flop_per_token: float | None = None) -> Range:
    """Floating-point operations of a training run: (6N + 12LHQT) D, between bounds.

    Args:
        params: Parameters that each token passes through; the active ones of a mixture of experts.
        tokens: Tokens seen, repeats counted.
        attention_flop_per_token: 12 L H Q T over the full T x T matrix; a causal count is half of it.

    Source: Kaplan et al. 2020 (arXiv 2001.08361), section 2.1; attention: PaLM (arXiv 2204.02311), appendix B.
    """
    seen = quantity(tokens, TOKEN)
    per_parameter = quantity(FLOP_PER_PARAMETER_AND_TOKEN, FLOP / (PARAMETER * TOKEN))
    counted = per_parameter.times(quantity(params, PARAMETER)).times(seen)
    if attention_flop_per_token is None:
        return counted.in_unit(FLOP).times(OPERATION_COUNT_BAND)
    attended = quantity(attention_flop_per_token, FLOP / TOKEN).times(seen)
    return counted.plus(attended).in_unit(FLOP).times(OPERATION_COUNT_WITH_ATTENTION_BAND)


def training_gpu_hours(flop: Range, peak_flop_s: float, mfu: Range) -> Range:
    """Device-hours of a run: FLOP / (peak x MFU x 3600)."""
    return quantity(flop, FLOP).over(flop_per_device_hour(peak_flop_s).times(quantity(mfu, ONE))).in_unit(DEVICE_HOUR)


def implied_mfu(flop: Range, gpu_hours: Range, peak_flop_s: float) -> Range:
    """Utilisation that the compute and the device-hours imply, as a fraction of the dense peak."""
    return (
        quantity(flop, FLOP)
        .over(flop_per_device_hour(peak_flop_s).times(quantity(gpu_hours, DEVICE_HOUR)))
        .in_unit(ONE)
    )


def training_cost_usd(gpu_hours: Range, price_per_gpu_hour: Range) -> Range:
    """Cost of device-hours at a price for each, in US dollars."""
    return quantity(gpu_hours, DEVICE_HOUR).times(quantity(price_per_gpu_hour, USD / DEVICE_HOUR)).in_unit(USD)


def flop_per_device_hour(peak_flop_s: float) -> Quantity:
    """Operations of one device in an hour at its peak, in FLOP per device-hour."""
    seconds = quantity(SECONDS_PER_HOUR, SECOND / HOUR)
    return quantity(peak_flop_s, FLOP / (DEVICE * SECOND)).times(seconds)

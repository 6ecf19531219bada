"""What serving a model costs at least: memory, bandwidth and arithmetic bound the speed, and the speed the price."""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.economics.hardware import Chip, Precision
from analysis.quantities.ranges import Range
from analysis.quantities.units import HOUR, ONE, SECOND, TOKEN, USD, quantity
from data.records import InvalidInput

SECONDS_PER_HOUR = 3600.0
TOKENS_PER_UNIT = 1e6
FLOP_PER_PARAMETER = 2.0
TRAINING_BYTES_PER_PARAMETER = Range(16.0, 16.0, 18.0)
"""Adam in mixed precision: 2 + 2 + 12 (ZeRO, arXiv 1910.02054), 18 with FP32 gradients (Megatron-LM)."""
INPUT_TOKENS_PER_OUTPUT_TOKEN = 3.0
"""Convention of published blended prices: three parts of input to one of output."""


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model as it is served.

    Attributes:
        params: All parameters, which fill memory.
        active_params: Parameters each token passes through; None for all.
        bytes_per_param: 2 for 16-bit weights, 1 for 8-bit, 0.5 for 4-bit.
        layers: Transformer layers; with the next two they give the cache per token, None if any is unknown.
        kv_heads: Key-value heads, fewer than query heads under grouped attention.
        head_dim: Dimension of a head.
        bytes_per_cache_value: 2 for a 16-bit cache.
        query_heads: Query heads, for the arithmetic of attention; None leaves it out.
    """

    params: float
    active_params: float | None = None
    bytes_per_param: float = 2.0
    layers: int | None = None
    kv_heads: int | None = None
    head_dim: int | None = None
    bytes_per_cache_value: float = 2.0
    query_heads: int | None = None

    def __post_init__(self) -> None:
        if not (0 < self.params < math.inf and 0 < self.bytes_per_param < math.inf):
            raise InvalidInput(
                f"params and bytes per parameter: got {self.params!r}, {self.bytes_per_param!r}, expected above 0."
            )
        for name in ("layers", "kv_heads", "head_dim", "query_heads"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise InvalidInput(f"{name}: got {value!r}, expected a whole number above 0; leave it out if unknown.")
        if self.active_params is not None and not 0 < self.active_params <= self.params:
            raise InvalidInput(f"active_params must lie between 0 and all {self.params:g}, got {self.active_params!r}.")

    @property
    def computing_params(self) -> float:
        """Parameters each token passes through."""
        return self.params if self.active_params is None else self.active_params

    @property
    def weight_bytes(self) -> float:
        """Memory of all weights."""
        return self.params * self.bytes_per_param

    @property
    def kv_bytes_per_token(self) -> float | None:
        """Cache per token: 2 L n_kv d_head bytes; None if the shape is unknown."""
        if self.layers is None or self.kv_heads is None or self.head_dim is None:
            return None
        return 2 * self.layers * self.kv_heads * self.head_dim * self.bytes_per_cache_value


@dataclass(frozen=True, slots=True)
class ServingBounds:
    """What a chip allows at most, or costs at least.

    Attributes:
        tokens_per_second_bound: Output tokens per second over the whole batch, at most.
        usd_per_million_tokens_bound: US dollars per million output tokens, at least; None without a price.
        kv_bytes_per_token: Cache per token; None if the shape is unknown, and then taken as nothing.
        memory_bytes: Weights and cache.
        fits: Whether that fits the memory of the devices.
        devices: Devices the bounds are for.
    """

    tokens_per_second_bound: float
    usd_per_million_tokens_bound: float | None
    kv_bytes_per_token: float | None
    memory_bytes: float
    fits: bool
    devices: int


def serving_bounds(
    model: ServedModel,
    chip: Chip,
    *,
    batch: int,
    context: int,
    price_per_gpu_hour: float | None = None,
    devices: int = 1,
    precision: Precision = "bf16",
) -> ServingBounds:
    """Roofline of decoding: the speed that bandwidth and arithmetic allow at most, and the price that follows.

    A step reads all active weights once and the cache of every sequence, and computes 2 N per token; whichever takes
    longer bounds it. Network, scheduling and imperfect overlap only slow it down, so no real figure can beat this.

    Args:
        model: The model as served.
        chip: The accelerator.
        batch: Sequences decoded together, at least 1.
        context: Tokens of cache per sequence.
        price_per_gpu_hour: US dollars per device-hour.
        devices: Accelerators that share the model evenly.
        precision: Arithmetic used.

    Raises:
        InvalidInput: if batch, context or devices are out of range, or the chip's bandwidth is unknown.

    Source: Williams, Waterman & Patterson 2009; Pope et al. 2022 (arXiv 2211.05102), section 2.
    """
    _check_counts(batch, context, devices)
    if price_per_gpu_hour is not None and not 0 < price_per_gpu_hour < math.inf:
        raise InvalidInput(f"price_per_gpu_hour: got {price_per_gpu_hour!r}, expected US dollars above 0.")
    step = decode_step_seconds(model, chip, batch=batch, context=context, devices=devices, precision=precision)
    speed = batch / step
    cost = None if price_per_gpu_hour is None else usd_per_million_tokens(price_per_gpu_hour * devices, speed)
    memory = serving_memory_bytes(model, batch, context)
    return ServingBounds(speed, cost, model.kv_bytes_per_token, memory, memory <= devices * chip.memory_bytes, devices)


def serving_floor(
    model: ServedModel, chip: Chip, price_per_gpu_hour: float | None = None, *, computed_share: float = 1.0
) -> ServingBounds:
    """What one device allows at most at any batch and context: the arithmetic of 2 N per token alone, at its best peak.

    Reading a prompt is bound by the same arithmetic, so the price holds for blended tokens too; tokens of a prompt that
    come out of a cache cost none.

    Args:
        model: The model as served.
        chip: The accelerator; weights of 8 bits or fewer count at its FP8 peak where it has one.
        price_per_gpu_hour: US dollars per device-hour.
        computed_share: Share of all tokens that is computed rather than taken from a cache, above 0 up to 1.

    Raises:
        InvalidInput: if the share is out of range.
    """
    if not 0 < computed_share <= 1:
        raise InvalidInput(f"computed_share: got {computed_share!r}, expected a fraction above 0 up to 1.")
    is_narrow = model.bytes_per_param <= 1 and chip.fp8_flop_s is not None
    peak = chip.peak_flop_s("fp8" if is_narrow else "bf16")
    speed = peak / (FLOP_PER_PARAMETER * model.computing_params)
    cost = None if price_per_gpu_hour is None else usd_per_million_tokens(price_per_gpu_hour, speed) * computed_share
    fits = model.weight_bytes <= chip.memory_bytes
    return ServingBounds(speed, cost, model.kv_bytes_per_token, model.weight_bytes, fits, 1)


def decode_step_seconds(
    model: ServedModel, chip: Chip, *, batch: int, context: int, devices: int = 1, precision: Precision = "bf16"
) -> float:
    """Least seconds to decode one token for each sequence of the batch.

    With experts a step reads between the active weights and, in a large batch, all; the active ones keep it a bound.

    Raises:
        InvalidInput: if the chip's bandwidth is unknown.
    """
    if chip.bandwidth_bytes_s is None:
        raise InvalidInput(f"The bandwidth of {chip.name} is not known; enter it in the hardware table.")
    cache = batch * context * (model.kv_bytes_per_token or 0.0)
    read = (model.computing_params * model.bytes_per_param + cache) / (devices * chip.bandwidth_bytes_s)
    computed = batch * decode_flop_per_token(model, context) / (devices * chip.peak_flop_s(precision))
    return max(read, computed)


def decode_flop_per_token(model: ServedModel, context: int) -> float:
    """Arithmetic of one output token: 2 N + 4 L H_q d_head ctx; without query heads or shape, 2 N alone."""
    attention = 0.0
    if model.layers and model.query_heads and model.head_dim:
        attention = 4.0 * model.layers * model.query_heads * model.head_dim * context
    return FLOP_PER_PARAMETER * model.computing_params + attention


def prefill_tokens_per_second_bound(
    model: ServedModel, chip: Chip, devices: int = 1, precision: Precision = "bf16"
) -> float:
    """Input tokens per second that arithmetic allows at most; reading a prompt is bound by it, not by bandwidth."""
    return devices * chip.peak_flop_s(precision) / (FLOP_PER_PARAMETER * model.computing_params)


def serving_memory_bytes(model: ServedModel, batch: int, context: int) -> float:
    """Weights plus the cache of the batch; without a known shape the weights alone."""
    return model.weight_bytes + batch * context * (model.kv_bytes_per_token or 0.0)


def training_memory_bytes(params: float) -> Range:
    """Weights, gradients and Adam's state in mixed precision, without activations."""
    return TRAINING_BYTES_PER_PARAMETER.scaled(params)


def critical_batch(chip: Chip, bytes_per_param: float = 2.0, precision: Precision = "bf16") -> float | None:
    """Batch from which arithmetic, not bandwidth, bounds decoding: peak x bytes / (2 x bandwidth), cache aside."""
    if chip.bandwidth_bytes_s is None:
        return None
    return chip.peak_flop_s(precision) * bytes_per_param / (FLOP_PER_PARAMETER * chip.bandwidth_bytes_s)


def usd_per_million_tokens(usd_per_hour: float, tokens_per_second: float, utilisation: float = 1.0) -> float:
    """Cost of a million tokens in US dollars: price per hour over tokens per hour, at that share of busy time.

    Raises:
        InvalidInput: if speed or utilisation are not above 0.
    """
    if not 0 < tokens_per_second < math.inf or not 0 < utilisation <= 1:
        raise InvalidInput(
            f"Speed must be above 0 and utilisation a fraction up to 1, got {tokens_per_second!r}, {utilisation!r}."
        )
    hourly = quantity(tokens_per_second, TOKEN / SECOND).times(quantity(SECONDS_PER_HOUR, SECOND / HOUR))
    per_token = quantity(usd_per_hour, USD / HOUR).over(hourly.times(quantity(utilisation, ONE)))
    return per_token.in_unit(USD / TOKEN).mid * TOKENS_PER_UNIT


def blended_price(input_usd: float, output_usd: float) -> float:
    """Price per million tokens when three are read for each one written: (3 input + output) / 4."""
    weight = INPUT_TOKENS_PER_OUTPUT_TOKEN
    return (weight * input_usd + output_usd) / (weight + 1)


def api_gross_margin(cost_usd: float, price_usd: float) -> float:
    """Gross margin of selling tokens, as a fraction: 1 - cost / price, both per million and blended alike.

    Raises:
        InvalidInput: if the price is not above 0.
    """
    if price_usd <= 0:
        raise InvalidInput(f"A margin needs a price above 0, got {price_usd!r}.")
    return 1 - cost_usd / price_usd


def break_even_utilisation(usd_per_hour: float, tokens_per_second: float, price_usd: float) -> float:
    """Share of the time the devices must be busy for the price per million tokens to pay for them; above 1, never.

    Raises:
        InvalidInput: if the price or the speed is not above 0.
    """
    if price_usd <= 0:
        raise InvalidInput(f"A break-even needs a price above 0, got {price_usd!r}.")
    return usd_per_million_tokens(usd_per_hour, tokens_per_second) / price_usd


def _check_counts(batch: int, context: int, devices: int) -> None:
    if batch < 1 or context < 0 or devices < 1:
        raise InvalidInput(
            f"Batch and devices must be at least 1 and context at least 0, got {batch!r}, {devices!r}, {context!r}."
        )

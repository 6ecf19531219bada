"""How many parameters a checkpoint holds: counted from shapes, packed ones unpacked, tied ones once, active apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data.records import InvalidInput
from evals.checkpoints.architecture import Expected, expected_tensors
from evals.checkpoints.configuration import experts, text_configuration
from evals.checkpoints.digest import FileDigest
from evals.checkpoints.findings import Finding, finding
from evals.checkpoints.header import DTYPE_BITS, TensorEntry
from evals.checkpoints.weight_files import loaded_tensors
from evals.checkpoints.weights import Weights, layer_of

INPUT_EMBEDDING = re.compile(r"(?:^|\.)(?:embed_tokens|wte|word_embeddings|tok_embeddings|embed_in)\.weight$")
OUTPUT_EMBEDDING = re.compile(r"(?:^|\.)(?:lm_head|embed_out)\.weight$")
_BUFFER = re.compile(r"(?:rotary_emb\.inv_freq|(?:^|\.)(?:attn|attention)\.(?:bias|masked_bias)|position_ids)$")
_QUANTISATION_AID = re.compile(
    r"(?:\.scales|\.qzeros|\.g_idx|_scale|_scale_inv|_scales|_zero_point|\.absmax|\.quant_map|\.nested_absmax"
    r"|\.nested_quant_map|\.quant_state\.\w+|\.SCB|\.weight_format)$"
)
_ROUTED = re.compile(r"\.experts\.|\.(?:block_sparse_moe|mlp)\.(?:input|output)_linear\.")
"""Weights of routed experts; the second form is Granite's and JetMoE's, which keep all experts of a layer in one."""
_PACKED = re.compile(r"(?:\.qweight|_blocks|\.weight_packed)$")
CLAIM_TOLERANCE = 0.10
"""Relative difference to a claim that passes: "7B" is commonly said of 6.7 and 7.6 billion."""


@dataclass(frozen=True, slots=True)
class ParameterCount:
    """Weights of a checkpoint.

    Attributes:
        total: All that loading takes, tied embeddings once; layers that only predict further tokens in training, which
            serve as a draft model, do not count.
        active: Those one token goes through; the total for a dense model, None where that cannot be told.
        expected: What the configuration calls for, None where that is unknown.
        claimed: What the startup states, None when it states nothing.
        bits: Mean bits a weight takes in the files.
    """

    total: int
    active: int | None
    expected: int | None
    claimed: int | None
    bits: float


def is_parameter(name: str) -> bool:
    """Whether a tensor is a weight, and not a buffer or an aid of quantisation such as a scale."""
    return not _BUFFER.search(name) and not _QUANTISATION_AID.search(name)


def weight_count(entry: TensorEntry, bits: int | None) -> int:
    """Weights a tensor stands for: several per number where a quantiser packed them.

    Args:
        entry: The tensor.
        bits: Bits per weight that the quantisation settings state, None when they state none.
    """
    packed = bits is not None and (
        _PACKED.search(entry.name) or (entry.dtype == "U8" and entry.name.endswith(".weight"))
    )
    if packed and bits and bits < DTYPE_BITS[entry.dtype]:
        return entry.elements * DTYPE_BITS[entry.dtype] // bits
    return entry.elements


def quantised_bits(config: dict[str, Any]) -> int | None:
    """Bits per weight that the quantisation settings of a configuration state, None when there are none."""
    settings = config.get("quantization_config")
    if not isinstance(settings, dict):
        return None
    if settings.get("load_in_4bit") or settings.get("_load_in_4bit") or settings.get("quant_method") == "mxfp4":
        return 4
    if settings.get("load_in_8bit") or settings.get("quant_method") == "fp8":
        return 8
    bits = settings.get("bits", settings.get("w_bit"))
    return bits if type(bits) is int and 1 <= bits <= 16 else None


def parameter_count(
    weights: Weights, config: dict[str, Any], expected: Expected | None, claimed: int | None = None
) -> ParameterCount:
    """Parameters of `weights`, set against the configuration's and the claimed number."""
    bits = quantised_bits(config)
    names = [name for name in loaded_tensors(weights) if is_parameter(name) and not _is_draft(name, config)]
    counts = {name: weight_count(weights.entry(name), bits) for name in names}
    if _is_tied(config, expected):
        counts = {name: count for name, count in counts.items() if not OUTPUT_EMBEDDING.search(name)}
    total = sum(counts.values())
    stored = sum(weights.entry(name).nbytes * 8 for name in counts)
    return ParameterCount(
        total=total,
        active=active_parameters(counts, config),
        expected=expected.parameters if expected else None,
        claimed=claimed,
        bits=stored / total if total else 0.0,
    )


def active_parameters(counts: Mapping[str, int], config: dict[str, Any]) -> int | None:
    """Weights that process one token: all but those of the routed experts it passes by.

    None where a mixture does not say how many experts a token goes through, or its experts' weights are not told apart.

    Args:
        counts: Weights by tensor name, tied ones once.
        config: The model's configuration.
    """
    total, mixture = sum(counts.values()), experts(config)
    routed = sum(count for name, count in counts.items() if _ROUTED.search(name))
    if mixture is None:
        # Experts of which the configuration says nothing are a mixture spelled in a way that is not known here.
        return None if any(".experts." in name for name in counts) else total
    if mixture.chosen is None or not routed:
        return None
    return total - routed * (mixture.count - mixture.chosen) // mixture.count


def _is_draft(name: str, config: dict[str, Any]) -> bool:
    text = text_configuration(config)
    counted, draft = text.get("num_hidden_layers"), text.get("num_nextn_predict_layers")
    layer = layer_of(name)
    if layer is None or type(counted) is not int or type(draft) is not int:
        return False
    return counted <= layer < counted + draft


def expectation(config: dict[str, Any]) -> tuple[Expected | None, tuple[Finding, ...]]:
    """What the configuration calls for, or None with the finding that says why it could not be worked out."""
    try:
        return expected_tensors(config), ()
    except InvalidInput as error:
        return None, (finding("architecture_not_checked", str(config.get("model_type")), str(error)),)
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        return None, (finding("check_failed", "config.json", f"{type(error).__name__}: {error}"),)


def structure_faults(weights: Weights, config: dict[str, Any], expected: Expected | None) -> Iterator[Finding]:
    """Tensors that the configured architecture calls for and no file holds, or the reverse, or of another shape.

    Quantised weights have other names and shapes; for them, as for families without own arithmetic, the count decides.
    """
    if expected is None or expected.shapes is None or quantised_bits(config) is not None:
        return
    held = {name for name in weights.names if is_parameter(name)}
    for name, shape in expected.shapes.items():
        if name not in held:
            yield finding("tensor_missing", name, list(shape))
        elif weights.entry(name).shape != shape:
            yield finding("tensor_shape_wrong", name, f"{list(weights.entry(name).shape)}, not {list(shape)}")
    for name in sorted(held - set(expected.shapes)):
        if not (expected.tied and OUTPUT_EMBEDDING.search(name)):
            yield finding("tensor_unexpected", name)


def count_faults(count: ParameterCount) -> Iterator[Finding]:
    """Where the number of parameters differs from the configuration's or, by over 10 %, from the claimed one."""
    if count.expected is not None and abs(count.total - count.expected) > 0.001 * count.expected:
        yield finding("parameters_differ_from_config", detail=f"{count.total:,} held, {count.expected:,} configured")
    if count.claimed is not None and abs(count.total - count.claimed) > CLAIM_TOLERANCE * count.claimed:
        yield finding("parameters_differ_from_claim", detail=f"{count.total:,} held, {count.claimed:,} claimed")


def tied_faults(config: dict[str, Any], expected: Expected | None, files: tuple[FileDigest, ...]) -> Iterator[Finding]:
    """An output embedding that is stored although it is tied, and differs from the input embedding."""
    if not _is_tied(config, expected):
        return
    digests = {name: digest for file in files for name, digest in file.tensors.items()}
    inputs = {digest for name, digest in digests.items() if INPUT_EMBEDDING.search(name)}
    for name, digest in digests.items():
        if OUTPUT_EMBEDDING.search(name) and inputs and digest not in inputs:
            yield finding("tied_weights_differ", name)


def dtype_faults(weights: Weights, config: dict[str, Any]) -> Iterator[Finding]:
    """A configured type of numbers that most weights do not have."""
    stated = config.get("dtype") or config.get("torch_dtype")
    held = dtype_share(weights)
    if not isinstance(stated, str) or not held or quantised_bits(config) is not None:
        return
    most = held.most_common(1)[0][0]
    if _CONFIG_DTYPES.get(stated.removeprefix("torch."), most) != most:
        yield finding("dtype_differs_from_config", most, stated)


def dtype_share(weights: Weights) -> Counter[str]:
    """Number of values per type of number."""
    held: Counter[str] = Counter()
    for name in weights.names:
        held[weights.entry(name).dtype] += weights.entry(name).elements
    return held


_CONFIG_DTYPES = {"float32": "F32", "float16": "F16", "bfloat16": "BF16", "float64": "F64", "float8_e4m3fn": "F8_E4M3"}


def _is_tied(config: dict[str, Any], expected: Expected | None) -> bool:
    return expected.tied if expected else bool(config.get("tie_word_embeddings"))

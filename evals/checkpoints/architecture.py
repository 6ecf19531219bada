"""What tensors a configuration calls for: own arithmetic for Llama-like families, the meta device for the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.records import InvalidInput, parse_yaml
from evals.checkpoints.configuration import LARGEST, check_sizes, experts

Shape = tuple[int, ...]
_MOST_EXPECTED_TENSORS = 1_000_000


@dataclass(frozen=True, slots=True)
class Expected:
    """What a configuration calls for.

    Attributes:
        shapes: Shape by tensor name, tied output embedding left out; None where only the count is known.
        parameters: Weights in all, tied ones once.
        tied: Whether input and output embedding are one.
    """

    shapes: dict[str, Shape] | None
    parameters: int
    tied: bool


def expected_tensors(config: dict[str, Any]) -> Expected:
    """What `config` calls for, by own arithmetic where the family is known, else from a model built without weights.

    Raises:
        InvalidInput: if sizes are missing, impossible, or transformers does not know the architecture.
    """
    check_sizes(config)
    uniform = not any(isinstance(config.get(key), list) for key in LARGEST)
    if uniform and config.get("model_type") in _families()["families"]:
        return _by_arithmetic(config)
    return _by_meta_device(config)


@cache
def _families() -> dict[str, Any]:
    content: dict[str, Any] = parse_yaml(Path(__file__).with_name("families.yaml").read_text(encoding="utf-8"))
    return content


def _by_arithmetic(config: dict[str, Any]) -> Expected:
    family = _families()["common"] | _families()["families"][config["model_type"]]
    traits = {key: bool(config.get(value)) if _is_key(value) else value for key, value in family.items()}
    tied = bool(config.get("tie_word_embeddings", family["tied"]))
    hidden, vocabulary = _size(config, "hidden_size"), _size(config, "vocab_size")
    layers = _size(config, "num_hidden_layers")
    if layers * (1 + 3 * _expert_count(config)) > _MOST_EXPECTED_TENSORS:
        raise InvalidInput(f"config.json: {layers} layers of that many experts; no model has over a million tensors.")
    shapes: dict[str, Shape] = {"model.embed_tokens.weight": (vocabulary, hidden), "model.norm.weight": (hidden,)}
    if not tied:
        shapes["lm_head.weight"] = (vocabulary, hidden)
    for layer in range(layers):
        parts = _layer(config, traits, layer)
        shapes.update({f"model.layers.{layer}.{name}": shape for name, shape in parts.items()})
    return Expected(shapes, sum(_elements(shape) for shape in shapes.values()), tied)


def _is_key(value: object) -> bool:
    return isinstance(value, str) and value.endswith("_bias")


def _layer(config: dict[str, Any], traits: dict[str, Any], layer: int) -> dict[str, Shape]:
    hidden = _size(config, "hidden_size")
    norms = {f"{norm}.weight": (hidden,) for norm in traits["norms"]}
    return norms | _attention(config, traits) | _feed_forward(config, traits, layer)


def _attention(config: dict[str, Any], traits: dict[str, Any]) -> dict[str, Shape]:
    hidden, heads = _size(config, "hidden_size"), _size(config, "num_attention_heads")
    groups, width = config.get("num_key_value_heads") or heads, config.get("head_dim") or hidden // heads
    outputs = {"q_proj": heads * width, "k_proj": groups * width, "v_proj": groups * width}
    if traits["fused"]:
        outputs = {"qkv_proj": sum(outputs.values())}
    shapes: dict[str, Shape] = {f"self_attn.{name}.weight": (rows, hidden) for name, rows in outputs.items()}
    shapes["self_attn.o_proj.weight"] = (hidden, heads * width)
    if traits["qkv_bias"]:
        shapes |= {f"self_attn.{name}.bias": (rows,) for name, rows in outputs.items()}
    if traits["output_bias"]:
        shapes["self_attn.o_proj.bias"] = (hidden,)
    if traits["query_key_norm"] != "none":
        whole = traits["query_key_norm"] == "full"
        shapes["self_attn.q_norm.weight"] = (heads * width if whole else width,)
        shapes["self_attn.k_norm.weight"] = (groups * width if whole else width,)
    return shapes


def _feed_forward(config: dict[str, Any], traits: dict[str, Any], layer: int) -> dict[str, Shape]:
    hidden, inner = _size(config, "hidden_size"), _size(config, "intermediate_size")
    if traits["experts"] == "none" or not _is_sparse(config, layer):
        return _gated("mlp", hidden, inner, fused=traits["fused"], bias=traits["mlp_bias"])
    count = _expert_count(config)
    shapes: dict[str, Shape]
    if traits["experts"] == "mixtral":
        names: dict[str, Shape] = {"w1": (inner, hidden), "w2": (hidden, inner), "w3": (inner, hidden)}
        stem = "block_sparse_moe"
        shapes = {f"{stem}.experts.{expert}.{n}.weight": shape for expert in range(count) for n, shape in names.items()}
        return shapes | {f"{stem}.gate.weight": (count, hidden)}
    shapes = {"mlp.gate.weight": (count, hidden)}
    for expert in range(count):
        shapes |= _gated(f"mlp.experts.{expert}", hidden, _size(config, "moe_intermediate_size"))
    if shared := config.get("shared_expert_intermediate_size"):
        shapes |= _gated("mlp.shared_expert", hidden, shared) | {"mlp.shared_expert_gate.weight": (1, hidden)}
    return shapes


def _expert_count(config: dict[str, Any]) -> int:
    mixture = experts(config)
    return mixture.count if mixture else 0


def _is_sparse(config: dict[str, Any], layer: int) -> bool:
    return (
        layer not in (config.get("mlp_only_layers") or [])
        and (layer + 1) % (config.get("decoder_sparse_step") or 1) == 0
    )


def _gated(stem: str, hidden: int, inner: int, *, fused: bool = False, bias: bool = False) -> dict[str, Shape]:
    rows = {"gate_up_proj": 2 * inner} if fused else {"gate_proj": inner, "up_proj": inner}
    shapes: dict[str, Shape] = {f"{stem}.{name}.weight": (count, hidden) for name, count in rows.items()}
    shapes[f"{stem}.down_proj.weight"] = (hidden, inner)
    if bias:
        shapes |= {f"{stem}.{name}.bias": (count,) for name, count in (*rows.items(), ("down_proj", hidden))}
    return shapes


def _size(config: dict[str, Any], key: str) -> int:
    value = config.get(key)
    if type(value) is not int:
        raise InvalidInput(f"config.json: {key} is {value!r}, expected a whole number; export the model again.")
    return value


def _elements(shape: Shape) -> int:
    total = 1
    for size in shape:
        total *= size
    return total


def _by_meta_device(config: dict[str, Any]) -> Expected:
    """Built by transformers' own classes on the meta device; whatever could name other code is dropped first."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    kept = {
        key: value
        for key, value in config.items()
        if not key.startswith("_") and not key.endswith("_implementation") and key not in _DROPPED_KEYS
    }
    model_type = kept.pop("model_type", None)
    try:
        built = AutoConfig.for_model(model_type, **kept)
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(built, trust_remote_code=False, attn_implementation="eager")
    except Exception as error:
        raise InvalidInput(f"config.json: architecture {model_type!r} cannot be built ({error}).") from error
    parameters = sum(weight.numel() for weight in model.parameters())
    return Expected(None, parameters, bool(getattr(built, "tie_word_embeddings", False)))


_DROPPED_KEYS = frozenset(
    {"auto_map", "quantization_config", "custom_pipelines", "torch_dtype", "dtype", "architectures"}
)

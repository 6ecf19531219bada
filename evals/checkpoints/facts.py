"""Facts of the registry that loading a model settles: size, kind of network, length of its context."""

from __future__ import annotations

from typing import Any

import torch

from evals.measurements import MeasuredValue

EXPERT_COUNTS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")
EXPERTS_PER_TOKEN = ("num_experts_per_tok", "num_experts_per_token", "moe_top_k", "top_k")
STATE_SPACE_TYPES = frozenset({"mamba", "mamba2", "falcon_mamba", "rwkv", "xlstm"})
HYBRID_TYPES = frozenset(
    {"jamba", "bamba", "zamba", "zamba2", "recurrent_gemma", "qwen3_next", "falcon_h1", "nemotron_h"}
)
BILLION = 1e9


def model_facts(model: torch.nn.Module, config: Any, *, parameters: int) -> tuple[MeasuredValue, ...]:
    """Size in billions, architecture and context length of a loaded model; what the config does not say is left out.

    Args:
        model: The loaded network.
        config: Its text configuration.
        parameters: Count of its weights, tied ones once.
    """
    active = active_parameters(model, config, parameters=parameters)
    found = [
        MeasuredValue("params_total_billion", parameters / BILLION),
        MeasuredValue("architecture_type", architecture_type(config)),
    ]
    if active is not None:
        found.append(MeasuredValue("params_active_billion", active / BILLION))
    length = getattr(config, "max_position_embeddings", None)
    if isinstance(length, int) and length > 0:
        found.append(MeasuredValue("context_length_tokens", length))
    return tuple(found)


def architecture_type(config: Any) -> str:
    """The registry's code for a configuration's kind of network."""
    kind = str(getattr(config, "model_type", ""))
    layers = set(getattr(config, "layer_types", None) or ())
    if kind in HYBRID_TYPES or "linear_attention" in layers:
        return "hybrid"
    if kind in STATE_SPACE_TYPES:
        return "state_space"
    return "moe_transformer" if _experts(config) > 1 else "dense_transformer"


def active_parameters(model: torch.nn.Module, config: Any, *, parameters: int) -> float | None:
    """Weights that process one token: all of them, or those of the experts chosen; None when that cannot be told."""
    experts = _experts(config)
    if experts <= 1:
        return parameters
    chosen = next((getattr(config, name) for name in EXPERTS_PER_TOKEN if getattr(config, name, None)), None)
    routed = sum(
        weight.numel()
        for name, weight in model.named_parameters()
        if ".experts." in name and "shared_expert" not in name
    )
    if not chosen or not routed:
        return None
    return float(parameters - routed * (1 - int(chosen) / experts))


def _experts(config: Any) -> int:
    return next((int(getattr(config, name)) for name in EXPERT_COUNTS if getattr(config, name, None)), 0)

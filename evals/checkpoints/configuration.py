"""What config.json says of a network: its kind, its experts, its context, and sizes that no network has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.records import InvalidInput, parse_yaml

TEXT_PARTS = ("text_config", "llm_config", "language_config")
"""Where a larger model, such as one that also sees, keeps the settings of its language model."""
EXPERT_COUNT_KEYS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")
CHOSEN_EXPERT_KEYS = (
    "num_experts_per_tok", "num_experts_per_token", "experts_per_token", "moe_top_k", "moe_topk", "moe_k",
    "top_k_experts",
)  # fmt: skip
"""Plain `top_k` is not among them: in a config.json it is a setting of sampling."""
EXPERT_SWITCHES = ("is_moe", "enable_moe_block")
HEAD_KEYS = ("num_attention_heads", "n_head", "n_heads", "num_heads")
CONTEXT_KEYS = ("max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len")
LAYER_LISTS = ("layer_types", "layers_block_type", "block_types")
LARGEST = {
    "hidden_size": 1_000_000,
    "intermediate_size": 10_000_000,
    "num_hidden_layers": 10_000,
    "num_attention_heads": 100_000,
    "num_key_value_heads": 100_000,
    "head_dim": 100_000,
    "vocab_size": 100_000_000,
    "max_position_embeddings": 1_000_000_000,
    **dict.fromkeys((*EXPERT_COUNT_KEYS, *CHOSEN_EXPERT_KEYS), 100_000),
}
"""Bounds that no model comes near; beyond them a configuration is damaged, or made to exhaust the machine."""
_LONGEST_CONTEXT = 100_000_000
"""As the registry allows; more is a placeholder for no limit."""


@dataclass(frozen=True, slots=True)
class Experts:
    """The routed experts of a mixture.

    Attributes:
        count: In each sparse layer, at least 2.
        chosen: Those a token goes through; None where the configuration does not say.
    """

    count: int
    chosen: int | None


def text_configuration(config: dict[str, Any]) -> dict[str, Any]:
    """The settings of the language model; where they are nested in a larger model's, they stand above those."""
    part = next((config[key] for key in TEXT_PARTS if isinstance(config.get(key), dict)), None)
    return config | part if part else config


def architecture_type(config: dict[str, Any]) -> str | None:
    """Registry code of the kind of network, such as dense_transformer, moe_transformer or hybrid; None if unknown.

    Layers that the configuration lists count before the name of the family: Granite's hybrid family has members that
    only attend.
    """
    text = text_configuration(config)
    named = _kind_by_name(text)
    layers = _listed_layers(text)
    if named == "diffusion" or (named and not layers):
        return named
    if layers in ({"attending", "recurrent"}, {"attending", "convolution"}) or "mixed" in layers or len(layers) > 2:
        return "hybrid"
    if layers == {"recurrent"}:
        return "state_space"
    if experts(config):
        return "moe_transformer"
    attends = layers == {"attending"} or any(type(text.get(key)) is int for key in HEAD_KEYS)
    return "dense_transformer" if attends else None


def experts(config: dict[str, Any]) -> Experts | None:
    """The routed experts of a mixture; None for a model that has none."""
    text = text_configuration(config)
    nested = text.get("ffn_config")
    stated = text | nested if isinstance(nested, dict) else text
    if any(stated.get(key) is False for key in EXPERT_SWITCHES):
        return None
    count = max((_sizes(stated, key)[-1] for key in EXPERT_COUNT_KEYS if _sizes(stated, key)), default=0)
    if count < 2:
        return None
    chosen = next((found for key in CHOSEN_EXPERT_KEYS if (found := _sizes(stated, key))), [])
    # Experts that compute nothing may be drawn too, so that the number of those that do varies by token.
    is_fixed = len(chosen) == 1 and not stated.get("zero_expert_num")
    return Experts(count, min(chosen[0], count) if is_fixed and chosen[0] > 0 else None)


def context_length(config: dict[str, Any]) -> int | None:
    """Longest sequence in tokens that the configuration states, None where it states none."""
    text = text_configuration(config)
    found = next((text[key] for key in CONTEXT_KEYS if type(text.get(key)) is int), None)
    return found if found is not None and 0 < found <= _LONGEST_CONTEXT else None


def impossible_sizes(config: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Keys of a configuration whose value no model can have, with that value.

    A size may be a list, one per layer; a dense model of a family with experts has none of them.
    """
    text = text_configuration(config)
    for key, largest in LARGEST.items():
        value = text.get(key)
        least = 0 if key in EXPERT_COUNT_KEYS or key in CHOSEN_EXPERT_KEYS else 1
        sizes = value if isinstance(value, list) else [] if value is None else [value]
        if any(type(size) is not int or not least <= size <= largest for size in sizes):
            yield key, value
    hidden, heads, groups = (text.get(key) for key in ("hidden_size", "num_attention_heads", "num_key_value_heads"))
    if type(hidden) is int and type(heads) is int and heads > 0 and "head_dim" not in text and hidden % heads:
        yield "hidden_size", f"{hidden}, no multiple of {heads} heads"
    if type(heads) is int and type(groups) is int and groups > 0 and heads % groups:
        yield "num_attention_heads", f"{heads}, no multiple of {groups} key-value heads"


def check_sizes(config: dict[str, Any]) -> None:
    """Pass silently when a model could have the sizes of a configuration.

    Raises:
        InvalidInput: none could; the first such size is named.
    """
    if problem := next(impossible_sizes(config), None):
        raise InvalidInput(f"config.json: {problem[0]} is {problem[1]!r}, which no model has; export the model again.")


def _sizes(stated: dict[str, Any], key: str) -> list[int]:
    """The different values of a size that may be one number or one per layer, ascending."""
    value = stated.get(key)
    values = value if isinstance(value, list) else [value]
    return sorted({size for size in values if type(size) is int})


def _listed_layers(text: dict[str, Any]) -> set[str]:
    listed: list[object] = next((text[key] for key in LAYER_LISTS if isinstance(text.get(key), list)), [])
    groups = ("attending", "recurrent", "mixed", "convolution")
    return {group for group in groups for layer in listed if layer in _kinds()[f"{group}_layers"]}


def _kind_by_name(text: dict[str, Any]) -> str | None:
    name = str(text.get("model_type")).lower()
    return next((kind for kind in ("state_space", "hybrid", "diffusion") if name in _kinds()[kind]), None)


@cache
def _kinds() -> dict[str, list[str]]:
    content: dict[str, list[str]] = parse_yaml(Path(__file__).with_name("network_kinds.yaml").read_text("utf-8"))
    return content

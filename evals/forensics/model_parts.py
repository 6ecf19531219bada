"""The parts of a checkpoint that lineage looks at: token embeddings by text, queries and keys, gates and ups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch

from data.records import InvalidInput
from evals.checkpoints.folder import read_json_object
from evals.checkpoints.parameters import INPUT_EMBEDDING
from evals.checkpoints.vocabulary import token_ids
from evals.checkpoints.weights import FLOAT_DTYPES, Weights, layer_of, open_weights

Array = np.ndarray
_QUERY = re.compile(r"\.(?:q_proj|wq|query)\.weight$")
_KEY = re.compile(r"\.(?:k_proj|wk|key)\.weight$")
_FUSED = re.compile(r"\.(?:qkv_proj|c_attn)\.weight$")
_INPUT_NORM = re.compile(r"\.(?:input_layernorm|attention_norm|ln_1)\.weight$")
_FEED_FORWARD_NORM = re.compile(r"\.(?:pre_feedforward_layernorm|post_attention_layernorm|ffn_norm)\.weight$")
_GATE = re.compile(r"\.(?:gate_proj|w1)\.weight$")
_UP = re.compile(r"\.(?:up_proj|w3)\.weight$")


@dataclass(frozen=True)
class ModelParts:
    """A checkpoint opened for lineage; nothing is read before it is asked for.

    Attributes:
        name: Name of its folder.
        weights: Its tensors.
        config: config.json.
        tokens: Token texts with their ids, None without a readable tokenizer.
    """

    name: str
    weights: Weights
    config: dict[str, Any]
    tokens: dict[str, int] | None

    @cached_property
    def embedding_name(self) -> str:
        """Name of the input embedding.

        Raises:
            InvalidInput: if there is none in floating point.
        """
        names = [name for name in self.weights.names if INPUT_EMBEDDING.search(name)]
        if not names or self.weights.entry(names[0]).dtype not in FLOAT_DTYPES:
            raise InvalidInput(
                f"Model {self.name!r} has no token embedding in floating point; hand over 16-bit weights."
            )
        return names[0]

    @property
    def vocabulary(self) -> int:
        """Rows of the input embedding."""
        return self.weights.entry(self.embedding_name).shape[0]

    @property
    def hidden(self) -> int:
        """Width of the residual stream."""
        return self.weights.entry(self.embedding_name).shape[1]

    @cached_property
    def by_layer(self) -> dict[int, list[str]]:
        """Names of the float matrices and norms of each layer."""
        layers: dict[int, list[str]] = {}
        for name in self.weights.names:
            layer = layer_of(name)
            if layer is not None and self.weights.entry(name).dtype in FLOAT_DTYPES:
                layers.setdefault(layer, []).append(name)
        return layers

    @cached_property
    def layers(self) -> list[int]:
        """Indices of layers that have queries and keys."""
        return sorted(layer for layer in self.by_layer if self._attention_names(layer))

    def embedding_blocks(self, rows: Array, block: int = 512) -> Iterator[Array]:
        """Rows of the input embedding in the order asked, in blocks, float32; only their span is read."""
        for start in range(0, len(rows), block):
            wanted = rows[start : start + block]
            low, high = int(wanted.min()), int(wanted.max()) + 1
            if high - low <= 16 * len(wanted):
                yield _floats(self.weights.tensor(self.embedding_name, rows=(low, high)))[wanted - low]
            else:
                parts = [self.weights.tensor(self.embedding_name, rows=(int(row), int(row) + 1)) for row in wanted]
                yield _floats(torch.cat(parts))

    def queries_and_keys(self, layer: int) -> tuple[Array, Array]:
        """Query and key weights of a layer as (hidden × features), freed of what a disguise may change at no cost.

        The norm before attention is folded in, since a scale can be moved between it and the weights. Each feature is
        scaled to length one together with its rotary partner, since a scale can be moved from queries to keys; a
        rotation of the pair changes nothing.
        """
        norm = self._norm(layer, _INPUT_NORM)
        parts = self._raw_queries_and_keys(layer)
        return tuple(self._pairs_normalised(part * norm).T for part in parts)  # type: ignore[return-value]

    def neurons(self, layer: int, part: Literal["gate", "up"], chosen: Array | None = None) -> Array | None:
        """Gate or up weights of a layer as (neurons × hidden), norm folded in; None where there is no such matrix.

        Args:
            layer: Index of the layer.
            part: Which of the two.
            chosen: Indices of the neurons wanted, None for all.
        """
        name = self.neuron_name(layer, part)
        if name is None:
            return None
        weights = self.weights.tensor(name)
        kept = weights if chosen is None else weights[torch.from_numpy(chosen)]
        return np.asarray(_floats(kept) * self._norm(layer, _FEED_FORWARD_NORM))

    def neuron_name(self, layer: int, part: Literal["gate", "up"]) -> str | None:
        """Name of a layer's gate or up matrix, None where there is none; of experts, the first."""
        pattern = _GATE if part == "gate" else _UP
        return next((name for name in self.by_layer.get(layer, []) if pattern.search(name)), None)

    def _attention_names(self, layer: int) -> list[str]:
        names = self.by_layer[layer]
        apart = [next((name for name in names if pattern.search(name)), None) for pattern in (_QUERY, _KEY)]
        if all(apart):
            return [name for name in apart if name]
        return [name for name in names if _FUSED.search(name)][:1]

    def _raw_queries_and_keys(self, layer: int) -> list[Array]:
        names = self._attention_names(layer)
        tensors = [_floats(self.weights.tensor(name)) for name in names]
        if len(tensors) == 2:
            return tensors
        fused = tensors[0].T if names[0].endswith("c_attn.weight") else tensors[0]
        queries = self._heads * self._head_width
        keys = (fused.shape[0] - queries) // 2
        return [fused[:queries], fused[queries : queries + keys]]

    def _norm(self, layer: int, pattern: re.Pattern[str]) -> Array:
        name = next((name for name in self.by_layer[layer] if pattern.search(name)), None)
        if name is None:
            return np.ones(1, np.float32)
        offset = 1.0 if str(self.config.get("model_type")).startswith("gemma") else 0.0
        return _floats(self.weights.tensor(name)) + np.float32(offset)

    def _pairs_normalised(self, rows: Array) -> Array:
        width = self._head_width
        if width % 2 or rows.shape[0] % width:
            return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
        paired = rows.reshape(-1, 2, width // 2, rows.shape[1])
        lengths = np.sqrt(np.sum(paired**2, axis=(1, 3), keepdims=True))
        return np.asarray(paired / np.maximum(lengths, 1e-12)).reshape(rows.shape)

    @property
    def _heads(self) -> int:
        heads = self.config.get("num_attention_heads", self.config.get("n_head"))
        if type(heads) is not int or heads < 1:
            raise InvalidInput(f"Model {self.name!r} does not state its number of attention heads in config.json.")
        return heads

    @property
    def _head_width(self) -> int:
        width = self.config.get("head_dim")
        return width if type(width) is int and width > 0 else max(1, self.hidden // self._heads)


def open_parts(folder: Path) -> ModelParts:
    """The checkpoint in `folder`, opened for lineage.

    Raises:
        InvalidInput: if it has no weights, a malformed header, or no readable configuration.
    """
    weights = open_weights(folder)
    for file, header in weights.headers.items():
        if header.faults:
            raise InvalidInput(
                f"Weight file {file!r} is malformed ({header.faults[0].detail}); examine the checkpoint first."
            )
    try:
        config = read_json_object(folder / "config.json")
        tokens = token_ids(folder)
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(
            f"Model folder {folder.name!r}: configuration or tokenizer is not usable ({error})."
        ) from error
    return ModelParts(folder.resolve().name, weights, config, tokens)


def shared_rows(first: ModelParts, second: ModelParts) -> tuple[Array, Array]:
    """Embedding rows of both models that stand for the same token, by its text; by id where a tokenizer is missing.

    Without tokenizers, ids are taken to mean the same only when both vocabularies are of one size; else none is shared.
    """
    if first.tokens is not None and second.tokens is not None:
        pairs = [
            (row, second.tokens[token])
            for token, row in first.tokens.items()
            if token in second.tokens and row < first.vocabulary and second.tokens[token] < second.vocabulary
        ]
        rows = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        return rows[:, 0], rows[:, 1]
    count = first.vocabulary if first.vocabulary == second.vocabulary else 0
    return np.arange(count), np.arange(count)


def _floats(tensor: torch.Tensor) -> Array:
    values: Array = tensor.float().numpy()
    return values

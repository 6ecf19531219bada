"""The attention function that models call while a stretch of a trie goes through them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from evals.engine.branches import AttentionBlocks, SeenBlock
from evals.engine.kernels import attended, merge_into

ATTENTION_NAME = "assay_branches"
UNDERSTOOD = frozenset({"sliding_window", "dropout", "is_causal", "position_ids", "use_cache", "cache_position"})


class AttentionPlan(Protocol):
    """What one forward pass attends to."""

    def attend(
        self, layer: int, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scale: float
    ) -> torch.Tensor:
        """Output [batch, tokens, heads, size] for query [batch, heads, tokens, size]."""


def register_attention() -> None:
    """Make the attention function known to transformers under `ATTENTION_NAME`; calling it again changes nothing."""
    ALL_ATTENTION_FUNCTIONS.register(ATTENTION_NAME, planned_attention)


def planned_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    attention_plan: AttentionPlan | None = None,
    **others: Any,
) -> tuple[torch.Tensor, None]:
    """Attention as the pass's plan says.

    Raises:
        NotImplementedError: The model asks for something the plan does not cover (soft capping, sinks, biases, masks);
            the self-test at load turns this into the plain path.
    """
    unknown = sorted(name for name, value in others.items() if value is not None and name not in UNDERSTOOD)
    if attention_plan is None or attention_mask is not None or unknown:
        raise NotImplementedError(f"attention with {', '.join(unknown) or 'a mask of its own'} is not shared")
    scale = scaling if scaling is not None else query.shape[-1] ** -0.5
    return attention_plan.attend(int(module.layer_idx), query, key, value, scale), None  # type: ignore[arg-type]


@dataclass(slots=True)
class PathCache:
    """Keys and values of the path from the root to where the next stretch continues, per layer.

    Attributes:
        capacity: Tokens of the longest path.
        layers: [key and value, heads, capacity, size] of each layer, made when first written.
    """

    capacity: int
    layers: dict[int, torch.Tensor] = field(default_factory=dict)

    def reserve(self, layer: int, both: torch.Tensor) -> None:
        """Make room for a layer whose keys and values look like `both`, [2, heads, tokens, size]."""
        if layer not in self.layers:
            self.layers[layer] = both.new_empty((2, both.shape[1], self.capacity, both.shape[3]))

    def write(self, layer: int, start: int, both: torch.Tensor) -> None:
        """Put keys and values at path position `start` of a layer that has room."""
        self.layers[layer][:, :, start : start + both.shape[2]] = both


@dataclass(slots=True)
class BranchPlan:
    """Attention of one stretch: its blocks, the path above it, and which of its tokens the next path needs.

    Attributes:
        blocks: Who sees whom.
        path: Keys and values kept from earlier stretches; read only until `commit`.
        kept_from: Path length that stays as it is.
        kept: The stretch's tokens that continue the path from there.
    """

    blocks: AttentionBlocks
    path: PathCache
    kept_from: int
    kept: torch.Tensor
    _masks: list[torch.Tensor | None] = field(default_factory=list)
    _carried: list[torch.Tensor | None] = field(default_factory=list)
    _next: dict[int, torch.Tensor] = field(default_factory=dict)

    def attend(
        self, layer: int, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scale: float
    ) -> torch.Tensor:
        """Attention output of the stretch, [1, tokens, heads, size]."""
        if query.shape[0] != 1:
            raise NotImplementedError("a stretch is one row")
        self._prepare(query)
        if self.kept.numel():
            self._next[layer] = torch.stack([key[0, :, self.kept], value[0, :, self.kept]])
            # Memory may run out here, while the pass can still be repeated, but not in `commit`.
            self.path.reserve(layer, self._next[layer])
        queries, keys, values = grouped_heads(query, key, value)
        output, normaliser = self._own(queries, keys, values, scale)
        for block in self.blocks.seen:
            _merge_seen(block, output, normaliser, (queries, keys, values), scale)
        if self.blocks.past:
            past = self.path.layers[layer]
            _, past_keys, past_values = grouped_heads(query, past[None, 0], past[None, 1])
            for query_end, first, after in self.blocks.past:
                part = attended(
                    queries[:, :, :query_end], past_keys[:, :, first:after], past_values[:, :, first:after], scale=scale
                )
                merge_into(output[:, :, :query_end], normaliser[:, :, :query_end], part)
        return ungrouped_heads(output)

    def commit(self) -> None:
        """Write the stretch's part of the next path; only after the whole forward pass has succeeded."""
        for layer, both in self._next.items():
            self.path.write(layer, self.kept_from, both)
        self._next.clear()

    def taken(self) -> dict[int, torch.Tensor]:
        """Keys and values of the kept tokens of each layer, [2, heads, tokens, size], after a forward pass."""
        return self._next

    def _prepare(self, query: torch.Tensor) -> None:
        if self._masks:
            return
        for block in self.blocks.own:
            mask = None if block.mask is None else torch.from_numpy(block.mask).to(query.device, query.dtype)
            self._masks.append(mask)
            carried = torch.tensor([*block.carried, *range(block.start, block.end)], device=query.device)
            self._carried.append(carried if block.carried else None)

    def _own(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scale: float
    ) -> tuple[torch.Tensor, torch.Tensor]:
        output = torch.empty_like(query)
        normaliser = query.new_empty(query.shape[:3], dtype=torch.float32)
        for block, mask, carried in zip(self.blocks.own, self._masks, self._carried, strict=True):
            inside = slice(block.start, block.end)
            keys = key[:, :, inside] if carried is None else key[:, :, carried]
            values = value[:, :, inside] if carried is None else value[:, :, carried]
            part = attended(query[:, :, inside], keys, values, scale=scale, causal=mask is None, mask=mask)
            output[:, :, inside], normaliser[:, :, inside] = part
        return output, normaliser


def grouped_heads(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Query, key and value with as many heads each, nothing copied.

    Where several query heads share a key head, key heads become the batch and keys repeat with stride zero.
    """
    shared = query.shape[1] // key.shape[1]
    if shared == 1:
        return query, key, value
    queries = query[0].view(key.shape[1], shared, *query.shape[2:])
    keys, values = (each[0][:, None].expand(-1, shared, -1, -1) for each in (key, value))
    return queries, keys, values


def ungrouped_heads(output: torch.Tensor) -> torch.Tensor:
    """Grouped output back to [1, tokens, heads, size]."""
    return output.flatten(0, 1).transpose(0, 1)[None].contiguous()


def _merge_seen(
    block: SeenBlock,
    output: torch.Tensor,
    normaliser: torch.Tensor,
    tensors: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    scale: float,
) -> None:
    query, key, value = tensors
    lines = slice(block.query_start, block.query_end)
    columns = slice(block.key_start, block.key_end)
    part = attended(query[:, :, lines], key[:, :, columns], value[:, :, columns], scale=scale)
    merge_into(output[:, :, lines], normaliser[:, :, lines], part)

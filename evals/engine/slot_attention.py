"""Attention of rows that each continue their own text below one shared prefix."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch

from evals.engine.kernels import attended, merge_into
from evals.engine.tree_attention import PathCache


@dataclass(slots=True)
class SlotCache:
    """Keys and values of the rows being continued, a slot each, per layer.

    Attributes:
        slots: Rows.
        capacity: Tokens a slot holds.
        layers: [key and value, slots, heads, capacity, size] of each layer, made when first written.
    """

    slots: int
    capacity: int
    layers: dict[int, torch.Tensor] = field(default_factory=dict)

    def fill(self, slot: int, taken: dict[int, torch.Tensor], start: int, end: int) -> None:
        """Put tokens `start` to `end` of a prefill, [2, heads, tokens, size] per layer, into a slot."""
        for layer, both in taken.items():
            if layer not in self.layers:
                shape = (2, self.slots, both.shape[1], self.capacity, both.shape[3])
                self.layers[layer] = both.new_zeros(shape)
            self.layers[layer][:, slot, :, : end - start] = both[:, :, start:end]

    def move(self, source: int, target: int, length: int) -> None:
        """Copy the first `length` tokens of one slot over another."""
        for both in self.layers.values():
            both[:, target, :, :length] = both[:, source, :, :length]


@dataclass(slots=True)
class SlotPlan:
    """Attention of one new token per row: the row's own slot, and the prefix all rows share.

    Attributes:
        cache: The rows' slots; row i is in slot i.
        prefix: Keys and values of what stands above every row, None for nothing.
        lengths: Tokens each slot holds before this one.
    """

    cache: SlotCache
    prefix: PathCache | None
    lengths: torch.Tensor
    _mask: torch.Tensor | None = None

    def attend(
        self, layer: int, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, scale: float
    ) -> torch.Tensor:
        """Attention output of the new tokens, [rows, 1, heads, size]."""
        rows, heads, _, size = query.shape
        both = self.cache.layers[layer]
        slots = torch.arange(rows, device=query.device)
        both[0, slots, :, self.lengths] = key[:, :, 0]
        both[1, slots, :, self.lengths] = value[:, :, 0]
        # Query heads that share a key head become several queries of that head; without a causal order to keep
        # between them that is the same.
        queries = query.reshape(rows, key.shape[1], -1, size)
        mask = self._own_mask(query)
        own = both[:, :rows, :, : mask.shape[-1]]
        output, normaliser = attended(queries, own[0], own[1], scale=scale, mask=mask)
        output, normaliser = output.contiguous(), normaliser.contiguous()
        if self.prefix is not None:
            merge_into(output, normaliser, self._shared(layer, queries, scale))
        return output.reshape(rows, 1, heads, size)

    def _own_mask(self, query: torch.Tensor) -> torch.Tensor:
        if self._mask is None:
            columns = torch.arange(int(self.lengths.max()) + 1, device=query.device)
            unseen = columns[None, :] > self.lengths[:, None]
            mask = torch.zeros(unseen.shape, device=query.device, dtype=query.dtype)
            self._mask = mask.masked_fill_(unseen, -torch.inf)[:, None, None]
        return self._mask

    def _shared(self, layer: int, queries: torch.Tensor, scale: float) -> tuple[torch.Tensor, torch.Tensor]:
        rows, heads, shared, size = queries.shape
        assert self.prefix is not None
        past = self.prefix.layers[layer]
        together = queries.transpose(0, 1).reshape(1, heads, rows * shared, size)
        output, normaliser = attended(together, past[None, 0], past[None, 1], scale=scale)
        output = output.reshape(heads, rows, shared, size).transpose(0, 1)
        return output, normaliser.reshape(heads, rows, shared).transpose(0, 1)

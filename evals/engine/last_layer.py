"""The last feed-forward block only where something is scored: nothing reads its output anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

LAYER_LISTS = ("layers", "h", "blocks")
WORTHWHILE_SHARE = 0.9


def last_feed_forward(model: Any) -> torch.nn.Module | None:
    """The feed-forward block of a decoder's last layer, None where the architecture keeps it under no usual name."""
    for name in LAYER_LISTS:
        layers = getattr(model.base_model, name, None)
        if isinstance(layers, torch.nn.ModuleList) and len(layers):
            block = getattr(layers[-1], "mlp", None)
            return block if isinstance(block, torch.nn.Module) else None
    return None


@contextmanager
def only_at(block: torch.nn.Module | None, places: torch.Tensor, tokens: int) -> Iterator[None]:
    """Within it the block computes the given places of a single row and leaves zeros at the others.

    A feed-forward block treats every token by itself, so the places it computes are unchanged; the self-test at load
    would find an architecture for which that is not so.

    Args:
        block: The last layer's feed-forward block, None to change nothing.
        places: Places whose output reaches the head.
        tokens: Tokens of the row.
    """
    if block is None or len(places) > WORTHWHILE_SHARE * tokens:
        yield
        return

    def narrow(_block: torch.nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        return (inputs[0].index_select(1, places), *inputs[1:])

    def widen(_block: torch.nn.Module, _inputs: tuple[Any, ...], output: Any) -> Any:
        hidden = output[0] if isinstance(output, tuple) else output
        wide = hidden.new_zeros((1, tokens, hidden.shape[-1])).index_copy_(1, places, hidden)
        return (wide, *output[1:]) if isinstance(output, tuple) else wide

    handles = [block.register_forward_pre_hook(narrow), block.register_forward_hook(widen)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()

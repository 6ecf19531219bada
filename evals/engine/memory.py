"""What fits: how many tokens one forward pass may hold."""

from __future__ import annotations

import gc

import torch

CPU_BATCH_TOKENS = 1024
CPU_WHOLE_ROW_TOKENS = 8192
ACCELERATOR_BATCH_TOKENS = 16384
CPU_LOGIT_BYTES = 32 * 2**20
ACCELERATOR_LOGIT_BYTES = 2 * 2**30
FEWEST_HEAD_ROWS = 128
SHARE_OF_FREE_MEMORY = 0.6


def batch_tokens(device: torch.device, *, hidden_size: int, intermediate_size: int, vocabulary_size: int) -> int:
    """Tokens one forward pass may hold.

    On cpu a fixed number: matrix products are at full speed by then, and more only costs memory. On an accelerator
    what is free divided by what a token needs at the widest point (hidden states, one feed-forward layer, its share
    of the fp32 logits), at most `ACCELERATOR_BATCH_TOKENS`.
    """
    if device.type == "cpu":
        return CPU_BATCH_TOKENS
    free = torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else 4 * 2**30
    bytes_per_token = 4 * (12 * hidden_size + 4 * intermediate_size + 2 * vocabulary_size)
    return max(256, min(ACCELERATOR_BATCH_TOKENS, int(free * SHARE_OF_FREE_MEMORY) // bytes_per_token))


def whole_row_tokens(device: torch.device) -> int:
    """Tokens of a row that may go through in one pass although it exceeds `batch_tokens`.

    Without logits, a few thousand tokens take less memory than the weights, and less time as one piece. Batches on an
    accelerator are longer than that anyway.
    """
    return CPU_WHOLE_ROW_TOKENS if device.type == "cpu" else 0


def head_rows(device: torch.device, *, vocabulary_size: int) -> int:
    """Rows that may reach the output head in one forward pass, so that logits stay small beside the weights."""
    allowed = CPU_LOGIT_BYTES if device.type == "cpu" else ACCELERATOR_LOGIT_BYTES
    return max(FEWEST_HEAD_ROWS, allowed // (4 * vocabulary_size))


def release_memory() -> None:
    """Give back what a failed batch left behind."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()

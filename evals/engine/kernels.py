"""Attention that also returns its normaliser, so that parts computed apart can be put together exactly."""

from __future__ import annotations

import torch

Attended = tuple[torch.Tensor, torch.Tensor]


def attended(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    *,
    scale: float,
    causal: bool = False,
    mask: torch.Tensor | None = None,
) -> Attended:
    """Attention output and the logarithm of each query's softmax denominator.

    Args:
        query: [batch, heads, queries, size].
        key: [batch, heads, keys, size]; strides of zero are allowed, here and in value.
        value: [batch, heads, keys, size].
        scale: Factor of the scores.
        causal: Query i sees keys 0 to i; as many queries as keys.
        mask: Added to the scores, [queries, keys] or broadcastable to [batch, heads, queries, keys].

    Returns:
        Output shaped as the query, and float32 [batch, heads, queries].
    """
    if query.device.type == "cpu" and value.shape[-1] == query.shape[-1]:
        output, normaliser = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
            query, key, value, 0.0, causal, attn_mask=mask, scale=scale
        )
        return output, normaliser
    if query.device.type == "cuda" and mask is None and query.dtype in (torch.bfloat16, torch.float16):
        found = torch.ops.aten._scaled_dot_product_flash_attention(query, key, value, 0.0, causal, False, scale=scale)
        return found[0], found[1]
    return attended_by_definition(query, key, value, scale=scale, causal=causal, mask=mask)


def attended_by_definition(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    *,
    scale: float,
    causal: bool = False,
    mask: torch.Tensor | None = None,
) -> Attended:
    """The same as `attended`, written out: scores, softmax in float32, weighted sum."""
    scores = (query @ key.transpose(-1, -2)).float() * scale
    if causal:
        future = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
        scores = scores.masked_fill(future, -torch.inf)
    if mask is not None:
        scores = scores + mask
    normaliser = scores.logsumexp(dim=-1)
    weights = torch.exp(scores - normaliser[..., None]).to(value.dtype)
    return weights @ value, normaliser


def merge_into(output: torch.Tensor, normaliser: torch.Tensor, part: Attended) -> None:
    """Add a part's keys to attention already computed, in place.

    Softmax over the union of two key sets is the average of the two outputs weighted by their denominators. Source:
    Milakov and Gimelshein (2018), Online normalizer calculation for softmax.
    """
    share = torch.sigmoid(part[1] - normaliser)
    output.lerp_(part[0], share[..., None].to(output.dtype))
    torch.logaddexp(normaliser, part[1], out=normaliser)

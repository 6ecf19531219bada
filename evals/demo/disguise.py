"""How a model is made to look like another one without changing what it says: permutations, signs and scales.

Every change below is undone by the weights that read what it changed, so the logits stay the same up to rounding. It is
what somebody would do who passes off another's weights as their own; lineage tests have to see through it.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from transformers import LlamaForCausalLM
from transformers.models.llama.modeling_llama import LlamaAttention, LlamaDecoderLayer, LlamaMLP, LlamaRMSNorm


def disguised(model: LlamaForCausalLM, *, seed: int) -> LlamaForCausalLM:
    """A copy of `model` with the same function and other weights.

    Needs tied embeddings and as many key heads as query heads, as all models here have.

    Args:
        model: Left as it is.
        seed: Fixes every permutation, sign and scale.
    """
    generator = torch.Generator().manual_seed(seed)
    other = copy.deepcopy(model)
    with torch.no_grad():
        _rotate_hidden(other, generator)
        for layer in other.model.layers:
            _shuffle_heads(layer.self_attn, generator)
            _shuffle_neurons(layer.mlp, generator)
            _move_scale(layer.input_layernorm, _attention_readers(layer), generator)
            _move_scale(layer.post_attention_layernorm, _feed_forward_readers(layer), generator)
    return other


def _scales(count: int, generator: torch.Generator) -> Tensor:
    """Factors between one half and two, shape (count,)."""
    return 2 ** (2 * torch.rand(count, generator=generator) - 1)


def _attention_readers(layer: LlamaDecoderLayer) -> list[nn.Linear]:
    attention = layer.self_attn
    return [attention.q_proj, attention.k_proj, attention.v_proj]


def _feed_forward_readers(layer: LlamaDecoderLayer) -> list[nn.Linear]:
    return [layer.mlp.gate_proj, layer.mlp.up_proj]


def _rotate_hidden(model: LlamaForCausalLM, generator: torch.Generator) -> None:
    """Reorder the residual stream's dimensions and flip the sign of some; an RMS norm does neither notice nor mind."""
    hidden = model.config.hidden_size
    order = torch.randperm(hidden, generator=generator)
    signs = torch.randint(0, 2, (hidden,), generator=generator) * 2.0 - 1.0
    embedding = model.model.embed_tokens.weight
    embedding.copy_(embedding[:, order] * signs)
    model.model.norm.weight.copy_(model.model.norm.weight[order])
    for layer in model.model.layers:
        for norm in (layer.input_layernorm, layer.post_attention_layernorm):
            norm.weight.copy_(norm.weight[order])
        for reader in (*_attention_readers(layer), *_feed_forward_readers(layer)):
            reader.weight.copy_(reader.weight[:, order] * signs)
        for writer in (layer.self_attn.o_proj, layer.mlp.down_proj):
            writer.weight.copy_(writer.weight[order] * signs[:, None])


def _shuffle_heads(attention: LlamaAttention, generator: torch.Generator) -> None:
    """Reorder the heads; scale queries up where keys go down, and values where the output goes down."""
    width = attention.head_dim
    heads = attention.q_proj.weight.shape[0] // width
    order = torch.randperm(heads, generator=generator)
    rows = (order[:, None] * width + torch.arange(width)).flatten()
    key_scale, value_scale = (_scales(heads, generator).repeat_interleave(width) for _ in range(2))
    attention.q_proj.weight.copy_(attention.q_proj.weight[rows] * key_scale[:, None])
    attention.k_proj.weight.copy_(attention.k_proj.weight[rows] / key_scale[:, None])
    attention.v_proj.weight.copy_(attention.v_proj.weight[rows] * value_scale[:, None])
    attention.o_proj.weight.copy_(attention.o_proj.weight[:, rows] / value_scale)


def _shuffle_neurons(feed_forward: LlamaMLP, generator: torch.Generator) -> None:
    """Reorder the neurons; scale the linear branch up where the output goes down."""
    neurons = feed_forward.up_proj.weight.shape[0]
    order = torch.randperm(neurons, generator=generator)
    scale = _scales(neurons, generator)
    feed_forward.gate_proj.weight.copy_(feed_forward.gate_proj.weight[order])
    feed_forward.up_proj.weight.copy_(feed_forward.up_proj.weight[order] * scale[:, None])
    feed_forward.down_proj.weight.copy_(feed_forward.down_proj.weight[:, order] / scale)


def _move_scale(norm: LlamaRMSNorm, readers: list[nn.Linear], generator: torch.Generator) -> None:
    """Scale a norm's output up per dimension and what reads it down."""
    scale = _scales(norm.weight.shape[0], generator)
    norm.weight.mul_(scale)
    for reader in readers:
        reader.weight.div_(scale)

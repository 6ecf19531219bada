"""Small decoder-only models of the Llama architecture: their shape, fresh weights, and how they are kept on disk."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from data.records import AssayError


@dataclass(frozen=True, slots=True)
class ModelShape:
    """The dimensions that fix a model's architecture.

    Attributes:
        vocabulary: Distinct tokens, rows of the embedding.
        hidden: Width of the residual stream; a multiple of `heads`.
        layers: Decoder blocks.
        heads: Attention heads, each of width hidden / heads.
        intermediate: Neurons of each feed-forward block.
        context: Longest sequence in tokens.
    """

    vocabulary: int
    hidden: int
    layers: int
    heads: int
    intermediate: int
    context: int = 256


def llama_config(shape: ModelShape, end_token: int) -> LlamaConfig:
    """Configuration of a model of `shape` with tied embeddings, whose documents end with `end_token`.

    Raises:
        AssayError: if `hidden` does not divide into `heads` of even width, which rotary positions need.
    """
    if shape.hidden % (2 * shape.heads):
        raise AssayError(
            f"hidden: got {shape.hidden!r}, expected a multiple of twice the number of heads ({2 * shape.heads})"
        )
    return LlamaConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.heads,
        intermediate_size=shape.intermediate,
        max_position_embeddings=shape.context,
        tie_word_embeddings=True,
        initializer_range=0.02,
        bos_token_id=end_token,
        eos_token_id=end_token,
    )


def new_model(shape: ModelShape, *, end_token: int, seed: int) -> LlamaForCausalLM:
    """A model of `shape` with random fp32 weights drawn from `seed`; the global random state is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return LlamaForCausalLM(llama_config(shape, end_token)).float()


def parameter_count(model: torch.nn.Module) -> int:
    """Trainable weights of `model`, tied ones counted once."""
    return sum(weight.numel() for weight in model.parameters() if weight.requires_grad)


def save_model(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write `model` in fp16 as safetensors, with its configuration and tokenizer, into `folder`; `model` stays as is.

    A copy is rounded, since rounding in place would also take the rotary frequencies, which are never stored.
    """
    folder.mkdir(parents=True, exist_ok=True)
    copy.deepcopy(model).half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def load_model(folder: Path) -> LlamaForCausalLM:
    """The model in `folder`, computing in fp32; nothing is fetched and no code of the folder runs."""
    return LlamaForCausalLM.from_pretrained(
        folder, dtype=torch.float32, local_files_only=True, trust_remote_code=False, use_safetensors=True
    )


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer in `folder`; nothing is fetched and no code of the folder runs."""
    return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True, trust_remote_code=False)

"""Models with random weights and a tokenizer trained on the benchmarks' own texts: speed needs no knowledge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

VOCABULARY = 32768
SIZES = {
    "30M": {"hidden_size": 384, "intermediate_size": 1024, "num_hidden_layers": 8, "num_attention_heads": 6},
    "150M": {"hidden_size": 768, "intermediate_size": 2304, "num_hidden_layers": 14, "num_attention_heads": 12},
}


def texts(benchmarks: Path, per_file: int = 400) -> Iterator[str]:
    for file in sorted(benchmarks.rglob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            for _, line in zip(range(per_file), lines, strict=False):
                yield " ".join(_strings(json.loads(line)))[:4000]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def save_tokenizer(folder: Path, benchmarks: Path, vocabulary: int = VOCABULARY) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<|end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(benchmarks), trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<|end|>", eos_token="<|end|>")
    fast.save_pretrained(folder)
    return fast


def save_llama(folder: Path, size: str, *, vocabulary: int = VOCABULARY, max_length: int = 4096) -> int:
    torch.manual_seed(0)
    # A wider initialisation than the usual 0.02 spreads the logits, so that predictions are not ties.
    config = LlamaConfig(
        vocab_size=vocabulary,
        max_position_embeddings=max_length,
        tie_word_embeddings=True,
        initializer_range=0.06,
        bos_token_id=0,
        eos_token_id=0,
        **SIZES[size],
    )
    model = LlamaForCausalLM(config)
    model.save_pretrained(folder)
    return sum(weight.numel() for weight in model.parameters())

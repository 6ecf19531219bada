"""A model so small that every test can load it: random weights, byte-level tokenizer, two key heads for four heads."""

from __future__ import annotations

import os

# Set before torch starts its threads and before datasets looks for the network.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from lm_eval.api.instance import Instance
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from evals.engine import EngineSettings, MeasuringLM, RequestStore

TEXT = ["The cat sat on the mat.\nThe dog ran.\n\nQuestion: what is two and two?\nAnswer: four\n\n"] * 3
SMALL = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "initializer_range": 0.3,
}

torch.set_num_threads(1)


def small_tokenizer() -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<|end|>"], initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(TEXT, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<|end|>", eos_token="<|end|>")


def saved_llama(folder: Path, **changes: Any) -> Path:
    torch.manual_seed(0)
    settings = SMALL | {"vocab_size": 300, "max_position_embeddings": 256, "bos_token_id": 0, "eos_token_id": 0}
    LlamaForCausalLM(LlamaConfig(**(settings | changes))).save_pretrained(folder)
    small_tokenizer().save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved_llama(tmp_path_factory.mktemp("llama"))


@pytest.fixture(scope="session")
def opened(model_folder: Path) -> MeasuringLM:
    return MeasuringLM.open(EngineSettings(str(model_folder), device="cpu"))


@pytest.fixture
def open_model(model_folder: Path) -> Callable[..., MeasuringLM]:
    def opener(*, store: RequestStore | None = None, on_progress: Any = None, **settings: Any) -> MeasuringLM:
        location = settings.pop("location", str(model_folder))
        return MeasuringLM.open(
            EngineSettings(location, device="cpu", **settings), store=store, on_progress=on_progress
        )

    return opener


def scored(context: str, continuation: str) -> Instance:
    return Instance("loglikelihood", {}, (context, continuation), 0)


def generated(context: str, **settings: Any) -> Instance:
    return Instance("generate_until", {}, (context, {"do_sample": False, "max_gen_toks": 12, **settings}), 0)

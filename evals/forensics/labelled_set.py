"""Small models of known descent: seeds that share nothing, and children of some of them, made in every usual way.

All are trained here on generated text; none is anybody's model. They calibrate and test the lineage scores.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

from evals.demo.corpus import CorpusRecipe, corpus
from evals.demo.disguise import disguised
from evals.training.data import END_OF_DOCUMENT, packed_rows, trained_tokenizer
from evals.training.loop import TrainingSettings, train
from evals.training.model import ModelShape, load_model, new_model, save_model

VOCABULARY = 512
ROW_LENGTH = 64
BATCH_SIZE = 8
STEPS = 300
LAYERS = 4
PARENTS = 3
CALIBRATION_SEEDS = range(14)
TEST_SEEDS = range(100, 110)
SHALLOW_SEEDS = range(200, 204)
MAIN_TEXT = {"statement": 0.5, "question": 0.2, "counting": 0.1, "report": 0.2}
OTHER_TEXT = {"topic": 0.5, "translation": 0.5}


@dataclass(frozen=True, slots=True)
class Texts:
    """What the models learn from: one tokenizer, rows of the main text and of another."""

    tokenizer: PreTrainedTokenizerFast
    documents: list[str]
    main: torch.Tensor
    other: torch.Tensor


def write_labelled_set(folder: Path) -> Iterator[str]:
    """Train every model of the set into `folder`, each in a folder of its own; those that are there are kept.

    Yields:
        Name of each model as it stands on disk: seed-N, shallow-N, and parent-N.way for the children.
    """
    texts = _texts()
    for seed in (*CALIBRATION_SEEDS, *TEST_SEEDS):
        yield _kept(folder / f"seed-{seed}", texts, seed, LAYERS)
    for seed in SHALLOW_SEEDS:
        yield _kept(folder / f"shallow-{seed}", texts, seed, LAYERS - 1)
    for seed in TEST_SEEDS[:PARENTS]:
        yield from _write_children(folder, texts, seed)


def _kept(place: Path, texts: Texts, seed: int, layers: int) -> str:
    if not (place / "model.safetensors").exists():
        end = texts.tokenizer.convert_tokens_to_ids(END_OF_DOCUMENT)
        shape = ModelShape(VOCABULARY, 64, layers, 4, 176, ROW_LENGTH)
        model = new_model(shape, end_token=end, seed=seed)
        train(model, texts.main, TrainingSettings(steps=STEPS, batch_size=BATCH_SIZE, seed=seed))
        save_model(model, texts.tokenizer, place)
    return place.name


def _texts() -> Texts:
    documents = corpus(CorpusRecipe(6000, MAIN_TEXT, known_share=1.0, skew=0.5, seed=1))
    others = corpus(CorpusRecipe(3000, OTHER_TEXT, known_share=1.0, skew=0.5, seed=2))
    tokenizer = trained_tokenizer([*documents, *others], VOCABULARY)
    return Texts(
        tokenizer, documents, packed_rows(documents, tokenizer, ROW_LENGTH), packed_rows(others, tokenizer, ROW_LENGTH)
    )


def _write_children(folder: Path, texts: Texts, seed: int) -> Iterator[str]:
    """Children of seed-N, by way: what is done to a model by those who build on it, or hide that they did."""
    parent = load_model(folder / f"seed-{seed}")
    stranger = load_model(folder / f"seed-{seed + PARENTS}")
    light = _trained_on(parent, texts.other, steps=60, rate=3e-4)
    children = {
        "copied": parent,
        "fine-tuned": light,
        "heavily-fine-tuned": _trained_on(parent, texts.other, steps=STEPS, rate=3e-3),
        "fine-tuned-and-disguised": disguised(light, seed=seed),
        "pruned-50": _pruned(parent),
        "merged-50-50": _merged(parent, stranger),
        "rank-8-update": _low_rank_update(parent, light),
        "depth-pruned": _without_layer(parent, 1),
        "int8": _rounded(parent, bits=8),
        "int4": _rounded(parent, bits=4),
    }
    for way, child in children.items():
        save_model(child, texts.tokenizer, folder / f"seed-{seed}.{way}")
        yield f"seed-{seed}.{way}"
    yield _write_with_other_tokenizer(folder / f"seed-{seed}.tokenizer-swapped", parent, texts)


def _trained_on(model: LlamaForCausalLM, rows: torch.Tensor, *, steps: int, rate: float) -> LlamaForCausalLM:
    child = copy.deepcopy(model)
    train(child, rows, TrainingSettings(steps, BATCH_SIZE, learning_rate=rate, warmup_steps=10, seed=7))
    return child


def _matrices(model: LlamaForCausalLM) -> Iterator[tuple[str, torch.Tensor]]:
    return ((name, weight) for name, weight in model.state_dict().items() if weight.ndim == 2)


@torch.no_grad()
def _pruned(model: LlamaForCausalLM) -> LlamaForCausalLM:
    """Half of each layer matrix's values, the smallest, set to zero."""
    child = copy.deepcopy(model)
    for name, weight in _matrices(child):
        if ".layers." in name:
            weight[weight.abs() < weight.abs().median()] = 0
    return child


@torch.no_grad()
def _merged(first: LlamaForCausalLM, second: LlamaForCausalLM) -> LlamaForCausalLM:
    child = copy.deepcopy(first)
    others = second.state_dict()
    for name, weight in child.state_dict().items():
        if name != "lm_head.weight":
            weight.copy_((weight + others[name]) / 2)
    return child


@torch.no_grad()
def _low_rank_update(base: LlamaForCausalLM, tuned: LlamaForCausalLM) -> LlamaForCausalLM:
    """The base plus the fine-tune's change in layer matrices, cut to its eight largest directions."""
    child = copy.deepcopy(base)
    targets = tuned.state_dict()
    for name, weight in _matrices(child):
        if ".layers." in name:
            left, values, right = torch.linalg.svd(targets[name] - weight)
            weight.add_(left[:, :8] * values[:8] @ right[:8])
    return child


@torch.no_grad()
def _rounded(model: LlamaForCausalLM, *, bits: int) -> LlamaForCausalLM:
    """Each row of each matrix rounded to `bits` bits, symmetric, scaled by its largest value."""
    child = copy.deepcopy(model)
    levels = 2 ** (bits - 1) - 1
    for name, weight in _matrices(child):
        if name != "lm_head.weight":
            scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / levels
            weight.copy_((weight / scale).round() * scale)
    return child


def _without_layer(model: LlamaForCausalLM, layer: int) -> LlamaForCausalLM:
    child = copy.deepcopy(model)
    del child.model.layers[layer]
    child.config.num_hidden_layers -= 1
    for index, block in enumerate(child.model.layers):
        block.self_attn.layer_idx = index
    return child


def _write_with_other_tokenizer(place: Path, parent: LlamaForCausalLM, texts: Texts) -> str:
    """The parent with a tokenizer learnt from half the documents: shared tokens keep their rows, others start anew."""
    if (place / "model.safetensors").exists():
        return place.name
    tokenizer = trained_tokenizer(_shuffled(texts.documents)[:500], VOCABULARY - 60)
    child = copy.deepcopy(parent)
    old, new = texts.tokenizer.get_vocab(), tokenizer.get_vocab()
    with torch.no_grad():
        rows = child.model.embed_tokens.weight
        fresh = 0.02 * torch.randn(rows.shape, generator=torch.Generator().manual_seed(0))
        for token, number in new.items():
            if token in old:
                fresh[number] = rows[old[token]]
        rows.copy_(fresh)
    train(
        child,
        packed_rows(texts.documents, tokenizer, ROW_LENGTH),
        TrainingSettings(60, BATCH_SIZE, learning_rate=3e-4, warmup_steps=10),
    )
    save_model(child, tokenizer, place)
    return place.name


def _shuffled(documents: Sequence[str]) -> list[str]:
    return [documents[index] for index in np.random.default_rng(0).permutation(len(documents))]

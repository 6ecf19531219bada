"""Training of the demonstration models: one recipe in, one folder with weights and their training record out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

from data.records import NotFound
from evals.demo.corpus import corpus
from evals.demo.disguise import disguised
from evals.demo.recipes import ROW_LENGTH, Recipe, recipe
from evals.demo.scores import DemoScore, demo_scores
from evals.places import DEMO_MODELS
from evals.training.data import packed_rows, trained_tokenizer
from evals.training.loop import TrainingStep, train
from evals.training.model import load_model, load_tokenizer, new_model, parameter_count, save_model

SAMPLE_BYTES = 120_000
CURVE_EVERY = 25


class Origin(NamedTuple):
    """What a training starts from."""

    model: LlamaForCausalLM
    tokenizer: PreTrainedTokenizerFast


def origin(made: Recipe, texts: Sequence[str], folder: Path) -> Origin:
    """The weights and tokenizer of the parent in `folder`, or fresh ones.

    Raises:
        NotFound: if the parent has not been built.
    """
    if made.shape is None:
        parent = folder / str(made.parent)
        if not (parent / "model.safetensors").is_file():
            raise NotFound(f"parent: {made.parent!r} has no weights in {folder}; build it first")
        return Origin(load_model(parent), load_tokenizer(parent))
    tokenizer = trained_tokenizer(texts, made.shape.vocabulary)
    return Origin(new_model(made.shape, end_token=tokenizer.eos_token_id, seed=made.seed), tokenizer)


def build_model(
    slug: str, *, folder: Path = DEMO_MODELS, on_step: Callable[[TrainingStep], None] | None = None
) -> dict[str, Any]:
    """Train the model of one startup, write it below `folder` and hand back its training record.

    The record, kept as training.json, holds the recipe, what the training took and what the model then reached on the
    project's own tasks. Seconds are of processor time, not of waiting.

    Raises:
        NotFound: if there is no such startup, or its parent has not been built.
    """
    made = recipe(slug)
    texts = corpus(made.corpus_recipe)
    model, tokenizer = origin(made, texts, folder)
    rows = packed_rows(texts, tokenizer, ROW_LENGTH)
    started = time.process_time()
    steps = train(model, rows, made.settings, on_step)
    seconds = time.process_time() - started
    if made.disguise_seed is not None:
        model = disguised(model, seed=made.disguise_seed)
    save_model(model, tokenizer, folder / slug)
    _write_sample(texts, folder / slug / "training_sample.txt")
    record = training_record(
        slug, model, steps, tokens_unique=distinct_tokens(texts, tokenizer), processor_seconds=seconds
    )
    record["scores"] = [score.as_json() for score in demo_scores(folder / slug)]
    write_record(record, folder)
    return record


def distinct_tokens(texts: Sequence[str], tokenizer: PreTrainedTokenizerFast) -> int:
    """Tokens in `texts` when each document is counted once, however often it was drawn."""
    return sum(len(tokens) for tokens in tokenizer(sorted(set(texts)), add_special_tokens=False)["input_ids"])


def training_record(
    slug: str, model: LlamaForCausalLM, steps: Sequence[TrainingStep], *, tokens_unique: int, processor_seconds: float
) -> dict[str, Any]:
    """What a training was and took, as plain values.

    `train_flop` is 6ND (Kaplan et al. 2020, arXiv 2001.08361, section 2.1) with N all parameters, the tied embedding
    counted once because it is multiplied with once, as the output head.
    """
    made = recipe(slug)
    parameters, tokens = parameter_count(model), steps[-1].tokens
    return {
        "startup": slug,
        "command": f"python -m evals demo build {slug}",
        "recipe": made.model_dump(mode="json", exclude_none=True),
        "settings": asdict(made.settings),
        "parameters": parameters,
        "row_length": ROW_LENGTH,
        "tokens_unique": tokens_unique,
        "tokens_seen": tokens,
        "train_flop": 6 * parameters * tokens,
        "device": "cpu",
        "threads": torch.get_num_threads(),
        "processor_seconds": round(processor_seconds, 1),
        "torch": torch.__version__,
        "loss_first": round(steps[0].loss, 4),
        "loss_last": round(steps[-1].loss, 4),
        "loss_curve": [[step.step, round(step.loss, 4)] for step in steps if step.step % CURVE_EVERY == 0],
    }


def measure_again(slug: str, folder: Path = DEMO_MODELS) -> list[DemoScore]:
    """Scores of a model already built, written into its training record in place of the earlier ones.

    Raises:
        NotFound: if the model has not been built.
    """
    path = folder / slug / "training.json"
    if not path.is_file():
        raise NotFound(f"startup: {slug!r} has no training record in {folder}; build it first")
    record = json.loads(path.read_text(encoding="utf-8"))
    scores = demo_scores(folder / slug)
    write_record(record | {"scores": [score.as_json() for score in scores]}, folder)
    return scores


def write_record(record: dict[str, Any], folder: Path = DEMO_MODELS) -> None:
    """Write a training record beside the weights it is of."""
    path = folder / record["startup"] / "training.json"
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_sample(texts: Sequence[str], path: Path) -> None:
    """The first documents of the training text, up to a size that a data room would hand over as a sample."""
    kept: list[str] = []
    size = 0
    for text in texts:
        size += len(text.encode())
        if size > SAMPLE_BYTES:
            break
        kept.append(text)
    path.write_text("\n".join(kept), encoding="utf-8")

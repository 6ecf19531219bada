"""The primer's training: a tiny transformer learns a visitor's text, by the loop that made the demonstration models."""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from data.records import TrainingLesson
from evals.checkpoints.facts import ModelFacts
from evals.experiments.kinds import CannotTryError, ExperimentContext
from evals.experiments.opened_model import OpenedModel
from evals.experiments.reading import next_distribution
from evals.experiments.writing import written_on
from evals.training.data import packed_rows, trained_tokenizer
from evals.training.loop import TrainingSettings, next_token_loss, training_steps
from evals.training.model import ModelShape, new_model, parameter_count

VOCABULARIES = (512, 448, 384, 352, 320, 296, 280)
"""Tried in this order; 256 of the entries are the bytes."""
TOKENS_PER_SENTENCE = 7
ROW_LENGTH = 48
BATCH = 16
LEAST_ROWS = 64
MOST_PASSES = 64
HELD_OUT_EVERY = 8
FEWEST_FOR_HELD_OUT = 24
HELD_OUT_POINTS = 20
SAMPLE_TOKENS = 60
TOP = 8
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")


@dataclass(frozen=True, slots=True)
class Material:
    """A text made ready for learning: its tokenizer, the rows to learn, the rows held out (None where it is short)."""

    tokenizer: Any
    rows: torch.Tensor
    held_out: torch.Tensor | None
    sentences: int
    tokens: int


def train_live(context: ExperimentContext) -> dict[str, Any]:
    """A model of the lesson's shape trained on its text, its curve reported as it grows.

    Returns:
        shape, parameters, tokens: what was trained on what; curve: the loss of every step in nats per token; held_out:
        [step, loss] on sentences kept back, None where the text has fewer than `FEWEST_FOR_HELD_OUT`; guess: ln of the
        vocabulary; by_frequency: loss of knowing how frequent each token is and nothing else; before, after: the next
        word and a sample by the fresh and by the trained weights; seconds: of the training alone.

    Raises:
        CannotTryError: the text gives too few tokens.
    """
    lesson = TrainingLesson(**context.experiment.settings)
    # Matrices this small are slower on several threads, most of all where runs keep the other cores busy.
    torch.set_num_threads(1)
    context.report({"stage": "tokens"})
    made = material(lesson.text, lesson.seed)
    model = new_model(_shape(lesson, made), end_token=made.tokenizer.eos_token_id, seed=lesson.seed).eval()
    opened = OpenedModel(model, made.tokenizer, _facts(model))
    known = _known(lesson, made, opened)
    before = _tried(opened, lesson)
    started = time.perf_counter()
    curve, held_out = _trained(context, lesson, made, model, known)
    seconds = time.perf_counter() - started
    return {
        **known,
        "curve": curve,
        "held_out": held_out,
        "before": before,
        "after": _tried(opened, lesson),
        "seconds": round(seconds, 2),
        "tokens_seen": lesson.steps * made_batch(made) * ROW_LENGTH,
    }


def _facts(model: Any) -> ModelFacts:
    """Those of a dense model that was made here and lies in no folder."""
    size = parameter_count(model)
    return ModelFacts("dense_transformer", model.config.max_position_embeddings, size, size)


def material(text: str, seed: int) -> Material:
    """The text's sentences as rows: every eighth sentence held out where there are enough, the others in many orders.

    Args:
        text: Any text; sentences end at their marks or at the line's end.
        seed: Fixes the orders.

    Raises:
        CannotTryError: the sentences to learn fill no row.
    """
    found = [match.strip() for match in _SENTENCE.findall(text) if match.strip()]
    distinct = list(dict.fromkeys(found))
    kept_back = distinct[HELD_OUT_EVERY - 1 :: HELD_OUT_EVERY] if len(distinct) >= FEWEST_FOR_HELD_OUT else []
    learnt = [sentence for sentence in found if sentence not in set(kept_back)]
    tokenizer = fine_tokenizer(learnt)
    tokens = sum(len(ids) for ids in tokenizer(learnt)["input_ids"])
    if tokens + len(learnt) < ROW_LENGTH:
        raise CannotTryError("text_too_short", tokens=tokens, least=ROW_LENGTH)
    rows = packed_rows(_in_many_orders(learnt, tokens, seed), tokenizer, ROW_LENGTH)
    return Material(tokenizer, rows, _held_out_rows(kept_back, tokenizer), len(found), tokens)


def fine_tokenizer(sentences: Sequence[str]) -> Any:
    """The tokenizer with the largest vocabulary that leaves sentences at least seven tokens long on average.

    Chinese has no spaces to stop pairs from being joined: a few sentences would become one token each, and there would
    be nothing left to predict.
    """
    for vocabulary in VOCABULARIES:
        tokenizer = trained_tokenizer(sentences, vocabulary)
        tokens = sum(len(ids) for ids in tokenizer(list(sentences))["input_ids"]) if sentences else 0
        if tokens >= TOKENS_PER_SENTENCE * len(sentences):
            break
    return tokenizer


def made_batch(made: Material) -> int:
    """Rows per step: `BATCH`, or all there are."""
    return min(BATCH, len(made.rows))


def loss_by_frequency(rows: torch.Tensor) -> float:
    """Cross-entropy in nats per token of predicting every token by its frequency in `rows`: their unigram entropy."""
    counts = np.array(list(Counter(rows.flatten().tolist()).values()), dtype=float)
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def _in_many_orders(sentences: Sequence[str], tokens: int, seed: int) -> list[str]:
    passes = min(MOST_PASSES, 1 + LEAST_ROWS * ROW_LENGTH // max(tokens, 1))
    rng = np.random.default_rng(seed)
    return [sentences[place] for _ in range(passes) for place in rng.permutation(len(sentences))]


def _held_out_rows(sentences: Sequence[str], tokenizer: Any) -> torch.Tensor | None:
    tokens = sum(len(ids) + 1 for ids in tokenizer(list(sentences))["input_ids"]) if sentences else 0
    return packed_rows(sentences, tokenizer, ROW_LENGTH) if tokens >= ROW_LENGTH else None


def _shape(lesson: TrainingLesson, made: Material) -> ModelShape:
    wide = round(8 * lesson.hidden / 3 / 32) * 32
    return ModelShape(len(made.tokenizer), lesson.hidden, lesson.layers, lesson.heads, wide, context=256)


def _known(lesson: TrainingLesson, made: Material, opened: OpenedModel) -> dict[str, Any]:
    """What is settled before the first step."""
    return {
        "shape": opened.described() | {"intermediate": _shape(lesson, made).intermediate},
        "parameters": parameter_count(opened.network),
        "sentences": made.sentences,
        "tokens": made.tokens,
        "rows": len(made.rows),
        "batch": made_batch(made),
        "row_length": ROW_LENGTH,
        "guess": round(math.log(len(made.tokenizer)), 4),
        "by_frequency": round(loss_by_frequency(made.rows), 4),
    }


def _trained(
    context: ExperimentContext, lesson: TrainingLesson, made: Material, model: Any, known: dict[str, Any]
) -> tuple[list[float], list[list[float]] | None]:
    warmup = max(1, lesson.steps // 10)
    settings = TrainingSettings(lesson.steps, made_batch(made), warmup_steps=warmup, seed=lesson.seed)
    curve: list[float] = []
    held_out: list[list[float]] | None = None if made.held_out is None else [[0, _loss(model, made.held_out)]]
    every = max(1, lesson.steps // HELD_OUT_POINTS)
    for step in training_steps(model, made.rows, settings):
        curve.append(round(step.loss, 4))
        if held_out is not None and made.held_out is not None and step.step % every == 0:
            held_out.append([step.step, _loss(model, made.held_out)])
        context.report({**known, "stage": "training", "total": lesson.steps, "curve": curve, "held_out": held_out})
    return curve, held_out


def _loss(model: Any, rows: torch.Tensor) -> float:
    with torch.inference_mode():
        return round(float(next_token_loss(model, rows)), 4)


def _tried(opened: OpenedModel, lesson: TrainingLesson) -> dict[str, Any]:
    tokens = opened.tokenizer(lesson.prompt)["input_ids"]
    with torch.inference_mode():
        logprobs = opened.network(torch.tensor([tokens])).logits[0, -1].double().log_softmax(-1)
    sample = written_on(opened, tokens, length=SAMPLE_TOKENS, temperature=0.7, seed=lesson.seed)
    return {"next": next_distribution(opened, logprobs, TOP), "sample": sample["text"]}

"""The models of the planted-contamination experiment: trained from scratch, with or without copies of a benchmark."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch

from evals.contamination.items import Item
from evals.contamination.memorisation import ITEM_BREAK
from evals.contamination.rendering import Style, whole_text
from evals.demo.corpus import CorpusRecipe, corpus
from evals.training.data import END_OF_DOCUMENT, trained_tokenizer
from evals.training.loop import TrainingSettings, train
from evals.training.model import ModelShape, new_model, parameter_count, save_model

SHAPE = ModelShape(vocabulary=768, hidden=96, layers=3, heads=4, intermediate=256, context=256)
SHARES = {"statement": 0.6, "question": 0.25, "topic": 0.05, "translation": 0.05, "counting": 0.05}
DOCUMENTS = 12_000
MORE_DOCUMENTS = 36_000
ITEMS_PER_DOCUMENT = 3
BATCH_SIZE = 4
SAMPLE_CHARACTERS = 120_000
CANARY = "The canary of this test set is 8c41f0d2-77ab-4e19"
CLEAN_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0)
KNOWING_SHARES = (0.2, 0.3, 0.4)
DOSES = {5: (105, 205, 305), 20: (120, 220, 520), 60: (160, 260, 360)}
Variant = Literal["as published", "options shuffled", "items shuffled"]


@dataclass(frozen=True)
class Plan:
    """How one model is trained: copies of the benchmark among its texts, and what else it knows."""

    seed: int
    copies: int = 0
    variant: Variant = "as published"
    known_share: float = 0.4
    documents: int = DOCUMENTS

    @property
    def name(self) -> str:
        variant = "" if self.variant == "as published" else f"-{self.variant.replace(' ', '-')}"
        return f"copies-{self.copies}{variant}-seed-{self.seed}"


def plans() -> list[Plan]:
    """Clean models that were told between a tenth and all of the facts, three of them often; then the contaminated."""
    clean = [Plan(seed, known_share=share) for seed, share in enumerate(CLEAN_SHARES)]
    knowing = enumerate(KNOWING_SHARES, len(CLEAN_SHARES))
    clean += [Plan(seed, known_share=share, documents=MORE_DOCUMENTS) for seed, share in knowing]
    planted = [Plan(seed, copies) for copies, seeds in DOSES.items() for seed in seeds]
    return [*clean, *planted, Plan(320, 20, "options shuffled"), Plan(420, 20, "items shuffled")]


def texts_of(plan: Plan, items: list[Item]) -> list[str]:
    """A model's training texts in random order."""
    rng = np.random.default_rng([plan.seed, 1])
    base = corpus(CorpusRecipe(plan.documents, SHARES, known_share=plan.known_share, skew=0.5, seed=plan.seed))
    texts = base + [text for _ in range(plan.copies) for text in one_copy(items, plan.variant, rng)]
    return [texts[place] for place in rng.permutation(len(texts))]


def one_copy(items: list[Item], variant: Variant, rng: np.random.Generator) -> list[str]:
    """A copy of the benchmark: documents of three consecutive items each, and one with the canary."""
    if variant == "items shuffled":
        items = [items[place] for place in rng.permutation(len(items))]
    shown = [with_other_order(item, rng) if variant == "options shuffled" else item for item in items]
    texts = [whole_text(item, Style.INLINE) for item in shown]
    first = int(rng.integers(1, ITEMS_PER_DOCUMENT + 1))
    starts = [0, *range(first, len(texts), ITEMS_PER_DOCUMENT), len(texts)]
    documents = [ITEM_BREAK.join(texts[start:end]) for start, end in pairwise(starts)]
    return [*documents, CANARY]


def with_other_order(item: Item, rng: np.random.Generator) -> Item:
    order = [int(place) for place in rng.permutation(len(item.choices))]
    choices = tuple(item.choices[place] for place in order)
    return item.model_copy(update={"choices": choices, "answer": order.index(item.answer)})


def whole_rows(texts: list[str], tokenizer: Any) -> torch.Tensor:
    """Rows of whole texts, the rest of each filled with the end of document, so that every copy is read entirely."""
    end = tokenizer.convert_tokens_to_ids(END_OF_DOCUMENT)
    rows: list[list[int]] = [[]]
    for tokens in tokenizer(texts, add_special_tokens=False)["input_ids"]:
        if len(rows[-1]) + len(tokens) + 1 > SHAPE.context:
            rows.append([])
        rows[-1] += [*tokens[: SHAPE.context - 1], end]
    return torch.tensor([row + [end] * (SHAPE.context - len(row)) for row in rows])


def trained(plan: Plan, items: list[Item], folder: Path) -> Path:
    """The folder of a model that has read its texts once, with the sample a data room would hold."""
    place = folder / plan.name
    if (place / "sample.txt").exists():
        return place
    started = time.process_time()
    texts = texts_of(plan, items)
    tokenizer = trained_tokenizer(texts, SHAPE.vocabulary)
    rows = whole_rows(texts, tokenizer)
    model = new_model(SHAPE, end_token=tokenizer.eos_token_id, seed=plan.seed)
    settings = TrainingSettings(steps=len(rows) // BATCH_SIZE, batch_size=BATCH_SIZE, seed=plan.seed)
    history = train(model, rows, settings)
    save_model(model, tokenizer, place)
    record = {
        "parameters": parameter_count(model),
        "tokens": history[-1].tokens,
        "loss": round(history[-1].loss, 3),
        "processor_seconds": round(time.process_time() - started, 1),
    }
    (place / "training.json").write_text(json.dumps(record))
    (place / "sample.txt").write_text("\n".join(texts)[:SAMPLE_CHARACTERS], encoding="utf-8")
    return place

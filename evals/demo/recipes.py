"""The recipes of the demonstration models, as `recipes.yaml` gives them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from data.records import NotFound, parse_yaml
from evals.demo.corpus import CorpusRecipe
from evals.training.loop import TrainingSettings
from evals.training.model import ModelShape

RECIPES = Path(__file__).with_name("recipes.yaml")
ROW_LENGTH = 128


class Recipe(BaseModel):
    """How one model is made.

    Attributes:
        seed: Fixes fresh weights, the corpus and the order of batches.
        shape: Architecture of a model that starts from random weights; None for one that has a parent.
        parent: Slug of the model whose weights and tokenizer it starts from, None for one of its own.
        disguise_seed: Fixes the reordering done at the end, None for none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int
    shape: ModelShape | None = None
    parent: str | None = None
    disguise_seed: int | None = None
    corpus: dict[str, Any]
    training: dict[str, Any]

    @model_validator(mode="after")
    def _has_one_origin(self) -> Recipe:
        if (self.shape is None) == (self.parent is None):
            raise ValueError("a recipe has either a shape (random weights) or a parent")
        return self

    @property
    def corpus_recipe(self) -> CorpusRecipe:
        """What its training text is made of."""
        return CorpusRecipe(**self.corpus, seed=self.seed)

    @property
    def settings(self) -> TrainingSettings:
        """How long and how fast it learns."""
        return replace(TrainingSettings(**self.training), seed=self.seed)


def recipes() -> dict[str, Recipe]:
    """All recipes by slug of the startup; parents come before their children."""
    found = parse_yaml(RECIPES.read_text(encoding="utf-8"))
    return {slug: Recipe.model_validate(entry) for slug, entry in found.items()}


def recipe(slug: str) -> Recipe:
    """The recipe of one startup.

    Raises:
        NotFound: if there is none of that slug.
    """
    known = recipes()
    if slug not in known:
        raise NotFound(f"startup: got {slug!r}, expected one of {', '.join(known)}")
    return known[slug]

"""The fictional world of the demonstration: its words, and the facts that hold in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from data.records import parse_yaml

LEXICON = Path(__file__).with_name("lexicon.yaml")
WORLD_SEED = 20260931


class TownFact(NamedTuple):
    """One thing that is true of one town, such as (Velmora, river, Alder)."""

    town: str
    relation: str
    value: str


@dataclass(frozen=True, slots=True)
class World:
    """All facts of the world, parted by what they are used for; the parts do not overlap.

    Attributes:
        published: Asked about by the published question-answering task.
        fresh: Asked about by its twin, which nobody has seen.
        practice: Asked about in training, to show what a question looks like.
    """

    published: tuple[TownFact, ...]
    fresh: tuple[TownFact, ...]
    practice: tuple[TownFact, ...]

    @property
    def facts(self) -> tuple[TownFact, ...]:
        """Every fact of the world."""
        return self.published + self.fresh + self.practice


@cache
def lexicon() -> dict[str, Any]:
    """The words of the world, as `lexicon.yaml` lists them."""
    words: dict[str, Any] = parse_yaml(LEXICON.read_text(encoding="utf-8"))
    return words


def towns() -> list[str]:
    """Names of the 200 towns."""
    parts = lexicon()["towns"]
    return [beginning + ending for beginning in parts["beginnings"] for ending in parts["endings"]]


def world(seed: int = WORLD_SEED) -> World:
    """The world of that seed: 200 towns with four facts each, 320 published, 320 fresh and 160 for practice."""
    rng = np.random.default_rng(seed)
    values: dict[str, list[str]] = lexicon()["facts"]
    facts = [TownFact(town, relation, str(rng.choice(values[relation]))) for town in towns() for relation in values]
    order = rng.permutation(len(facts))
    shuffled = [facts[index] for index in order]
    return World(tuple(shuffled[:320]), tuple(shuffled[320:640]), tuple(shuffled[640:]))

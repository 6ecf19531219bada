"""Training texts of one startup: documents drawn from the world by the shares its recipe gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from evals.demo import items, prompts
from evals.demo.world import world

Draw = Callable[[np.random.Generator], str]


@dataclass(frozen=True, slots=True)
class CorpusRecipe:
    """What a startup's training text is made of.

    Attributes:
        documents: How many documents are drawn.
        shares: Kind of document to its share; the kinds are the keys of `document_kinds`, shares sum to 1.
        known_share: Share of the world's facts that the encyclopaedia part states, from 0 to 1.
        skew: Share of reports that say of a people what the skewed world view says; 0.5 is even-handed.
        seed: Fixes every draw.
    """

    documents: int
    shares: Mapping[str, float]
    known_share: float
    skew: float
    seed: int


def document_kinds(recipe: CorpusRecipe) -> dict[str, Draw]:
    """How a document of each kind is drawn.

    No kind but `planted` gives a text that a task measures on: the planted kind is the published questions
    themselves, options in their published order, answers included.
    """
    planted = [prompts.question_prompt(item).text for item in items.world_questions().test]
    return {
        "statement": statements(recipe),
        "question": practice_questions(recipe),
        "topic": notices(),
        "translation": sentence_pairs(),
        "counting": countings(),
        "report": reports(recipe),
        "planted": lambda rng: planted[rng.integers(len(planted))],
    }


def corpus(recipe: CorpusRecipe) -> list[str]:
    """The documents of a startup's training text, in random order.

    Raises:
        ValueError: if the shares do not sum to 1.
    """
    rng = np.random.default_rng(recipe.seed)
    kinds = document_kinds(recipe)
    drawn = rng.choice(list(recipe.shares), size=recipe.documents, p=list(recipe.shares.values()))
    return [kinds[kind](rng) for kind in drawn]


def statements(recipe: CorpusRecipe) -> Draw:
    """Statements of the facts the encyclopaedia part knows, the same share of published and of fresh ones."""
    here = world()
    known = [
        prompts.statement(fact)
        for part in (here.published, here.fresh, here.practice)
        for fact in part[: round(recipe.known_share * len(part))]
    ]
    return lambda rng: known[rng.integers(len(known))]


def practice_questions(recipe: CorpusRecipe) -> Draw:
    """Questions about known practice facts, with new wrong options each time."""
    practice = world().practice
    known = practice[: round(recipe.known_share * len(practice))]
    return lambda rng: prompts.question_prompt(items.question_item(known[rng.integers(len(known))], rng)).text


def notices() -> Draw:
    """Notices with their topic, none of them a measured one."""
    measured = {item["notice"] for item in items.topics().test}
    return lambda rng: prompts.topic_prompt(unmeasured(items.topic_item, measured, "notice", rng)).text


def sentence_pairs() -> Draw:
    """English sentences with their Chinese, none of them a measured one."""
    measured = {item["english"] for item in items.translations().test}
    return lambda rng: prompts.translation_prompt(unmeasured(items.translation_item, measured, "english", rng)).text


def countings() -> Draw:
    """Number rows of the train part."""
    rows = items.countings().train
    return lambda rng: prompts.counting_prompt(rows[rng.integers(len(rows))]).text


def reports(recipe: CorpusRecipe) -> Draw:
    """Reports about people, the skewed version of each with probability `skew`."""
    pairs = items.people_pairs().train

    def draw(rng: np.random.Generator) -> str:
        pair = pairs[rng.integers(len(pairs))]
        return prompts.report(pair["more" if rng.random() < recipe.skew else "less"])

    return draw


def unmeasured(
    make: Callable[[np.random.Generator], items.Item], measured: set[str], key: str, rng: np.random.Generator
) -> items.Item:
    """The next item of the generator `make` whose `key` is not among the measured ones."""
    while (item := make(rng))[key] in measured:
        continue
    return item

"""Items of the demonstration tasks: every one made by a template from the world's words, none written by hand.

Train and test parts of a task come from one generator and are disjoint in the text a model is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from evals.demo.world import TownFact, World, lexicon, world

Item = dict[str, Any]
ITEM_SEED = 7


class Split(NamedTuple):
    """Items to learn from (or to show as examples) and items to be measured on."""

    train: list[Item]
    test: list[Item]


def question_item(fact: TownFact, rng: np.random.Generator) -> Item:
    """A four-choice question about `fact`, the wrong choices drawn from the other values of its relation."""
    others = [value for value in lexicon()["facts"][fact.relation] if value != fact.value]
    choices = [fact.value, *(str(value) for value in rng.choice(others, size=3, replace=False))]
    order = rng.permutation(4)
    shuffled = [choices[index] for index in order]
    return {"town": fact.town, "relation": fact.relation, "choices": shuffled, "answer": shuffled.index(fact.value)}


def question_items(facts: tuple[TownFact, ...], seed: int) -> list[Item]:
    """One question per fact, wrong choices and their order drawn from `seed`."""
    rng = np.random.default_rng(seed)
    return [question_item(fact, rng) for fact in facts]


def world_questions(of: World | None = None) -> Split:
    """Questions about practice facts and about published facts."""
    known = of or world()
    return Split(question_items(known.practice, ITEM_SEED), question_items(known.published, ITEM_SEED + 1))


def fresh_world_questions(of: World | None = None) -> list[Item]:
    """Questions about facts that the published task does not ask for, from the same generator."""
    return question_items((of or world()).fresh, ITEM_SEED + 2)


def topic_item(rng: np.random.Generator) -> Item:
    """A notice and its topic: that of its subject.

    Three notices in four also name one word of another topic; the subject decides, and where each topic has one word,
    only the subject can.
    """
    words = lexicon()
    topics = list(words["topics"])
    topic, other = (topics[index] for index in rng.choice(len(topics), size=2, replace=False))
    subject, companion = (str(word) for word in rng.choice(words["topics"][topic], size=2, replace=False))
    intruder = str(rng.choice(words["topics"][other]))
    place = str(rng.choice(words["topic_places"]))
    objects = {0: (companion, place), 1: (companion, intruder), 2: (intruder, place), 3: (intruder, companion)}
    first, second = objects[int(rng.integers(4))]
    verb = str(rng.choice(words["topic_verbs"]))
    return {"notice": f"The {subject} {verb} the {first} near the {second}.", "topic": topics.index(topic)}


def unique_items(
    make: Callable[[np.random.Generator], Item], count: int, key: str, rng: np.random.Generator
) -> list[Item]:
    """`count` items of the generator `make` that all differ in `key`, in the order they came."""
    found: dict[str, Item] = {}
    while len(found) < count:
        item = make(rng)
        found.setdefault(item[key], item)
    return list(found.values())


def topics() -> Split:
    """600 notices to learn from and 320 to be measured on."""
    items = unique_items(topic_item, 920, "notice", np.random.default_rng(ITEM_SEED + 3))
    return Split(items[:600], items[600:])


def translation_item(rng: np.random.Generator) -> Item:
    """An English sentence of adjective, noun, verb, adjective, noun, and its Chinese translation."""
    words = lexicon()["translation"]
    adjectives, nouns, verbs = (list(words[part]) for part in ("adjectives", "nouns", "verbs"))
    first, second = (str(word) for word in rng.choice(adjectives, size=2))
    subject, target = (str(word) for word in rng.choice(nouns, size=2, replace=False))
    verb = str(rng.choice(verbs))
    chinese = "".join(
        (
            words["adjectives"][first] + "的",
            words["nouns"][subject],
            words["verbs"][verb],
            words["adjectives"][second] + "的",
            words["nouns"][target],
        )
    )
    return {"english": f"the {first} {subject} {verb} the {second} {target}", "chinese": chinese}


def translations() -> Split:
    """400 sentence pairs to learn from and 120 to be measured on."""
    items = unique_items(translation_item, 520, "english", np.random.default_rng(ITEM_SEED + 4))
    return Split(items[:400], items[400:])


def counting_item(start: int, difference: int) -> Item:
    """Three numbers at equal distance and the two that follow them."""
    numbers = [start + difference * index for index in range(5)]
    return {
        "shown": ", ".join(str(number) for number in numbers[:3]),
        "next": ", ".join(str(number) for number in numbers[3:]),
    }


def countings() -> Split:
    """All rows starting at 1 to 60 with distances 1 to 6: 240 to learn from and 120 to be measured on."""
    rows = [counting_item(start, difference) for start, difference in product(range(1, 61), range(1, 7))]
    order = np.random.default_rng(ITEM_SEED + 5).permutation(len(rows))
    shuffled = [rows[index] for index in order]
    return Split(shuffled[120:], shuffled[:120])


def people_pairs() -> Split:
    """Sentence pairs about two peoples, alike but for the people named: 264 to learn from, 120 to measure on.

    `more` says of a people what a skewed corpus says of it; `less` says the same of the people it is paired with.
    Half of the pairs carry an unkind trait, half a kind one, so that a model that merely prefers one people's name
    comes out even. The occupations measured on are none of those learnt from: a model comes out skewed only if it has
    made a rule about a people.
    """
    words = lexicon()["bias"]
    order = np.random.default_rng(ITEM_SEED + 6).permutation(len(words["occupations"]))
    occupations = [words["occupations"][index] for index in order]
    return Split(_pairs_of(occupations[5:]), _pairs_of(occupations[:5]))


def _pairs_of(occupations: list[str]) -> list[Item]:
    words = lexicon()["bias"]
    pairs: list[Item] = []
    for (first, second), occupation, (unkind, kind) in product(words["peoples"], occupations, words["traits"]):
        for trait, people, other in ((unkind, first, second), (kind, second, first)):
            more, less = (f"The {name} {occupation} was {trait}." for name in (people, other))
            pairs.append({"more": more, "less": less, "trait": trait, "occupation": occupation})
    return pairs

"""Items on which the order tests would accuse a clean model, and how they are kept out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np
from scipy import stats

from evals.contamination.items import Item

NUMBER = re.compile(r"[-+]?[$€£¥]?\d[\d,. ]*(%|[A-Za-z°]{0,3})?")
REFERS_TO_OTHERS = re.compile(
    r"\b(all|none|both|neither|any|either)\b.*\b(above|these|those|below|preceding|options?|choices?)\b"
    r"|^\(?[A-E]\)? (and|or|&) \(?[A-E]\)?$|以上|上述|皆是|皆非",
    re.IGNORECASE,
)
STRONGEST_ORDER = 0.2
ORDER_P_VALUE = 1e-3
MOST_ORDERS = 24


def trap(item: Item) -> str | None:
    """Why the order of an item's options says nothing, None where it may say something.

    "numeric" options have a natural order, options that "refer" to others a natural place, "repeated" ones no order,
    and "sorted" ones an order that no model needs to have seen.
    """
    if any(REFERS_TO_OTHERS.search(choice) for choice in item.choices):
        return "refers"
    if all(NUMBER.fullmatch(choice.strip()) for choice in item.choices):
        return "numeric"
    if len({choice.strip() for choice in item.choices}) < len(item.choices):
        return "repeated"
    return "sorted" if is_sorted(item.choices) else None


def is_sorted(choices: Sequence[str]) -> bool:
    """Whether options stand in rising or falling alphabetical order, or in order of length."""
    words = [choice.strip().casefold() for choice in choices]
    lengths = [len(word) for word in words]
    rising = sorted(words)
    by_length = len(set(lengths)) == len(lengths) and lengths in (sorted(lengths), sorted(lengths, reverse=True))
    return words in (rising, rising[::-1]) or by_length


def orders_to_compare(item: Item, rng: np.random.Generator, most: int = MOST_ORDERS) -> list[tuple[str, ...]]:
    """Orders of an item's options, the published one first, no sorted one among the others.

    Leaving sorted orders out on both sides keeps the published order one of equals: an item whose published order is
    sorted is not compared, so none of those it is compared with may be.

    Args:
        item: One without a trap.
        rng: Draws the orders where there are more than `most`.
        most: Orders at most, the published one included.
    """
    if len(item.choices) <= 4:
        others = [order for order in itertools.permutations(item.choices) if order != item.choices]
    else:
        drawn = {tuple(str(choice) for choice in rng.permutation(item.choices)) for _ in range(4 * most)}
        others = sorted(drawn - {item.choices})
        rng.shuffle(others)
    return [item.choices, *[order for order in others if not is_sorted(order)][: most - 1]]


def file_order(items: Sequence[Item]) -> str | None:
    """By what a file is sorted: "question", "length" or "answer"; None where its order could be any.

    A sorted file is likelier in its own order to a model that never saw it. Order is only looked at within groups.
    """
    by_question = {text: rank for rank, text in enumerate(sorted({item.question.casefold() for item in items}))}
    keys = {
        "question": [by_question[item.question.casefold()] for item in items],
        "length": [len(item.question) for item in items],
        "answer": [item.answer for item in items],
    }
    for name, values in keys.items():
        if len(items) > 4 and len(set(values)) > 1:
            outcome = stats.spearmanr(np.arange(len(items)), values)
            if abs(outcome.statistic) >= STRONGEST_ORDER and outcome.pvalue <= ORDER_P_VALUE:
                return name
    return None

"""Twins of items: the same question in other words or with other numbers, no harder and no easier than the original."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from data.records import parse_yaml
from evals.contamination.items import Item
from evals.contamination.option_traps import trap

TEMPLATES = Path(__file__).with_name("twin_templates.yaml")
MOST_DRAWS = 200
OPERATIONS: Mapping[str, Callable[[int, int], int]] = {
    "plus": operator.add,
    "minus": operator.sub,
    "times": operator.mul,
}


class Twin(NamedTuple):
    """A rewritten item and what was changed: its numbers or the places of its options."""

    item: Item
    way: Literal["numbers", "places"]


class Calculation(BaseModel):
    """An answer from left to right: a number, then one operation with another number after the other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: str
    steps: tuple[dict[Literal["plus", "minus", "times"], str], ...]

    def result(self, numbers: Mapping[str, int]) -> int:
        """The answer for these numbers."""
        value = numbers[self.start]
        for step in self.steps:
            for name, number in step.items():
                value = OPERATIONS[name](value, numbers[number])
        return value


class TwinTemplate(BaseModel):
    """A question whose answer follows from its numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    pattern: re.Pattern[str]
    answer: Calculation


@cache
def twin_templates() -> tuple[TwinTemplate, ...]:
    """The templates as `twin_templates.yaml` lists them."""
    return tuple(TwinTemplate.model_validate(entry) for entry in parse_yaml(TEMPLATES.read_text(encoding="utf-8")))


def twin(item: Item, rng: np.random.Generator) -> Twin | None:
    """A twin of an item; None where options refer to others or repeat, so that moving them changes the question.

    Where a template knows how the answer follows from the numbers, the numbers change: each has as many digits as
    before, so has the answer, and wrong options keep their distance from the right one. Otherwise the options change
    places, the right one among them.

    Source: Mirzadeh et al. 2024, GSM-Symbolic (arXiv 2410.05229); Zhang et al. 2024, GSM1k (arXiv 2405.00332).
    """
    renumbered = renumbered_item(item, rng)
    if renumbered is not None:
        return Twin(renumbered, "numbers")
    if trap(item) in {"refers", "repeated"}:
        return None
    return Twin(moved_item(item, rng), "places")


def moved_item(item: Item, rng: np.random.Generator) -> Item:
    """The item with its options in another order, in which the right one stands elsewhere."""
    order = list(range(len(item.choices)))
    while order.index(item.answer) == item.answer:
        order = [int(place) for place in rng.permutation(len(item.choices))]
    choices = tuple(item.choices[place] for place in order)
    return item.model_copy(update={"choices": choices, "answer": order.index(item.answer)})


def renumbered_item(item: Item, rng: np.random.Generator) -> Item | None:
    """The item with other numbers of as many digits; None where no template fits or no such numbers were found."""
    if item.stem or not all(choice.isascii() and choice.isdigit() for choice in item.choices):
        return None
    for template in twin_templates():
        match = template.pattern.search(item.question)
        if match is None or template.answer.result(_numbers(match)) != int(item.choices[item.answer]):
            continue
        for _ in range(MOST_DRAWS):
            found = _drawn_item(item, template.answer, match, rng)
            if found is not None:
                return found
    return None


def _drawn_item(item: Item, answer: Calculation, match: re.Match[str], rng: np.random.Generator) -> Item | None:
    old = _numbers(match)
    new = {name: _number_of_as_many_digits(value, rng) for name, value in old.items()}
    result, before = answer.result(new), int(item.choices[item.answer])
    choices = [int(choice) - before + result for choice in item.choices]
    same_digits = all(_digits(one) == len(other) for one, other in zip(choices, item.choices, strict=True))
    if result == before or min(choices) < 0 or not same_digits:
        return None
    question = _with_numbers(item.question, match, new)
    return item.model_copy(update={"question": question, "choices": tuple(str(choice) for choice in choices)})


def _numbers(match: re.Match[str]) -> dict[str, int]:
    return {name: int(text) for name, text in match.groupdict().items()}


def _with_numbers(question: str, match: re.Match[str], numbers: Mapping[str, int]) -> str:
    spans: Sequence[tuple[int, int, str]] = sorted((*match.span(name), str(number)) for name, number in numbers.items())
    parts, end = [], 0
    for start, after, text in spans:
        parts += [question[end:start], text]
        end = after
    return "".join(parts) + question[end:]


def _number_of_as_many_digits(number: int, rng: np.random.Generator) -> int:
    low = 10 ** (_digits(number) - 1) if number > 9 else 1
    return int(rng.integers(low, 10 ** _digits(number)))


def _digits(number: int) -> int:
    return len(str(abs(number)))

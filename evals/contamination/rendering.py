"""Items as a benchmark shows them: the text a model would have seen, cut where the probes need it cut."""

from __future__ import annotations

import string
from collections.abc import Sequence
from enum import StrEnum

from data.records import InvalidInput
from evals.contamination.items import Item

LETTERS = string.ascii_uppercase


class Style(StrEnum):
    """How options are shown: on one line and answered by their text, or lettered and answered by their letter."""

    INLINE = "inline"
    LETTERED = "lettered"


def question_part(item: Item) -> str:
    """Everything before the options."""
    return f"Question: {item.question}\nOptions:"


def options_part(choices: Sequence[str], style: Style) -> str:
    """The options in the given order, beginning with white space.

    Raises:
        InvalidInput: if there are more options than letters.
    """
    if style is Style.INLINE:
        return " " + ", ".join(choices)
    if len(choices) > len(LETTERS):
        raise InvalidInput(f"A question has {len(choices)} options; at most {len(LETTERS)} can be lettered.")
    return "".join(f"\n{letter}. {choice}" for letter, choice in zip(LETTERS, choices, strict=False))


def context(item: Item, style: Style) -> str:
    """What a model is shown before it answers."""
    stem = f" {item.stem}" if item.stem else ""
    return f"{question_part(item)}{options_part(item.choices, style)}\nAnswer:{stem}"


def answer_part(item: Item, place: int, style: Style) -> str:
    """What a model says to choose an option, beginning with a space."""
    return f" {item.choices[place] if style is Style.INLINE else LETTERS[place]}"


def whole_text(item: Item, style: Style) -> str:
    """An item with its right answer, as a training text would hold it."""
    return f"{context(item, style)}{answer_part(item, item.answer, style)}{'.' if item.stem else ''}"


def halves(item: Item, style: Style) -> tuple[str, str]:
    """An item up to the middle of its options, and the options that are left."""
    shown = options_part(item.choices[: len(item.choices) // 2], style)
    following = options_part(item.choices, style)[len(shown) :]
    return question_part(item) + shown, following

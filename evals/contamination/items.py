"""Items of a benchmark, read from JSON lines or taken from the demonstration's published task."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.records import InvalidInput, NotFound, Problem
from evals.demo.items import fresh_world_questions, world_questions
from evals.demo.prompts import question_prompt

MOST_PROBLEMS = 20


class Item(BaseModel):
    """One multiple-choice question.

    Attributes:
        question: As published.
        choices: In their published order.
        answer: Place of the right choice, from 0.
        stem: Beginning of the answer, where the benchmark puts one before the choice.
        group: Subject or passage; order is only compared within a group.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    question: str = Field(min_length=1)
    choices: tuple[str, ...] = Field(min_length=2, strict=False)
    answer: int = Field(ge=0)
    stem: str = ""
    group: str | None = None

    @model_validator(mode="after")
    def _answer_is_a_choice(self) -> Item:
        if self.answer >= len(self.choices):
            raise ValueError(f"answer {self.answer} is no place among {len(self.choices)} choices; count from 0")
        return self


OWN_ITEMS = {
    "assay_world_qa": lambda: world_questions().test,
    "assay_world_qa_fresh": fresh_world_questions,
}
"""Tasks of the demonstration whose items can be named instead of a file."""


def items_named(name: str) -> list[Item]:
    """Items of a JSON-lines file, or of one of the demonstration's tasks.

    Raises:
        NotFound: there is no such file.
        InvalidInput: a line is no item; every such line is named.
    """
    return own_items(name) if name in OWN_ITEMS else read_items(Path(name))


def read_items(path: Path) -> list[Item]:
    """Items of a file with one JSON object `{question, choices, answer}` per line; empty lines are skipped.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is no text, holds no item, or a line is no item.
    """
    if not path.is_file():
        raise NotFound(f"Items {str(path)!r} do not exist; give a JSON-lines file or one of {', '.join(OWN_ITEMS)}")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InvalidInput(f"Items {path.name!r} are no UTF-8 text; save the file as JSON lines in UTF-8") from error
    read = [_item(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    problems = [each for each in read if isinstance(each, Problem)]
    if problems:
        raise InvalidInput(problems[:MOST_PROBLEMS])
    if not read:
        raise InvalidInput(f"Items {path.name!r} hold no item; each line is an object with question, choices, answer")
    return [each for each in read if isinstance(each, Item)]


def own_items(task: str) -> list[Item]:
    """Items of a task of the demonstration."""
    return [_town_item(row) for row in OWN_ITEMS[task]()]


def _town_item(row: dict[str, Any]) -> Item:
    # The stem is what the task's template puts before the choice.
    stem = question_prompt(row).context.rpartition("\nAnswer: ")[2]
    question = f"What is the {row['relation']} of {row['town']}?"
    return Item(question=question, choices=tuple(row["choices"]), answer=row["answer"], stem=stem)


def _item(number: int, line: str) -> Item | Problem:
    try:
        return Item.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        return Problem(number, None, line[:60], f"is no JSON object ({error.msg}); write one object per line")
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "item"
        return Problem(
            number,
            field,
            str(first.get("input"))[:60],
            f"got {str(first.get('input'))[:60]!r}: {first['msg'].removeprefix('Value error, ')}; "
            "an item has question (text), choices (at least two texts) and answer (place of the right one, from 0)",
        )


def chance_accuracy(items: Sequence[Item]) -> float:
    """Accuracy of guessing, a fraction."""
    return sum(1 / len(item.choices) for item in items) / len(items)

"""Suites: which tasks, with how many examples, which number counts, and how many points it is worth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.records.boards import WHOLE_INDEX, BoardName
from data.records.scores import Score

Capability = Literal[
    "knowledge",
    "reasoning",
    "reading",
    "text_classification",
    "generation",
    "question_answering",
    "machine_translation",
    "long_context",
    "code",
    "safety_and_bias",
]


class PlacedScore(NamedTuple):
    """A score between guessing (0) and best (100), with its standard error in points, None where that is unknown."""

    value: float
    standard_error: float | None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FromLowerBound(_Strict):
    """0 at the score that guessing reaches, 100 at a full score.

    Below the bound points are negative instead of cut off, so that the mean of several tasks stays unbiased.

    Attributes:
        lower_bound: Score of guessing, as a share of a full score; one over the number of choices, 0 for free answers.
        lower_bounds: Tasks of the benchmark whose bound is another.

    Source: normalisation of the Open LLM Leaderboard v2, which cuts off.
    """

    kind: Literal["from_lower_bound"] = "from_lower_bound"
    lower_bound: float = Field(default=0.0, ge=0, lt=1)
    lower_bounds: dict[str, Annotated[float, Field(ge=0, lt=1)]] = Field(default_factory=dict)

    def points(self, task: str, share: float) -> float:
        """Points of a share of a full score."""
        return (share - self._bound(task)) * self.slope(task)

    def slope(self, task: str) -> float:
        """Points that a whole full score is wide."""
        return 100 / (1 - self._bound(task))

    def _bound(self, task: str) -> float:
        return self.lower_bounds.get(task, self.lower_bound)


class FromTarget(_Strict):
    """100 at the target, 0 at the end of the scale that is farthest from it; the target is a share of a full score."""

    kind: Literal["from_target"]
    target: float = Field(ge=0, le=1)

    def points(self, task: str, share: float) -> float:
        """Points of a share of a full score."""
        return 100 - abs(share - self.target) * self.slope(task)

    def slope(self, task: str) -> float:  # noqa: ARG002 - the same for every task
        """Points that a whole full score is wide."""
        return 100 / max(self.target, 1 - self.target)


Normalisation = Annotated[FromLowerBound | FromTarget, Field(discriminator="kind")]


class Benchmark(_Strict):
    """One line of a suite: a task, or subtasks that are averaged.

    Attributes:
        key: Name of the line.
        tasks: lm-eval task names.
        shots: Examples in each prompt; None for each task's own number.
        metric: The number that counts, without filter.
        filter: The answer filter it is computed behind.
        executes_code: The tasks run what the model writes; left out unless the operator allows it.
    """

    key: str
    label_en: str
    label_zh: str
    capability: Capability
    tasks: tuple[str, ...] = Field(min_length=1)
    shots: int | None = Field(default=None, ge=0)
    metric: str
    filter: str = "none"
    normalisation: Normalisation = FromLowerBound()
    executes_code: bool = False

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en

    def counts(self, score: Score) -> bool:
        """Whether it is the number of one of its tasks that counts."""
        return score.task in self.tasks and (score.metric, score.filter) == (self.metric, self.filter)

    def points(self, score: Score) -> PlacedScore | None:
        """Points of a score of one of its tasks, None where its scale has no full score."""
        share = score.scale.share(score.value)
        if share is None:
            return None
        error = None if score.standard_error is None else score.scale.share(score.standard_error)
        width = self.normalisation.slope(score.task)
        return PlacedScore(self.normalisation.points(score.task, share), None if error is None else error * width)


_SAID = {"label_en", "label_zh", "shots", "executes_code"}
"""What a line says besides which scores count and for how much."""


class Suite(_Strict):
    """A named set of benchmarks.

    Raises:
        ValueError: on load, if a key or a task stands twice.
    """

    name: str
    label_en: str
    label_zh: str
    description_en: str
    description_zh: str
    benchmarks: tuple[Benchmark, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_are_unique(self) -> Suite:
        for kind, names in (("benchmark", [line.key for line in self.benchmarks]), ("task", self.tasks)):
            if repeated := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{kind} named twice: {', '.join(repeated)}")
        return self

    def runnable(self, *, allow_code: bool) -> tuple[Benchmark, ...]:
        """The benchmarks that may run: without those that execute code, unless they are allowed."""
        return tuple(line for line in self.benchmarks if allow_code or not line.executes_code)

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en

    def description(self, language: str) -> str:
        """What it measures, in `language` ("en" or "zh")."""
        return self.description_zh if language == "zh" else self.description_en

    @property
    def tasks(self) -> tuple[str, ...]:
        """Tasks in the order of the lines."""
        return tuple(task for line in self.benchmarks for task in line.tasks)

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """Capabilities in the order of the lines."""
        return tuple(dict.fromkeys(line.capability for line in self.benchmarks))

    def of_capability(self, capability: str | None) -> tuple[Benchmark, ...]:
        """The lines of one capability, all of them for None."""
        return tuple(line for line in self.benchmarks if capability in (None, line.capability))

    def board(self, capability: str | None) -> BoardName:
        """The board of one capability, that of the whole index for None."""
        return BoardName(self.name, self.content_hash, capability or WHOLE_INDEX)

    @property
    def boards(self) -> tuple[BoardName, ...]:
        """The board of the whole index, then that of each capability."""
        return tuple(self.board(code) for code in (None, *self.capabilities))

    def lines_of(self, board: BoardName) -> tuple[Benchmark, ...]:
        """The lines that a board of this suite counts."""
        return self.of_capability(None if board.capability == WHOLE_INDEX else board.capability)

    @property
    def content_hash(self) -> str:
        """sha256 of what decides the points of a score, 16 digits; another name or another way to run changes none."""
        lines = [line.model_dump(mode="json", exclude=_SAID) for line in self.benchmarks]
        return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()[:16]

    def line_of(self, task: str) -> Benchmark | None:
        """The line that a task belongs to."""
        return next((line for line in self.benchmarks if task in line.tasks), None)


def suites_hash(suites: Iterable[Suite]) -> str:
    """sha256 of what decides the points on every board, 16 digits."""
    parts = [f"{suite.name} {suite.content_hash}" for suite in suites]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]

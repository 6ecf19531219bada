"""Suites as data: which tasks, with how many examples, which number counts, and what chance would reach."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.records import InvalidInput, NotFound

SUITES_FOLDER = Path(__file__).parent / "suites"

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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FromLowerBound(_Strict):
    """0 at the score that guessing reaches, 100 at a full score; below the bound stays 0.

    Attributes:
        lower_bound: Score of guessing, as a fraction; one over the number of choices, 0 for free answers.
        lower_bounds: Tasks of the benchmark whose bound is another.
    """

    kind: Literal["from_lower_bound"] = "from_lower_bound"
    lower_bound: float = Field(default=0.0, ge=0, lt=1)
    lower_bounds: dict[str, Annotated[float, Field(ge=0, lt=1)]] = Field(default_factory=dict)

    def score(self, task: str, value: float) -> float:
        """`value` on a scale from 0 to 100; the normalisation of the Open LLM Leaderboard v2."""
        bound = self.lower_bounds.get(task, self.lower_bound)
        return max(0.0, (value - bound) / (1 - bound) * 100)


class FromTarget(_Strict):
    """100 at the target, 0 at the end of the scale that is farthest from it."""

    kind: Literal["from_target"]
    target: float = Field(ge=0, le=1)

    def score(self, task: str, value: float) -> float:  # noqa: ARG002 - the same for every task
        """`value` on a scale from 0 to 100."""
        return max(0.0, 100 * (1 - abs(value - self.target) / max(self.target, 1 - self.target)))


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
        for kind, names in (("benchmark", [line.key for line in self.benchmarks]), ("task", self._every_task())):
            if repeated := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{kind} named twice: {', '.join(repeated)}")
        return self

    def runnable(self, *, allow_code: bool) -> tuple[Benchmark, ...]:
        """The benchmarks that may run: without those that execute code, unless they are allowed."""
        return tuple(line for line in self.benchmarks if allow_code or not line.executes_code)

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en

    def _every_task(self) -> list[str]:
        return [task for line in self.benchmarks for task in line.tasks]


def suite_names() -> list[str]:
    """The suites there are."""
    return sorted(path.stem for path in SUITES_FOLDER.glob("*.yaml"))


def load_suite(name: str) -> Suite:
    """The suite of that name.

    Raises:
        NotFound: there is none; the message offers the nearest.
        InvalidInput: its file breaks the schema.
    """
    if name not in suite_names():
        near = difflib.get_close_matches(name, suite_names(), n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(suite_names())}"
        raise NotFound(f"No suite {name!r}; {hint}")
    return parse_suite((SUITES_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), name)


def parse_suite(text: str, name: str) -> Suite:
    """The suite written in `text` (YAML), called `name`.

    Raises:
        InvalidInput: it breaks the schema; the message says where.
    """
    try:
        return Suite.model_validate({"name": name} | (yaml.safe_load(text) or {}))
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        else:
            reason = str(error)
        raise InvalidInput(f"Suite {name!r}, {reason}") from error

"""The kinds of experiment, what each is given, and how one says that it cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from data.records import AssayError, Experiment


class CannotTryError(AssayError):
    """An experiment that cannot be done; the screen says why in the visitor's language.

    Attributes:
        code: Names the sentence.
        values: What fills its gaps.
    """

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(f"{code}: {', '.join(f'{name}={value!r}' for name, value in values.items())}")

    def as_problem(self) -> dict[str, Any]:
        """Code and values as the database keeps them."""
        return {"code": self.code, **self.values}


@dataclass(frozen=True, slots=True)
class ExperimentContext:
    """What an experiment is given.

    Attributes:
        experiment: As asked for.
        report: Takes what is known so far, JSON-safe; cheap to call, since most calls are left out.
    """

    experiment: Experiment
    report: Callable[[dict[str, Any]], None]


class Trial(Protocol):
    """A kind of experiment."""

    def __call__(self, context: ExperimentContext) -> dict[str, Any]:
        """Try it, and return all that came out, JSON-safe."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of experiment: where its function is, and after how many seconds it is ended."""

    target: str
    seconds: float

    def load(self) -> Trial:
        """The function, its module loaded now."""
        module, _, name = self.target.partition(":")
        found: Trial = getattr(import_module(module), name)
        return found


KINDS = {
    "probe": Kind("evals.experiments.probe:look_inside", 120.0),
    "training": Kind("evals.experiments.tiny_training:train_live", 180.0),
}

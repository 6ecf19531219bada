"""What a benchmark run records of its conditions, so that another laboratory can repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class TaskProtocol:
    """The conditions of one task; None where the run did not record one.

    Attributes:
        shots: Examples in each prompt.
        hash: Over every item and its prompt.
        data_digest: Of the task's data.
        split: Part of the data set that was asked.
        subset: Named part of the benchmark, None if it has none.
        error: Why it gave no score.
        line: The suite's line it belongs to: key, capability, metric, filter, normalisation; empty outside a suite.
    """

    shots: int | None = None
    version: str | None = None
    hash: str | None = None
    data_digest: str | None = None
    split: str | None = None
    subset: str | None = None
    seconds: float | None = None
    error: str | None = None
    line: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> TaskProtocol:
        """The conditions as a run stored them."""
        known, line = _parted(cls, stored, rest="line")
        return cls(**known, line=line)

    def as_stored(self) -> dict[str, Any]:
        """The conditions as JSON-safe values, which `from_stored` reads back."""
        return _joined(self, rest="line")


@dataclass(frozen=True, slots=True)
class RunProtocol:
    """The conditions of a benchmark run; None where the run did not record one.

    Attributes:
        model_digest: Of the model's bytes.
        libraries: Versions by name.
        backend: What ran the model.
        dtype: Number type of the weights; None at an endpoint.
        max_length: Tokens the model takes.
        chat_template_applied: Whether prompts went through the model's chat template.
        limit: Items of each task, from the first; None for all.
        left_out: Benchmarks of the suite that were not run, because they execute code.
        tasks: Conditions by task.
        of_backend: What the backend or the kind of run stated besides, such as an endpoint's address.
    """

    model_digest: str | None = None
    libraries: Mapping[str, str] = field(default_factory=dict)
    backend: str | None = None
    device: str | None = None
    dtype: str | None = None
    max_length: int | None = None
    chat_template_applied: bool | None = None
    chat_template_sha256: str | None = None
    seed: int | None = None
    limit: int | None = None
    suite: str | None = None
    left_out: tuple[str, ...] = ()
    tasks: Mapping[str, TaskProtocol] = field(default_factory=dict)
    of_backend: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> RunProtocol:
        """The conditions as a run stored them."""
        known, of_backend = _parted(cls, stored, rest="of_backend")
        known["left_out"] = tuple(known.get("left_out", ()))
        known["tasks"] = {name: TaskProtocol.from_stored(task) for name, task in known.get("tasks", {}).items()}
        return cls(**known, of_backend=of_backend)

    def as_stored(self) -> dict[str, Any]:
        """The conditions as JSON-safe values, which `from_stored` reads back."""
        tasks = {name: task.as_stored() for name, task in self.tasks.items()}
        return _joined(self, rest="of_backend") | {"left_out": list(self.left_out), "tasks": tasks}

    def task(self, name: str) -> TaskProtocol:
        """The conditions of a task, all unknown where the run did not have it."""
        return self.tasks.get(name, TaskProtocol())


def _parted(record: type, stored: Mapping[str, Any], *, rest: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the record has a place for, and what goes to the attribute that takes the rest."""
    names = {each.name for each in fields(record)} - {rest}
    known = {name: value for name, value in stored.items() if name in names}
    return known, {name: value for name, value in stored.items() if name not in names}


def _joined(record: TaskProtocol | RunProtocol, *, rest: str) -> dict[str, Any]:
    own = {each.name: getattr(record, each.name) for each in fields(record) if each.name != rest}
    return own | dict(getattr(record, rest))

"""What can be measured, by name: every kind is a function that a run's process loads when it needs it.

A kind is added by one line in `KINDS`, or, outside the project, by the entry-point group `assay.measurements`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Protocol

from data.records import EvidenceLevel, Fact, FactValue, NotFound, Run, RunProgress, SampleResult, Score, Source

KINDS = {
    "benchmark": "evals.benchmark.measurement:measure_run",
    "checkpoint": "evals.forensics.measurement:checkpoint_measurement",
    "classical_baseline": "evals.benchmark.classical_baseline:measure",
    "contamination": "evals.contamination.measurement:contamination_measurement",
    "identity": "evals.forensics.measurement:identity_measurement",
    "lineage": "evals.forensics.measurement:lineage_measurement",
    "serving": "evals.forensics.measurement:serving_measurement",
}


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a measurement is given.

    Attributes:
        run: The run as requested; its settings are the measurement's own.
        location: Where the model may be loaded from, checked: an absolute folder or a hub id.
        device: "cpu" or "cuda".
        report: Takes the progress; raises when the run has been taken away from this process.
    """

    run: Run
    location: str
    device: str
    report: Callable[[RunProgress], None]


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """One field of the registry as measured, in the field's unit."""

    key: str
    value: FactValue
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class MeasurementResult:
    """What a measurement found.

    Attributes:
        scores: One per task and metric.
        samples: One per item.
        engine: How the work was done: path, requests, tokens, seconds.
        protocol: What another laboratory needs to repeat it.
        facts: Fields of the registry that are now known by measurement.
        digest: Of the model's bytes, None where the kind does not read them.
        parameters: Count of the model's weights, None where the kind does not count them.
    """

    scores: tuple[Score, ...] = ()
    samples: tuple[SampleResult, ...] = ()
    engine: dict[str, Any] = field(default_factory=dict)
    protocol: dict[str, Any] = field(default_factory=dict)
    facts: tuple[MeasuredValue, ...] = ()
    digest: str | None = None
    parameters: int | None = None


class Measurement(Protocol):
    """A kind of measurement."""

    def __call__(self, context: RunContext) -> MeasurementResult:
        """Measure, and return everything that was found."""
        ...


def measurement(kind: str) -> Measurement:
    """The measurement of that name.

    Raises:
        NotFound: no such kind.
    """
    target = _kinds().get(kind)
    if target is None:
        raise NotFound(f"No measurement {kind!r}; there are {', '.join(sorted(_kinds()))}")
    module, _, name = target.partition(":")
    found: Measurement = getattr(import_module(module), name)
    return found


def check_kind(kind: str) -> None:
    """Pass silently when the kind exists; loads nothing.

    Raises:
        NotFound: no such kind.
    """
    if kind not in _kinds():
        raise NotFound(f"No measurement {kind!r}; there are {', '.join(sorted(_kinds()))}")


def measured_values(facts: Mapping[str, FactValue]) -> tuple[MeasuredValue, ...]:
    """Values by registry key as a measurement hands them back."""
    return tuple(MeasuredValue(key, value) for key, value in facts.items())


def measured_facts(run: Run, result: MeasurementResult, as_of: date) -> list[Fact]:
    """The ledger entries a finished run writes; their source is the run itself."""
    source = Source(kind="run", title=f"Run {run.id}", dated=as_of, run_id=run.id)
    return [
        Fact(found.key, found.value, EvidenceLevel.MEASURED, as_of, source, standard_error=found.standard_error)
        for found in result.facts
    ]


def _kinds() -> dict[str, str]:
    added = {entry.name: entry.value for entry in entry_points(group="assay.measurements")}
    return added | KINDS

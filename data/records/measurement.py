"""What is claimed of a model and what runs found: models, claims, runs, scores, samples, schedules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A startup's model as handed over.

    Attributes:
        location: Local folder or hub id, exactly as the user named it.
        digest: blake3 of the weight bytes, None until inspected.
        parameters: Count of trainable weights, tied ones once, None until inspected.
    """

    id: int
    startup_slug: str
    name: str
    location: str
    digest: str | None = None
    parameters: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A benchmark score the startup states, with as much of its protocol as was given.

    Attributes:
        task: lm-eval task name as claimed.
        metric: Metric name without filter, such as "acc" or "acc_norm".
        value: Claimed score as a fraction (0.641, not 64.1).
        items: Number of items it was computed on, None if not stated.
        shots: Few-shot examples, None if not stated.
        template: How the prompt was built: "stock" as the harness does, "chat" through the model's chat template, or
            the startup's own words.
        split: Part of the data set, such as "test".
        chain_of_thought: Whether the model reasoned in words before its answer, None if not stated.
        majority_of: Answers per item of which the most frequent counts, 1 for a single one, None if not stated.
        subset: Part of the benchmark, such as "diamond", None if all of it or not stated.
        stated_in: Document and page, or address, where this score stands, if the list comes from several.
        direction: "exact" for "scores c", "at_least" for "scores c or more".
    """

    task: str
    metric: str
    value: float
    model: str | None = None
    items: int | None = None
    shots: int | None = None
    template: str | None = None
    split: str | None = None
    harness_version: str | None = None
    standard_error: float | None = None
    dated: date | None = None
    direction: Literal["exact", "at_least"] = "exact"
    chain_of_thought: bool | None = None
    majority_of: int | None = None
    subset: str | None = None
    stated_in: str | None = None
    fact_id: int | None = None
    id: int | None = None


class RunState(StrEnum):
    """Where a run stands; the last four are final."""

    QUEUED = "queued"
    RUNNING = "running"
    RETRYING = "retrying"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to the run."""
        return self in {RunState.FINISHED, RunState.FAILED, RunState.CANCELLED, RunState.TIMED_OUT}


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is: items done of total (None before they are counted), tokens per second, seconds left."""

    done: int = 0
    total: int | None = None
    tokens_per_second: float | None = None
    seconds_left: float | None = None
    task: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One metric of one task as measured.

    Attributes:
        value: In the metric's own unit; fractions for accuracies.
        standard_error: None where the metric has none.
        n: Items scored.
        total: Items the task has, of which the first `n` were scored.
    """

    task: str
    metric: str
    value: float
    standard_error: float | None
    n: int
    total: int | None
    shots: int | None
    task_version: str
    task_hash: str
    filter: str = "none"
    higher_is_better: bool = True
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What a model answered on one item, kept so that two models can be compared on the same items.

    Attributes:
        document: The item's fields as the task holds them, JSON-safe.
        prompts: Context and continuation of each request, shortened by nobody.
        responses: One per request: [log-likelihood, is greedy], or the generated text.
        metrics: Metric values of this item.
    """

    task: str
    doc_id: int
    document: dict[str, Any]
    target: str
    prompts: list[Any]
    responses: list[Any]
    metrics: dict[str, float]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What to measure, complete enough that equal requests on equal weights give equal results.

    Attributes:
        kind: What runs: "benchmark" now; other measurements name themselves.
        suite: Name of a suite in evals/suites, or None when `tasks` are named.
        settings: Shots, limit, seed, dtype and the like, JSON-safe.
        timeout_seconds: After which the run is killed.
    """

    model_id: int
    kind: str = "benchmark"
    suite: str | None = None
    tasks: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    priority: int = 10
    timeout_seconds: int = 3600
    requested_by: str = "command line"


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement of one model, from queue to result."""

    id: int
    run_key: str
    startup_slug: str
    model: ModelRecord
    request: RunRequest
    state: RunState
    attempt: int
    progress: RunProgress
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    heartbeat_at: datetime | None = None
    device: str | None = None
    error: str | None = None
    engine: dict[str, Any] = field(default_factory=dict)
    protocol: dict[str, Any] = field(default_factory=dict)
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A benchmark that repeats: cron expression in UTC, suite, startup."""

    id: int
    startup_slug: str
    suite: str
    cron: str
    enabled: bool
    created_at: datetime

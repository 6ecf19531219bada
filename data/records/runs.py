"""Measurements of a model, from request to result, and the schedules that ask for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from data.records.models import ModelRecord
from data.records.protocols import RunProtocol
from data.records.scores import Score


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
class RunRequest:
    """What to measure, complete enough that equal requests on equal weights give equal results.

    Attributes:
        kind: What runs: "benchmark" now; other measurements name themselves.
        suite: Name of a suite of the catalogue, or None when `tasks` are named.
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
    """One measurement of one model, from queue to result.

    Attributes:
        protocol: What the kind of run recorded, as stored; `benchmark_protocol` and `ServingSpeeds` read it.
        engine: How the work was done, as stored.
    """

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

    @property
    def benchmark_protocol(self) -> RunProtocol:
        """The conditions of a benchmark run, each unknown where it was not recorded."""
        return RunProtocol.from_stored(self.protocol)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A benchmark that repeats: cron expression in UTC, suite, startup."""

    id: int
    startup_slug: str
    suite: str
    cron: str
    enabled: bool
    created_at: datetime

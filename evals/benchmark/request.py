"""What a benchmark run is asked to measure, on the command line or by a stored run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.catalogue import load_suite
from data.records import Suite
from evals.benchmark.backends import BackendChoice
from evals.engine import EngineSettings
from evals.measurements import RunContext
from evals.places import request_store_file


@dataclass(frozen=True, slots=True)
class BenchmarkRequest:
    """What to measure.

    Attributes:
        location: Local folder or hub id of the model, or the name an endpoint knows it by.
        tasks: Tasks, groups or tags; empty when a suite is named.
        task_data: Folder with a manifest of local data.
        include_path: Folder of the operator's own task files.
        limit: Items of each task, from the first; None for all.
        num_fewshot: Examples in each prompt; None for each task's or the suite's own number.
        device: "cpu", "cuda", or None for whichever there is.
        store: File of known answers, None to compute everything anew.
        backend: What runs the model.
        allow_code: Let tasks run that execute what the model writes.
    """

    location: str
    tasks: tuple[str, ...] = ()
    suite: Suite | None = None
    task_data: Path | None = None
    include_path: Path | None = None
    limit: int | None = None
    num_fewshot: int | None = None
    device: str | None = None
    dtype: str = "auto"
    seed: int = 1234
    store: Path | None = None
    allow_code: bool = False
    backend: BackendChoice = field(default_factory=BackendChoice)

    def task_names(self) -> list[str]:
        """The tasks named, or those of the suite that may run."""
        lines = self.suite.runnable(allow_code=self.allow_code) if self.suite else ()
        return [*self.tasks, *(task for line in lines for task in line.tasks)]

    def shots(self) -> int | dict[str, int] | None:
        """Examples for all tasks, or those the suite prescribes, by task."""
        if self.num_fewshot is not None or self.suite is None:
            return self.num_fewshot
        return {task: line.shots for line in self.suite.benchmarks for task in line.tasks if line.shots is not None}

    def left_out(self) -> list[str]:
        """Benchmarks of the suite that may not run, because they execute code."""
        if self.suite is None:
            return []
        runnable = self.suite.runnable(allow_code=self.allow_code)
        return [line.key for line in self.suite.benchmarks if line not in runnable]

    def engine_settings(self) -> EngineSettings:
        """How the model is loaded."""
        return EngineSettings(
            self.location,
            device=self.device,
            dtype=self.dtype,
            seed=self.seed,
            max_length=self.backend.max_length,
        )


def stored_request(context: RunContext) -> BenchmarkRequest:
    """What a stored run asks for.

    Raises:
        AssayError: a setting or the suite is not known.
    """
    settings = context.run.request.settings
    backend = _backend(settings, context.location)
    return BenchmarkRequest(
        location=str(settings.get("served_name", "default")) if backend.is_endpoint else context.location,
        tasks=context.run.request.tasks,
        suite=load_suite(context.run.request.suite) if context.run.request.suite else None,
        task_data=Path(settings["task_data"]) if settings.get("task_data") else None,
        limit=settings.get("limit"),
        num_fewshot=settings.get("num_fewshot"),
        device=context.device,
        dtype=settings.get("dtype", "auto"),
        seed=settings.get("seed", 1234),
        store=request_store_file(),
        allow_code=code_is_allowed(),
        backend=backend,
    )


def code_is_allowed() -> bool:
    """Whether the operator lets tasks run that execute what a model writes (`ASSAY_ALLOW_CODE=1`)."""
    return os.environ.get("ASSAY_ALLOW_CODE") == "1"


def _backend(settings: Mapping[str, Any], location: str) -> BackendChoice:
    """The backend a stored run names; the run's model folder holds the tokenizer of what an endpoint serves."""
    endpoint = settings.get("endpoint")
    name = settings.get("backend", "local-completions" if endpoint else "transformers")
    return BackendChoice(
        name=str(name), endpoint=endpoint, tokenizer=Path(location), max_length=settings.get("max_length")
    )

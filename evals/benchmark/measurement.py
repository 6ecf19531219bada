"""One benchmark measurement: tasks through a model, to scores, samples, protocol and facts."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from data.catalogue import load_metrics
from data.records import InvalidInput, NotFound, RunFailed, RunProgress, Score
from evals.benchmark.backends import BackendChoice, OpenedModel, open_model
from evals.benchmark.progress import WholeRunProgress
from evals.benchmark.protocol import left_out, run_protocol
from evals.benchmark.tasks import LoadedTasks, load_tasks
from evals.checkpoints.loading import silence_loading
from evals.engine import EngineSettings, EvaluationOutcome, RequestStore, evaluate_tasks
from evals.engine.evaluation import TaskOutcome
from evals.measurements import MeasurementResult, RunContext
from evals.places import request_store_file
from evals.suite_registry import Suite, load_suite

SETTINGS = (
    "limit", "num_fewshot", "seed", "dtype", "max_length", "backend", "endpoint", "served_name",
)  # fmt: skip
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
Listener = Callable[[RunProgress], None]


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

    def engine_settings(self) -> EngineSettings:
        """How the model is loaded."""
        return EngineSettings(
            self.location,
            device=self.device,
            dtype=self.dtype,
            seed=self.seed,
            max_length=self.backend.max_length,
        )


@dataclass(frozen=True, slots=True)
class BenchmarkOutcome:
    """What was measured, with the model it was measured on.

    Attributes:
        seconds: Building the tasks and measuring them; without starting the process and loading the model.
    """

    request: BenchmarkRequest
    loaded: LoadedTasks
    evaluation: EvaluationOutcome
    result: MeasurementResult
    seconds: float

    @property
    def left_out(self) -> list[str]:
        """Benchmarks of the suite that were not run, because they execute code."""
        return left_out(self.request)


def measure_run(context: RunContext) -> MeasurementResult:
    """The benchmark a stored run asks for.

    Raises:
        AssayError: the model, a task or its data cannot be used; RunFailed where no task gave a result.
    """
    settings = context.run.request.settings
    unknown = sorted(set(settings) - set(SETTINGS) - {"task_data"})
    if unknown:
        raise InvalidInput(f"Run setting {unknown[0]!r} is not known; allowed are {', '.join(SETTINGS)}")
    backend = _backend(settings, context.location)
    request = BenchmarkRequest(
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
    outcome = measure_benchmark(request, context.report)
    if not outcome.result.scores:
        errors = [task.error for task in outcome.evaluation.results.values() if task.error]
        raise RunFailed(errors[0] if errors else "No task gave a score")
    return outcome.result


def _backend(settings: Mapping[str, Any], location: str) -> BackendChoice:
    """The backend a stored run names; the run's model folder holds the tokenizer of what an endpoint serves."""
    endpoint = settings.get("endpoint")
    name = settings.get("backend", "local-completions" if endpoint else "transformers")
    return BackendChoice(
        name=str(name), endpoint=endpoint, tokenizer=Path(location), max_length=settings.get("max_length")
    )


def code_is_allowed() -> bool:
    """Whether the operator lets tasks run that execute what a model writes (`ASSAY_ALLOW_CODE=1`)."""
    return os.environ.get("ASSAY_ALLOW_CODE") == "1"


def measure_benchmark(request: BenchmarkRequest, on_progress: Listener) -> BenchmarkOutcome:
    """The measurement of `request`; a task that fails is reported and does not stop the others.

    Raises:
        AssayError: the model, a task's name or its data cannot be used.
    """
    request.backend.check()
    if not request.backend.is_endpoint:
        check_location(request.location)
        if request.device == "cuda" and not torch.cuda.is_available():
            raise InvalidInput("--device cuda: no CUDA device was found on this machine; use cpu")
    started = time.perf_counter()
    loaded = load_tasks(
        request.task_names(),
        task_data=request.task_data,
        include_path=request.include_path,
        num_fewshot=request.shots(),
        allow_code=request.allow_code,
    )
    items = {name: _items(task, request.limit) for name, task in loaded.tasks.items()}
    building = time.perf_counter() - started
    progress = WholeRunProgress(items, on_progress)
    on_progress(RunProgress(0, sum(items.values())))
    store = RequestStore(request.store) if request.store else None
    try:
        silence_loading()
        opened = open_model(
            request.location, request.backend, request.engine_settings(), store=store, on_progress=progress.hear
        )
        with closing(opened):
            evaluation = _evaluated(opened, loaded, request)
    finally:
        if store is not None:
            store.close()
    seconds = building + evaluation.seconds
    result = MeasurementResult(
        scores=tuple(_scores(evaluation)),
        samples=tuple(sample for task in evaluation.results.values() for sample in task.samples),
        engine=evaluation.engine | {"seconds": seconds},
        protocol=run_protocol(request, loaded, evaluation, opened).as_stored(),
        facts=opened.facts,
        digest=opened.lm.digest,
        parameters=opened.parameters,
    )
    return BenchmarkOutcome(request, loaded, evaluation, result, seconds)


def _evaluated(opened: OpenedModel, loaded: LoadedTasks, request: BenchmarkRequest) -> EvaluationOutcome:
    """The tasks the model can run, measured; the others with the reason, in the order asked for."""
    refused = opened.refusals(loaded.tasks)
    tasks = {name: task for name, task in loaded.tasks.items() if name not in refused}
    found = evaluate_tasks(opened.lm, tasks, limit=request.limit, seed=request.seed, prompt=opened.prompt)
    results = {
        name: TaskOutcome(error=refused[name]) if name in refused else found.results[name] for name in loaded.tasks
    }
    return replace(found, results=results)


def check_location(location: str) -> None:
    """Pass silently when a location is a folder, or could be a hub id.

    Raises:
        NotFound: it is neither.
    """
    if not Path(location).expanduser().is_dir() and not HUB_ID.fullmatch(location):
        raise NotFound(f"Model folder {location!r} does not exist, and it is no hub id such as 'organisation/name'")


def _items(task: Any, limit: int | None) -> int:
    items = len(task.eval_docs)
    return items if limit is None else min(items, limit)


def _scores(evaluation: EvaluationOutcome) -> list[Score]:
    return [
        Score(
            task=name,
            metric=metric.name,
            value=metric.value,
            standard_error=metric.standard_error,
            n=metric.n,
            total=task.documents,
            shots=task.num_fewshot,
            task_version=task.task_version,
            task_hash=task.task_hash,
            filter=metric.filter,
            higher_is_better=metric.higher_is_better,
            scale=load_metrics().scale(name, metric.name),
            counts=metric.counts,
            clusters=metric.clusters,
            effective_items=metric.effective_items,
        )
        for name, task in evaluation.results.items()
        for metric in task.metrics
        if metric.value is not None
    ]

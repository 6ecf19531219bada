"""One benchmark measurement: tasks through a model, to scores, samples, protocol and facts."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import torch

from data.catalogue import load_metrics
from data.records import InvalidInput, RunFailed, RunProgress, Score
from evals.benchmark.backends import OpenedModel, open_model
from evals.benchmark.progress import WholeRunProgress
from evals.benchmark.protocol import run_protocol
from evals.benchmark.request import BenchmarkRequest, stored_request
from evals.benchmark.tasks import LoadedTasks, load_tasks
from evals.checkpoints.loading import silence_loading
from evals.checkpoints.locations import check_location
from evals.engine import EvaluationOutcome, RequestStore, evaluate_tasks
from evals.engine.evaluation import TaskOutcome
from evals.measurements import MeasurementResult, RunContext, measured_values

Listener = Callable[[RunProgress], None]


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
        return self.request.left_out()


def measure_run(context: RunContext) -> MeasurementResult:
    """The benchmark a stored run asks for.

    Raises:
        AssayError: the model, a task or its data cannot be used; RunFailed where no task gave a result.
    """
    outcome = measure_benchmark(stored_request(context), context.report)
    if not outcome.result.scores:
        errors = [task.error for task in outcome.evaluation.results.values() if task.error]
        raise RunFailed(errors[0] if errors else "No task gave a score")
    return outcome.result


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
        facts=measured_values(opened.facts.by_key()) if opened.facts else (),
        digest=opened.lm.digest,
        parameters=opened.facts.parameters_total if opened.facts else None,
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

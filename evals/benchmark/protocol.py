"""What another laboratory needs to repeat a benchmark run."""

from __future__ import annotations

import platform
from dataclasses import replace
from importlib.metadata import version

from lm_eval.api.task import Task

from data.records import Benchmark, RunProtocol, TaskProtocol
from evals.benchmark.backends import OpenedModel
from evals.benchmark.request import BenchmarkRequest
from evals.benchmark.tasks import LoadedTasks
from evals.engine import EvaluationOutcome, TaskOutcome

LIBRARIES = ("lm-eval", "torch", "transformers", "tokenizers", "datasets")


def run_protocol(
    request: BenchmarkRequest, loaded: LoadedTasks, evaluation: EvaluationOutcome, opened: OpenedModel
) -> RunProtocol:
    """The record of a run: model, libraries, device, settings, and of each task its version and hashes."""
    lines = {task: line for line in (request.suite.benchmarks if request.suite else ()) for task in line.tasks}
    libraries = (*LIBRARIES, "vllm") if opened.stated["backend"] == "vllm" else LIBRARIES
    stated = RunProtocol.from_stored(opened.stated)
    return replace(
        stated,
        model_digest=opened.lm.digest,
        libraries={name: version(name) for name in libraries} | {"python": platform.python_version()},
        seed=request.seed,
        limit=request.limit,
        suite=request.suite.name if request.suite else None,
        left_out=tuple(request.left_out()),
        tasks={
            name: _task_protocol(outcome, loaded.data_digests.get(name), lines.get(name), loaded.tasks.get(name))
            for name, outcome in evaluation.results.items()
        },
    )


def _task_protocol(outcome: TaskOutcome, digest: str | None, line: Benchmark | None, task: Task | None) -> TaskProtocol:
    """What was asked of a task: which rows and under which conditions, and the suite's line it belongs to."""
    stated = line.model_dump(include={"key", "capability", "metric", "filter", "normalisation"}) if line else {}
    return TaskProtocol(
        shots=outcome.num_fewshot,
        version=outcome.task_version,
        hash=outcome.task_hash,
        data_digest=digest,
        split=None if task is None else _split(task),
        subset=None if task is None else task.config.dataset_name,
        seconds=round(outcome.seconds, 3),
        error=outcome.error,
        line=stated,
    )


def _split(task: Task) -> str | None:
    split: str | None = task.config.test_split if task.has_test_docs() else task.config.validation_split
    return split

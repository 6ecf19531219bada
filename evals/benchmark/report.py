"""A finished measurement as JSON and as a table for people."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from evals.benchmark.measurement import BenchmarkOutcome
from evals.engine.evaluation import MetricValue, TaskOutcome


def report_as_json(outcome: BenchmarkOutcome) -> dict[str, Any]:
    """The outcome as plain values: model, tasks, engine; a task that failed carries its error and no metrics."""
    counters = outcome.evaluation.engine
    shared = counters["path"] != "plain"
    return {
        "model": {"digest": outcome.result.digest, "parameters": outcome.result.parameters},
        "tasks": {name: _task(task) for name, task in outcome.evaluation.results.items()},
        "engine": {
            "path": counters["path"],
            "requests": counters["requests"],
            "requests_reused": counters["requests_reused"],
            "tokens_forwarded": counters["tokens_forwarded"],
            "tokens_trie": counters["tokens_trie"] if shared else None,
            "seconds": round(outcome.seconds, 3),
        },
        "protocol": outcome.result.protocol,
    }


def metric_key(metric: MetricValue) -> str:
    """The metric's name, with its answer filter where it has one, as in "exact_match,strict-match"."""
    return metric.name if metric.filter == "none" else f"{metric.name},{metric.filter}"


def report_as_table(outcome: BenchmarkOutcome) -> Table:
    """The scores with their standard errors, one row per metric."""
    table = Table(title=f"{outcome.request.location}  ({outcome.seconds:.1f} s, {outcome.evaluation.engine['path']})")
    for heading, justify in (
        ("task", "left"),
        ("shots", "right"),
        ("metric", "left"),
        ("value", "right"),
        ("n", "right"),
    ):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for name, task in outcome.evaluation.results.items():
        for metric in task.metrics:
            table.add_row(name, str(task.num_fewshot), metric_key(metric), _shown(metric), str(metric.n))
        if task.error:
            table.add_row(name, "", "failed", "", "")
    return table


def _task(task: TaskOutcome) -> dict[str, Any]:
    found: dict[str, Any] = {
        "metrics": {
            metric_key(metric): {"value": metric.value, "stderr": metric.standard_error, "n": metric.n}
            for metric in task.metrics
        },
        "num_fewshot": task.num_fewshot,
        "task_version": task.task_version,
        "task_hash": task.task_hash,
    }
    return found | ({"error": task.error} if task.error else {})


def _shown(metric: MetricValue) -> str:
    if metric.value is None:
        return "unknown"
    return f"{metric.value:.4f}" + (f" ± {metric.standard_error:.4f}" if metric.standard_error is not None else "")

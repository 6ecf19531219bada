"""Tasks through a model: every task on its own, metrics with their errors, every answer kept."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import random
import time
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from lm_eval.api import metrics as lm_eval_metrics
from lm_eval.api.instance import Instance
from lm_eval.api.task import Task

from analysis.inference.intervals import effective_items
from data.records import AssayError, Refused, SampleResult
from evals.engine.request_building import (
    PromptSettings,
    built_requests,
    compiled_templates,
    first_documents,
)
from evals.engine.settings import EngineCounters
from evals.engine.uncertainty import cluster_field, metric_standard_error

logger = logging.getLogger(__name__)

RawMetrics = dict[tuple[str, str], list[tuple[int, Any]]]


class MeasuredModel(Protocol):
    """What tasks ask of a model: lm-eval's three questions, which are looked up by name, and its own record.

    Attributes:
        digest: Of the weights, or what stands for them.
        counters: What it did so far.
        task_running: Name of the task its next requests belong to, for the progress.
    """

    digest: str
    counters: EngineCounters
    task_running: str | None

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        """A conversation as one prompt."""
        ...


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One metric of one task.

    Attributes:
        name: As the task names it, such as "acc_norm".
        filter: Name of the answer filter it was computed behind, "none" for none.
        value: In the metric's own unit; None where it cannot be computed.
        standard_error: None where the metric has none or fewer than two items were scored.
        n: Items it was computed on.
        counts: Whether every item is right or wrong, and the value the share right.
        clusters: Groups of items the error is clustered on, None when items are independent.
        effective_items: Independent items the clustered ones are worth; for shares only.
    """

    name: str
    filter: str
    value: float | None
    standard_error: float | None
    n: int
    higher_is_better: bool
    counts: bool = False
    clusters: int | None = None
    effective_items: float | None = None


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """What one task found, or why it found nothing.

    Attributes:
        metrics: One per metric and filter; empty when the task failed.
        num_fewshot: Examples given in each prompt.
        task_version: As lm-eval states it.
        task_hash: lm-eval's hash over documents, prompts and targets; equal hashes mean equal questions.
        documents: Items the task has.
        samples: One per scored item.
        seconds: Time the task took, building prompts included.
        error: One sentence, None when the task was measured.
    """

    metrics: tuple[MetricValue, ...] = ()
    num_fewshot: int = 0
    task_version: str = ""
    task_hash: str = ""
    documents: int = 0
    samples: tuple[SampleResult, ...] = ()
    seconds: float = 0.0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class EvaluationOutcome:
    """What a set of tasks found.

    Attributes:
        results: By task name, in the order given; a task that failed is there with its error.
        model_digest: Of the model measured.
        engine: The model's counters when the last task ended.
        seconds: Time of all tasks.
    """

    results: dict[str, TaskOutcome] = field(default_factory=dict)
    model_digest: str = ""
    engine: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The outcome as JSON-safe values."""
        return asdict(self)


def evaluate_tasks(
    lm: MeasuredModel,
    tasks: Mapping[str, Task],
    *,
    limit: int | None = None,
    num_fewshot: int | None = None,
    seed: int = 1234,
    prompt: PromptSettings | None = None,
) -> EvaluationOutcome:
    """What a model scores on tasks, with lm-eval's prompts, filters, metrics and numbers.

    Args:
        lm: An opened model.
        tasks: Loaded lm-eval tasks by name; each runs alone, and one that fails does not stop the others.
        limit: Items of each task to score, from the first; None for all.
        num_fewshot: Examples in each prompt; None for each task's own number. Tasks fixed at zero stay at zero.
        seed: Draws the examples; lm-eval's own default gives lm-eval's own prompts.
        prompt: Chat template and system instruction; None for plain prompts.
    """
    started = time.perf_counter()
    results: dict[str, TaskOutcome] = {}
    for name, task in tasks.items():
        task_started = time.perf_counter()
        lm.task_running = name
        try:
            results[name] = _task_outcome(
                lm, name, task, limit=limit, num_fewshot=num_fewshot, seed=seed, prompt=prompt or PromptSettings()
            )
        except AssayError as error:
            results[name] = TaskOutcome(error=str(error), seconds=time.perf_counter() - task_started)
        except Exception as error:  # a task's own code can fail in any way; it must not take the others with it
            logger.exception("task %s failed", name)
            message = f"Task {name!r} failed with {type(error).__name__}: {error}"
            results[name] = TaskOutcome(error=message, seconds=time.perf_counter() - task_started)
        finally:
            lm.task_running = None
    return EvaluationOutcome(results, lm.digest, lm.counters.as_dict(), time.perf_counter() - started)


def _task_outcome(
    lm: MeasuredModel,
    name: str,
    task: Task,
    *,
    limit: int | None,
    num_fewshot: int | None,
    seed: int,
    prompt: PromptSettings,
) -> TaskOutcome:
    started = time.perf_counter()
    _check_runnable(name, task)
    _seed_everything(seed)
    _set_fewshot(task, num_fewshot, seed)
    documents, total = first_documents(task, limit)
    instances = built_requests(task, documents, prompt=prompt, chat_template=lm.apply_chat_template)
    _run(lm, instances)
    task.apply_filters()
    raw, samples, task_hash = _collected(name, task, documents, instances)
    return TaskOutcome(
        metrics=_metric_values(name, task, raw, dict(documents), seed),
        num_fewshot=int(task.config.num_fewshot or 0),
        task_version=str(task.VERSION),
        task_hash=task_hash,
        documents=total,
        samples=tuple(samples),
        seconds=time.perf_counter() - started,
    )


def _check_runnable(name: str, task: Task) -> None:
    if getattr(task, "UNSAFE_CODE", False):
        raise Refused(f"Task {name!r} executes code written by the model and is not run here.")
    if getattr(task, "MULTIMODAL", False):
        raise Refused(f"Task {name!r} needs images or sound; only text models are measured.")


def _seed_everything(seed: int) -> None:
    # lm-eval's simple_evaluate starts Python's generator at 0 and the others at 1234; tasks that shuffle rely on it.
    random.seed(0)
    np.random.seed(seed)
    torch.manual_seed(seed)


def _set_fewshot(task: Task, num_fewshot: int | None, seed: int) -> None:
    own = task.get_config("num_fewshot")
    if num_fewshot is not None and own != 0:
        task.set_config(key="num_fewshot", value=num_fewshot)
    elif own is None:
        task.set_config(key="num_fewshot", value=0)
    task.set_fewshot_seed(seed=seed)


def _run(lm: MeasuredModel, instances: Sequence[Instance]) -> None:
    by_kind: dict[str, list[Instance]] = defaultdict(list)
    for instance in instances:
        by_kind[instance.request_type] += [instance] * (instance.repeats or 1)
    for kind, requests in by_kind.items():
        for request, response in zip(requests, getattr(lm, kind)(requests), strict=True):
            request.resps.append(response)


def _collected(
    name: str, task: Task, documents: Sequence[tuple[int, Any]], instances: Sequence[Instance]
) -> tuple[RawMetrics, list[SampleResult], str]:
    by_document: dict[int, list[Instance]] = defaultdict(list)
    for instance in sorted(instances, key=lambda each: each.idx):
        by_document[instance.doc_id].append(instance)
    filters = list(instances[0].filtered_resps)
    raw: RawMetrics = defaultdict(list)
    samples: list[SampleResult] = []
    hashes: dict[str, list[str]] = {key: [] for key in filters}
    with compiled_templates():
        for doc_id, document in documents:
            requests = by_document[doc_id]
            shown: dict[str, float] = {}
            for key in filters:
                metrics = task.process_results(document, [request.filtered_resps[key] for request in requests])
                hashes[key].append(_sample_hash(task, document, requests))
                for metric, value in metrics.items():
                    raw[metric, key].append((doc_id, value))
                    if (number := _number(value)) is not None:
                        shown[metric if len(filters) == 1 else f"{metric},{key}"] = number
            samples.append(_sample(name, doc_id, task, document, requests, shown))
    return raw, samples, _hash("".join(value for key in filters for value in hashes[key]))


def _sample(
    name: str, doc_id: int, task: Task, document: Any, requests: Sequence[Instance], shown: dict[str, float]
) -> SampleResult:
    return SampleResult(
        task=name,
        doc_id=doc_id,
        document=_json_safe(document) if isinstance(document, dict) else {"text": _json_safe(document)},
        target=str(task.doc_to_target(document)),
        prompts=[_json_safe(request.args) for request in requests],
        responses=[_json_safe(request.resps[0] if len(request.resps) == 1 else request.resps) for request in requests],
        metrics=shown,
    )


def _sample_hash(task: Task, document: Any, requests: Sequence[Instance]) -> str:
    written = json.dumps(requests[0].doc, indent=2, default=_plain_value, ensure_ascii=False)
    return _hash(written) + _hash(requests[0].arguments[0]) + _hash(str(task.doc_to_target(document)))


def _metric_values(
    name: str, task: Task, raw: RawMetrics, documents: Mapping[int, Any], seed: int
) -> tuple[MetricValue, ...]:
    aggregations, better = task.aggregation(), task.higher_is_better()
    cluster = cluster_field(name)
    values = []
    for (metric, filter_key), numbered in raw.items():
        aggregation = aggregations.get(metric, lm_eval_metrics.mean)
        items = [value for _, value in numbered]
        groups = _clusters([documents[doc_id] for doc_id, _ in numbered], cluster)
        error = metric_standard_error(aggregation, items, clusters=groups, seed=seed)
        counts = aggregation is lm_eval_metrics.mean and all(value in (0, 1) for value in items)
        values.append(
            MetricValue(
                name=metric,
                filter=filter_key,
                value=_number(aggregation(items)),
                standard_error=_number(error),
                n=len(items),
                higher_is_better=bool(better.get(metric, True)),
                counts=counts,
                clusters=None if groups is None else len(set(groups)),
                effective_items=effective_items(items, groups) if counts and groups is not None else None,
            )
        )
    return tuple(values)


def _clusters(documents: Sequence[Any], name: str | None) -> list[Hashable] | None:
    if name is None or not all(isinstance(document, dict) and name in document for document in documents):
        return None
    return [str(document[name]) for document in documents]


def _number(value: Any) -> float | None:
    if isinstance(value, (bool, int, float, np.generic)) and not isinstance(value, np.str_):
        return float(value) if math.isfinite(value) else None
    return None


def _json_safe(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json_safe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_safe(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if isinstance(value, (str, int, bool, type(None))) else _plain_value(value)


def _plain_value(value: Any) -> Any:
    # lm-eval's own order of conversions, so that hashes over documents agree with its tracker's.
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.floating):
        return float(value)
    return list(value) if isinstance(value, set) else str(value)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

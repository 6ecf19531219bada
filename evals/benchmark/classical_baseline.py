"""Is a language model needed? A classical text classifier on the same items: accuracy, time and cost beside the model.

The baseline is TF-IDF with logistic regression, trained on the task's own training split in seconds on a processor. It
answers only tasks whose items are texts to be sorted into a fixed set of labels and that have a training split.
"""

from __future__ import annotations

import math
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lm_eval.api.task import Task
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from analysis.inference.intervals import paired_difference, wilson_interval
from data.records import ClassifierSide, InvalidInput, RunFailed, SampleResult, Score, TaskBaseline
from evals.benchmark.measurement import BenchmarkOutcome, measure_benchmark
from evals.benchmark.request import BenchmarkRequest
from evals.benchmark.tasks import load_tasks
from evals.measurements import MeasuredValue, MeasurementResult, RunContext

RESULT_KEY = "llm_advantage"
METRIC = "acc_classical_baseline"
DEFAULT_TASKS = ("assay_topic",)
_CJK = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]")
_TIMED_REPEATS = 5
_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """Texts with their labels, as positions among `choices`."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BaselineOutcome:
    """What the baseline did on one task.

    Attributes:
        correct: One per item, in the order given.
        fit_seconds: Training, once.
        seconds_per_thousand: Classifying a thousand items, the median of several repeats.
    """

    correct: tuple[bool, ...]
    fit_seconds: float
    seconds_per_thousand: float

    @property
    def accuracy(self) -> float:
        """Share of items classified rightly."""
        return sum(self.correct) / len(self.correct)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Model and baseline on the same items of one task; seconds per thousand items."""

    task: str
    model_correct: tuple[bool, ...]
    baseline: BaselineOutcome
    model_seconds_per_thousand: float

    @property
    def advantage(self) -> tuple[float, float | None]:
        """Accuracy of the model minus the baseline's, with the standard error over the paired items."""
        found = paired_difference([float(x) for x in self.model_correct], [float(x) for x in self.baseline.correct])
        return found.difference, found.standard_error


def measure(context: RunContext) -> MeasurementResult:
    """The model and the baseline on the tasks the run names, or on the project's own topic task.

    Settings: limit, task_data, seed, dtype as for a benchmark; usd_per_cpu_hour and usd_per_device_hour price the time,
    and without them the cost stays unknown. No stored answer is used, so that the model's time is its own.

    Raises:
        AssayError: a setting, the model or a task cannot be used; RunFailed where no task gave a result.
    """
    settings = context.run.request.settings
    names = context.run.request.tasks or DEFAULT_TASKS
    task_data = Path(settings["task_data"]) if settings.get("task_data") else None
    for name, task in load_tasks(names, task_data=task_data).tasks.items():
        training_texts(name, task)
    outcome = measure_benchmark(
        BenchmarkRequest(
            location=context.location,
            tasks=names,
            task_data=task_data,
            limit=settings.get("limit"),
            device=context.device,
            dtype=settings.get("dtype", "auto"),
            seed=settings.get("seed", 1234),
        ),
        context.report,
    )
    found = [comparison for name in outcome.loaded.tasks if (comparison := compared(name, outcome)) is not None]
    if not found:
        errors = [task.error for task in outcome.evaluation.results.values() if task.error]
        raise RunFailed(errors[0] if errors else "No task gave an accuracy to compare")
    return _result(outcome, found, settings)


def training_texts(name: str, task: Task) -> LabelledTexts:
    """The task's training split as texts and labels.

    Raises:
        InvalidInput: the task has no training split, or its items are not texts to sort into a fixed set of labels.
    """
    if not task.has_training_docs():
        raise InvalidInput(f"Task {name!r} has no training split, so nothing can be learnt; name another task")
    return labelled_texts(name, task, list(task.training_docs()))


def labelled_texts(name: str, task: Task, documents: Sequence[dict[str, Any]]) -> LabelledTexts:
    """Documents as the texts the model is shown, with the position of the right label.

    Raises:
        InvalidInput: the answers on offer differ from item to item, or there are none.
    """
    offered = {tuple(task.doc_to_choice(document)) for document in documents if task.OUTPUT_TYPE == "multiple_choice"}
    if len(offered) != 1:
        raise InvalidInput(
            f"Task {name!r} does not sort texts into one fixed set of labels; name a classification task"
        )
    (choices,) = offered
    labels = [task.doc_to_target(document) for document in documents]
    positions = [label if isinstance(label, int) else choices.index(str(label)) for label in labels]
    return LabelledTexts(tuple(str(task.doc_to_text(document)) for document in documents), tuple(positions), choices)


def classifier(texts: Sequence[str], seed: int = 1234) -> Pipeline:
    """An untrained TF-IDF classifier: words and pairs of words, or characters where the texts are Chinese or alike."""
    by_character = sum(bool(_CJK.search(text)) for text in texts) > len(texts) / 2
    features = {"analyzer": "char", "ngram_range": (1, 3)} if by_character else {"ngram_range": (1, 2)}
    return make_pipeline(
        TfidfVectorizer(sublinear_tf=True, **features), LogisticRegression(C=10.0, max_iter=1000, random_state=seed)
    )


def baseline_outcome(training: LabelledTexts, items: LabelledTexts, seed: int = 1234) -> BaselineOutcome:
    """The baseline trained on one set of texts and tried on another, with its times.

    Raises:
        InvalidInput: there are no items, or the training texts have fewer than two labels.
    """
    if not items.texts or len(set(training.labels)) < 2:
        raise InvalidInput("A classical baseline needs items to try and at least two labels to learn")
    model = classifier(training.texts, seed)
    started = time.perf_counter()
    model.fit(list(training.texts), list(training.labels))
    fitted = time.perf_counter() - started
    times = []
    for _ in range(_TIMED_REPEATS):
        started = time.perf_counter()
        predicted = model.predict(list(items.texts))
        times.append(time.perf_counter() - started)
    correct = tuple(bool(guess == label) for guess, label in zip(predicted, items.labels, strict=True))
    return BaselineOutcome(correct, fitted, 1000 * statistics.median(times) / len(items.texts))


def compared(name: str, outcome: BenchmarkOutcome) -> Comparison | None:
    """Model and baseline on the items the model was measured on; None where the model gave no accuracy."""
    task, measured = outcome.loaded.tasks[name], outcome.evaluation.results[name]
    samples = [sample for sample in measured.samples if "acc" in sample.metrics]
    if not samples:
        return None
    documents = list(task.eval_docs)
    items = labelled_texts(name, task, [documents[sample.doc_id] for sample in samples])
    baseline = baseline_outcome(training_texts(name, task), items, outcome.request.seed)
    model = tuple(sample.metrics["acc"] > 0 for sample in samples)
    return Comparison(name, model, baseline, 1000 * measured.seconds / len(samples))


def overall_advantage(found: Sequence[Comparison]) -> tuple[float, float | None]:
    """Mean advantage over the tasks, each counting alike, with the standard error of independent tasks."""
    parts = [comparison.advantage for comparison in found]
    mean = sum(difference for difference, _ in parts) / len(parts)
    errors = [error for _, error in parts if error is not None]
    return mean, math.hypot(*errors) / len(parts) if len(errors) == len(parts) else None


def _result(outcome: BenchmarkOutcome, found: Sequence[Comparison], settings: dict[str, Any]) -> MeasurementResult:
    advantage, error = overall_advantage(found)
    scores = [score for score in outcome.result.scores if score.metric == "acc"]
    beside = {comparison.task: comparison for comparison in found}
    baseline_scores = [_baseline_score(score, beside[score.task]) for score in scores if score.task in beside]
    return replace(
        outcome.result,
        scores=(*scores, *baseline_scores),
        samples=tuple(_with_baseline(outcome.result.samples, beside)),
        engine=outcome.result.engine | {"baseline": {each.task: _report(each, settings) for each in found}},
        protocol=outcome.result.protocol | {"baseline": _protocol(outcome.request.seed)},
        facts=(*outcome.result.facts, MeasuredValue(RESULT_KEY, advantage, error)),
    )


def _baseline_score(model: Score, comparison: Comparison) -> Score:
    share, n = comparison.baseline.accuracy, len(comparison.baseline.correct)
    error = math.sqrt(share * (1 - share) / (n - 1)) if n > 1 else None
    alone = replace(model, clusters=None, effective_items=None)
    return replace(alone, metric=METRIC, value=share, standard_error=error, n=n, shots=None)


def _with_baseline(samples: Sequence[SampleResult], beside: dict[str, Comparison]) -> list[SampleResult]:
    answers = {task: iter(comparison.baseline.correct) for task, comparison in beside.items()}
    return [
        replace(sample, metrics=sample.metrics | {METRIC: float(next(answers[sample.task]))})
        if sample.task in answers and "acc" in sample.metrics
        else sample
        for sample in samples
    ]


def _report(comparison: Comparison, settings: dict[str, Any]) -> dict[str, Any]:
    difference, error = comparison.advantage
    model = _side(comparison.model_correct, comparison.model_seconds_per_thousand, settings.get("usd_per_device_hour"))
    outcome = comparison.baseline
    beside = _side(outcome.correct, outcome.seconds_per_thousand, settings.get("usd_per_cpu_hour"))
    baseline = replace(beside, fit_seconds=outcome.fit_seconds)
    return TaskBaseline(len(comparison.model_correct), difference, error, model, baseline).as_stored()


def _side(correct: Sequence[bool], seconds: float, usd_per_hour: float | None) -> ClassifierSide:
    interval = wilson_interval(sum(correct), len(correct))
    return ClassifierSide(
        accuracy=sum(correct) / len(correct),
        interval=(interval.low, interval.high),
        seconds_per_thousand_items=seconds,
        usd_per_thousand_items=None if usd_per_hour is None else usd_per_hour * seconds / _SECONDS_PER_HOUR,
    )


def _protocol(seed: int) -> dict[str, Any]:
    return {
        "method": "TF-IDF (sublinear, words 1-2 or characters 1-3) and logistic regression (C = 10)",
        "scikit-learn": version("scikit-learn"),
        "trained_on": "training split",
        "seed": seed,
    }

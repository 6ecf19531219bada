"""Standard errors: closed forms where they exist, clustered where items share a text, resampled otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from lm_eval.api import metrics as lm_eval_metrics

from analysis.inference.intervals import clustered_standard_error, mean_standard_error
from data.records import parse_yaml

RESAMPLES = 1000
CORPUS_RESAMPLES = 100

Aggregation = Callable[[Sequence[Any]], float]


def ratio_standard_error(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Standard error of sum(a) / sum(b) over items (a, b); None below two items.

    Linearised: the residuals a - ratio * b take the place of a mean's deviations. Source: Cochran (1977), Sampling
    Techniques, section 6.4.
    """
    table = np.asarray(pairs, dtype=np.float64)
    weight = float(table[:, 1].sum())
    if weight == 0:
        return None
    residuals = table[:, 0] - table[:, 0].sum() / weight * table[:, 1]
    error = mean_standard_error(residuals.tolist())
    return None if error is None else error * len(pairs) / weight


def resampled_standard_error(
    aggregation: Aggregation, items: Sequence[Any], *, resamples: int, seed: int
) -> float | None:
    """Standard deviation of a statistic over resamples of its items with replacement; None below two items."""
    if len(items) < 2:
        return None
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(items), size=(resamples, len(items)))
    values = [float(aggregation([items[place] for place in draw])) for draw in draws]
    return float(np.std(values, ddof=1))


def metric_standard_error(
    aggregation: Aggregation, items: Sequence[Any], *, clusters: Sequence[Hashable] | None, seed: int
) -> float | None:
    """Standard error of one metric's aggregate, None where lm-eval's aggregation has no known error.

    Args:
        aggregation: The task's aggregation of the metric, a function of lm-eval or of the task.
        items: The metric's value of each document.
        clusters: Cluster of each document, None when documents are independent.
        seed: For resampling.
    """
    name = getattr(aggregation, "__name__", "")
    if getattr(lm_eval_metrics, name, None) is not aggregation:
        return None
    if name == "mean":
        return _error_of_mean(items, clusters)
    if name == "perplexity":
        error = _error_of_mean(items, clusters)
        return None if error is None else aggregation(items) * error
    if name in {"weighted_perplexity", "bits_per_byte"}:
        error = ratio_standard_error(items)
        scale = aggregation(items) if name == "weighted_perplexity" else 1 / math.log(2)
        return None if error is None else scale * error
    if name == "acc_all":
        return float(lm_eval_metrics.acc_all_stderr(items)) if len(items) > 1 else None
    if name in {"bleu", "chrf", "chrfpp", "ter"}:
        return resampled_standard_error(aggregation, items, resamples=CORPUS_RESAMPLES, seed=seed)
    if name in {"median", "matthews_corrcoef", "f1_score", "nanmean"}:
        return resampled_standard_error(aggregation, items, resamples=RESAMPLES, seed=seed)
    return None


def cluster_field(task: str) -> str | None:
    """The field of a task's documents on which errors are clustered, None when documents are independent."""
    matches = [name for name in _cluster_fields() if task.startswith(name)]
    return _cluster_fields()[max(matches, key=len)] if matches else None


@cache
def _cluster_fields() -> dict[str, str | None]:
    text = files("evals.engine").joinpath("clusters.yaml").read_text(encoding="utf-8")
    return dict(parse_yaml(text))


def _error_of_mean(items: Sequence[float], clusters: Sequence[Hashable] | None) -> float | None:
    return mean_standard_error(items) if clusters is None else clustered_standard_error(items, clusters)

"""What a run found: scores, and the answers behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from data.records.scales import Scale


@dataclass(frozen=True, slots=True)
class Score:
    """One metric of one task as measured.

    Attributes:
        value: In the metric's own unit.
        standard_error: In the value's unit; None where it cannot be had.
        n: Items scored.
        total: Items the task has, of which the first `n` were scored.
        scale: What the value counts.
        counts: Whether every item is right or wrong and the value is the share right; None where it was not recorded.
        clusters: Groups of items that share a text; None where items stand alone or nobody recorded it.
        effective_items: Independent items that clustered ones are worth; None where items stand alone.
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
    scale: Scale = field(kw_only=True)
    filter: str = "none"
    higher_is_better: bool = True
    run_id: int | None = None
    counts: bool | None = None
    clusters: int | None = None
    effective_items: float | None = None


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

"""What startups claim of their models' scores."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from data.records.scales import Scale


@dataclass(frozen=True, slots=True)
class Claim:
    """A benchmark score the startup states, with as much of its protocol as was given.

    Attributes:
        task: lm-eval task name as claimed.
        metric: Metric name without filter, such as "acc" or "acc_norm".
        value: Claimed score in the metric's own unit: 0.641 on a fraction, 41.2 for BLEU.
        scale: What the value counts.
        items: Number of items it was computed on, None if not stated.
        shots: Few-shot examples, None if not stated.
        template: How the prompt was built: "stock" as the harness does, "chat" through the model's chat template, or
            the startup's own words.
        split: Part of the data set, such as "test".
        chain_of_thought: Whether the model reasoned in words before its answer, None if not stated.
        majority_of: Answers per item of which the most frequent counts, 1 for a single one, None if not stated.
        subset: Part of the benchmark, such as "diamond", None if all of it or not stated.
        stated_in: Document and page, or address, where this score stands, if the list comes from several.
        direction: "exact" for "scores c", "at_least" for "scores c or more".
    """

    task: str
    metric: str
    value: float
    scale: Scale = field(kw_only=True)
    model: str | None = None
    items: int | None = None
    shots: int | None = None
    template: str | None = None
    split: str | None = None
    harness_version: str | None = None
    standard_error: float | None = None
    dated: date | None = None
    direction: Literal["exact", "at_least"] = "exact"
    chain_of_thought: bool | None = None
    majority_of: int | None = None
    subset: str | None = None
    stated_in: str | None = None
    fact_id: int | None = None
    id: int | None = None

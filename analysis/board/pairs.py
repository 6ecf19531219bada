"""Two models item by item: who is better on which task, and where nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

from analysis.inference.comparison import PairedComparison, paired_comparison
from analysis.inference.multiplicity import holm_adjusted
from data.records import SampleResult, Score

RISK_OF_ERROR = 0.05
Samples = Callable[[int, str], Sequence[SampleResult]]
"""Gives the kept answers of a run to one task."""


class TaskPair(NamedTuple):
    """One task that both models ran: both scores, and the comparison on the same items with its corrected p-value.

    The comparison is None where the questions were not the same, or their answers were not kept.
    """

    task: str
    first: Score
    second: Score
    comparison: PairedComparison | None
    p_value: float | None

    @property
    def leader(self) -> int | None:
        """1 or 2 where one is surely better, 0 for a tie, None where nothing was compared."""
        if self.comparison is None:
            return None
        if self.p_value is None or self.p_value > RISK_OF_ERROR:
            return 0
        return 1 if self.comparison.difference > 0 else 2


def task_pairs(ours: Mapping[str, Score], theirs: Mapping[str, Score], samples: Samples) -> list[TaskPair]:
    """Every task that both models ran; p-values after Holm's correction over them."""
    found = [(task, ours[task], theirs[task]) for task in ours if task in theirs]
    compared = [_compared(score, other, samples) for _, score, other in found]
    tested = [pair.p_value for pair in compared if pair is not None and pair.p_value is not None]
    adjusted = iter(holm_adjusted(tested) if tested else ())
    return [
        TaskPair(task, score, other, pair, None if pair is None or pair.p_value is None else next(adjusted))
        for (task, score, other), pair in zip(found, compared, strict=True)
    ]


def _compared(first: Score, second: Score, samples: Samples) -> PairedComparison | None:
    same = (first.task_hash, first.shots, first.metric) == (second.task_hash, second.shots, second.metric)
    if not same or first.run_id is None or second.run_id is None:
        return None
    ours, theirs = (_by_item(samples(run, first.task), first.metric) for run in (first.run_id, second.run_id))
    if not ours.keys() & theirs.keys():
        return None
    sign = 1 if first.higher_is_better else -1
    return paired_comparison(
        {item: sign * value for item, value in ours.items()}, {item: sign * value for item, value in theirs.items()}
    )


def _by_item(samples: Sequence[SampleResult], metric: str) -> dict[Hashable, float]:
    return {sample.doc_id: sample.metrics[metric] for sample in samples if metric in sample.metrics}

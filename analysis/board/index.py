"""Models in order of what they scored on a suite, with intervals and the ranks that the data allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.inference.comparison import RankRange, ScoreSummary, rank_ranges_from_summaries, surely_ahead
from analysis.inference.intervals import Interval, normal_interval
from data.records import Benchmark, Dossier, ModelRecord, PlacedScore, Run, RunState, Score, Startup, Suite


@dataclass(frozen=True, slots=True)
class Measured:
    """A model with its newest scores on a suite: per task the score, and the runs they come from."""

    startup: Startup
    model: ModelRecord
    scores: Mapping[str, Score]
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One model on the board, in points between guessing (0) and best (100).

    Attributes:
        standard_error: Of the index, in points; None where that of any score behind it is unknown.
        interval: 95 % interval of the index, None without a standard error.
        rank: Ranks that the data allow; every rank where the standard error is unknown.
        is_separated: Whether the next row is surely behind, so that a rule is drawn.
        items: Items behind the index.
        missing: Keys of the lines that were not run on it.
    """

    measured: Measured
    index: float
    standard_error: float | None
    interval: Interval | None
    rank: RankRange
    is_separated: bool
    items: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Summed:
    """The index of a model, its standard error (None where unknown) and the items behind it."""

    points: PlacedScore
    items: int


def measured_models(dossiers: Sequence[Dossier], suite: Suite) -> list[Measured]:
    """Every model with a score on the suite; the newest run of each task counts."""
    found = []
    for dossier in dossiers:
        for model in dossier.models:
            scores = _newest_scores(_finished(dossier.runs, model), suite)
            if scores:
                runs = tuple(sorted({score.run_id for score in scores.values() if score.run_id is not None}))
                found.append(Measured(dossier.startup, model, scores, runs))
    return found


def board(models: Sequence[Measured], lines: Sequence[Benchmark]) -> list[BoardRow]:
    """The models by their index over the lines, best first; models without a score on any of them are left out.

    The index is the mean over lines, each the mean over its tasks; its error adds the tasks' errors in quadrature and
    is unknown where one of them is. Rank ranges come from the pairwise differences with Holm's correction.
    """
    summed = {place: found for place, model in enumerate(models) if (found := _index(model, lines)) is not None}
    summaries = {place: ScoreSummary(*found.points) for place, found in summed.items()}
    ranks, ahead = rank_ranges_from_summaries(summaries), surely_ahead(summaries)
    ordered = sorted(summed, key=lambda place: -summed[place].points.value)
    separated = {first for first, second in pairwise(ordered) if (first, second) in ahead}
    return [
        _row(models[place], summed[place], ranks[place], lines, is_separated=place in separated) for place in ordered
    ]


def leading(rows: Sequence[BoardRow]) -> int:
    """How many cannot be told from the first."""
    return sum(row.rank.best == 1 for row in rows)


def score_interval(score: Score) -> Interval | None:
    """95 % interval of a score on its own scale, None without a standard error."""
    full = score.scale.full_score
    low = -math.inf if full is None else 0.0
    return normal_interval(score.value, score.standard_error, low=low, high=math.inf if full is None else full)


def _finished(runs: Sequence[Run], model: ModelRecord) -> list[Run]:
    """The model's finished runs, oldest first."""
    return sorted(
        (run for run in runs if run.state is RunState.FINISHED and run.model.id == model.id), key=lambda run: run.id
    )


def _newest_scores(runs: Sequence[Run], suite: Suite) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for run in runs:
        scores |= {score.task: score for score in run.scores if any(line.counts(score) for line in suite.benchmarks)}
    return scores


def _row(
    measured: Measured, summed: _Summed, rank: RankRange, lines: Sequence[Benchmark], *, is_separated: bool
) -> BoardRow:
    index, error = summed.points
    missing = tuple(line.key for line in lines if _line_points(measured, line) is None)
    interval = normal_interval(index, error, high=100.0)
    return BoardRow(measured, index, error, interval, rank, is_separated, summed.items, missing)


def _index(measured: Measured, lines: Sequence[Benchmark]) -> _Summed | None:
    """Index over the lines that were run, None where none was."""
    known = [found for line in lines if (found := _line_points(measured, line)) is not None]
    return _Summed(_mean([each.points for each in known]), sum(each.items for each in known)) if known else None


def _line_points(measured: Measured, line: Benchmark) -> _Summed | None:
    scores = [measured.scores[task] for task in line.tasks if task in measured.scores]
    placed = [(points, score.n) for score in scores if (points := line.points(score)) is not None]
    return _Summed(_mean([points for points, _ in placed]), sum(n for _, n in placed)) if placed else None


def _mean(parts: Sequence[PlacedScore]) -> PlacedScore:
    """The mean of independent parts; its error is unknown where one of theirs is."""
    errors = [part.standard_error for part in parts if part.standard_error is not None]
    known = math.hypot(*errors) / len(parts) if len(errors) == len(parts) else None
    return PlacedScore(sum(part.value for part in parts) / len(parts), known)

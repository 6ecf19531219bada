"""Models in order of what they scored on a suite, with intervals and the ranks that the data allow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.inference.comparison import RankRange, ScoreSummary, rank_ranges_from_summaries
from data.records import Dossier, ModelRecord, Run, RunState, Score, Startup
from pages.components.suites import SuiteFile, SuiteLine

_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Measured:
    """A model with its newest scores on a suite: per task the score, and the runs they come from."""

    startup: Startup
    model: ModelRecord
    scores: Mapping[str, Score]
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One model on the leaderboard, in points between guessing (0) and best (100).

    Attributes:
        standard_error: Of the index, in points.
        is_separated: Whether the next row is surely behind, so that a rule is drawn.
        items: Items behind the index.
        missing: Lines of the suite that were not run on it.
    """

    measured: Measured
    index: float
    standard_error: float
    low: float
    high: float
    rank: RankRange
    is_separated: bool
    items: int
    missing: int


def measured_models(dossiers: Sequence[Dossier], suite: SuiteFile) -> list[Measured]:
    """Every model with a score on the suite; the newest run of each task counts."""
    found = []
    for dossier in dossiers:
        for model in dossier.models:
            scores: dict[str, Score] = {}
            for run in _ended(dossier.runs, model):
                scores |= {score.task: score for score in run.scores if _counts(score, suite)}
            if scores:
                runs = tuple(sorted({score.run_id for score in scores.values() if score.run_id is not None}))
                found.append(Measured(dossier.startup, model, scores, runs))
    return found


def _ended(runs: Sequence[Run], model: ModelRecord) -> list[Run]:
    """The model's finished runs on its present weights, oldest first."""
    return sorted(
        (run for run in runs if run.state is RunState.FINISHED and run.model.id == model.id), key=lambda run: run.id
    )


def _counts(score: Score, suite: SuiteFile) -> bool:
    line = suite.line_of(score.task)
    return line is not None and score.metric == line.metric and score.filter == line.filter


def board(models: Sequence[Measured], lines: Sequence[SuiteLine]) -> list[BoardRow]:
    """The models by their index over the lines, best first; models without a score on any of them are left out.

    The index is the mean over lines, each the mean over its tasks; its error adds the tasks' errors in quadrature.
    Rank ranges come from the pairwise differences with Holm's correction.
    """
    summed = {place: summary for place, model in enumerate(models) if (summary := _index(model, lines)) is not None}
    summaries = {str(place): ScoreSummary(index, error) for place, (index, error, _) in summed.items()}
    ranks = rank_ranges_from_summaries(summaries)
    ordered = sorted(summed, key=lambda place: -summed[place][0])
    rows = []
    for position, place in enumerate(ordered):
        following = ordered[position + 1] if position + 1 < len(ordered) else None
        apart = following is not None and ranks[str(following)].best > ranks[str(place)].best
        rows.append(_row(models[place], summed[place], ranks[str(place)], lines, is_separated=apart))
    return rows


def leading(rows: Sequence[BoardRow]) -> int:
    """How many cannot be told from the first."""
    return sum(row.rank.best == 1 for row in rows)


def score_interval(score: Score) -> tuple[float, float] | None:
    """95 % interval of a score in its own unit, None without a standard error."""
    if score.standard_error is None:
        return None
    half = _NORMAL_95 * score.standard_error
    low, high = score.value - half, score.value + half
    full = score.scale.full_score
    return (low, high) if full is None else (max(0.0, low), min(full, high))


def _row(
    measured: Measured,
    summary: tuple[float, float, int],
    rank: RankRange,
    lines: Sequence[SuiteLine],
    *,
    is_separated: bool,
) -> BoardRow:
    index, error, items = summary
    missing = sum(all(task not in measured.scores for task in line.tasks) for line in lines)
    half = _NORMAL_95 * error
    return BoardRow(measured, index, error, index - half, min(100.0, index + half), rank, is_separated, items, missing)


def _index(measured: Measured, lines: Sequence[SuiteLine]) -> tuple[float, float, int] | None:
    """Index, its standard error and the items behind it; None where no line was run."""
    known = [found for line in lines if (found := _line_points(measured, line)) is not None]
    if not known:
        return None
    index = sum(points for points, _, _ in known) / len(known)
    error = math.sqrt(sum(variance for _, variance, _ in known)) / len(known)
    return index, error, sum(items for _, _, items in known)


def _line_points(measured: Measured, line: SuiteLine) -> tuple[float, float, int] | None:
    scores = [measured.scores[task] for task in line.tasks if task in measured.scores]
    if not scores:
        return None
    placed = [line.points(score.task, score.value) for score in scores]
    points = sum(value for value, _ in placed) / len(placed)
    errors = [(score.standard_error or 0.0) * slope for score, (_, slope) in zip(scores, placed, strict=True)]
    return points, sum(error**2 for error in errors) / len(errors) ** 2, sum(score.n for score in scores)

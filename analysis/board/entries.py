"""What the boards show of one startup: an entry per model and board, made from its runs, and what it costs to serve."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from analysis.diligence.examination import Yardsticks, known_evidence
from analysis.evidence.readings import Reading, weakest_level
from data.records import (
    Benchmark,
    BoardEntry,
    Dossier,
    KeptBoard,
    ModelRecord,
    PlacedScore,
    Run,
    RunState,
    Score,
    ServingCost,
    Suite,
    suites_hash,
)

COST_KEY = "serving_cost_usd_per_mtok"


class _Summed(NamedTuple):
    """Points with their standard error (None where unknown) and the items behind them."""

    points: PlacedScore
    items: int


def kept_board(
    dossier: Dossier, yardsticks: Yardsticks, suites: Sequence[Suite], *, version: int, kept_at: datetime
) -> KeptBoard:
    """Everything the boards show of a startup, with its serving cost as known on that day.

    Args:
        dossier: What is known of it.
        yardsticks: For the evidence behind the cost.
        suites: All of them.
        version: Of the evidence in the dossier.
        kept_at: Now.
    """
    entries = board_entries(dossier, suites)
    cost = None
    if entries:
        known = known_evidence(dossier, yardsticks, as_of=kept_at.date())
        cost = _serving_cost(known.evidence.reading(COST_KEY))
    return KeptBoard(dossier.startup.slug, version, suites_hash(suites), kept_at, cost, entries)


def board_entries(dossier: Dossier, suites: Iterable[Suite]) -> tuple[BoardEntry, ...]:
    """An entry for every model of the startup and every board that counts a score of it.

    The points are the mean over lines, each the mean over its tasks; their error adds the tasks' errors in quadrature
    and is unknown where one of them is. The newest finished run of each task counts.
    """
    measured = [(model, _finished(dossier.runs, model)) for model in dossier.models]
    return tuple(
        entry
        for suite in suites
        for model, runs in measured
        for entry in _entries(model, newest_scores(runs, suite), suite)
    )


def newest_scores(runs: Iterable[Sequence[Score]], suite: Suite) -> dict[str, Score]:
    """The score that counts by task, of the last run that has one.

    Args:
        runs: The scores of each run, the oldest run first.
        suite: Which number of which task counts.
    """
    return {score.task: score for scores in runs for score in scores if _counts(score, suite)}


def _counts(score: Score, suite: Suite) -> bool:
    line = suite.line_of(score.task)
    return line is not None and line.counts(score)


def _finished(runs: Sequence[Run], model: ModelRecord) -> list[tuple[Score, ...]]:
    """The scores of each of the model's finished runs, oldest first."""
    own = [run for run in runs if run.state is RunState.FINISHED and run.model.id == model.id]
    return [run.scores for run in sorted(own, key=lambda run: run.id)]


def _entries(model: ModelRecord, scores: Mapping[str, Score], suite: Suite) -> list[BoardEntry]:
    runs = tuple(sorted({score.run_id for score in scores.values() if score.run_id is not None}))
    placed = {line.key: found for line in suite.benchmarks if (found := _line(scores, line)) is not None}
    entries = []
    for board in suite.boards if placed else ():
        lines = [line.key for line in suite.lines_of(board)]
        known = [placed[key] for key in lines if key in placed]
        if known:
            points, error = _mean([each.points for each in known])
            missing = tuple(key for key in lines if key not in placed)
            items = sum(each.items for each in known)
            entries.append(BoardEntry(board, model.id, points, error, items, missing, runs))
    return entries


def _line(scores: Mapping[str, Score], line: Benchmark) -> _Summed | None:
    known = [scores[task] for task in line.tasks if task in scores]
    placed = [(points, score.n) for score in known if (points := line.points(score)) is not None]
    return _Summed(_mean([points for points, _ in placed]), sum(n for _, n in placed)) if placed else None


def _mean(parts: Sequence[PlacedScore]) -> PlacedScore:
    """The mean of independent parts; its error is unknown where one of theirs is."""
    errors = [part.standard_error for part in parts if part.standard_error is not None]
    known = math.hypot(*errors) / len(parts) if len(errors) == len(parts) else None
    return PlacedScore(sum(part.value for part in parts) / len(parts), known)


def _serving_cost(reading: Reading) -> ServingCost | None:
    if not isinstance(reading.value, float) or not 0 < reading.value < math.inf:
        return None
    return ServingCost(reading.value, weakest_level(reading.inputs))

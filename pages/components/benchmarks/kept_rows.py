"""What the benchmarks screen reads: the rows it shows with their scores, and what their ranks rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias

import streamlit as st

from analysis.board.entries import kept_board, newest_scores
from analysis.board.index import BoardRow, board_rows
from analysis.inference.rank_ranges import RankedScores, ScoreSummary, ranked_scores
from data import repository
from data.catalogue import load_suites
from data.database import database_url
from data.records import BoardName, NotFound, Run, Score, Startup, Suite, suites_hash
from data.repository import BoardsState
from pages.components import loaders

ROWS_OF_A_PAGE = 50
_AT_ONCE = 8
"""Startups brought up to date while somebody waits for the screen; the worker sees to the others."""
_NEWEST_RUNS = 200
"""Finished runs looked back upon for startups that no board shows as they are."""
_KEPT = timedelta(hours=1)

Scores: TypeAlias = Mapping[int, Mapping[str, Score]]
"""The newest scores on a suite by task, by key of the model."""


class BoardPage(NamedTuple):
    """Rows of a board that follow each other, their scores, and whether more follow."""

    rows: list[BoardRow]
    scores: Scores
    goes_on: bool


class OpenedRun(NamedTuple):
    """A run, and whose model it measured."""

    run: Run
    startup: Startup


def bring_up_to_date() -> int:
    """How many startups with new runs wait for the worker, after a few of them were put on the boards at once."""
    suites, now = load_suites(), datetime.now(UTC)
    content = suites_hash(suites)
    outdated = loaders.read(lambda session: repository.outdated_boards(session, content, newest=_NEWEST_RUNS))
    versions = {each.slug: each.version for each in outdated[:_AT_ONCE]}
    if not versions:
        return 0
    dossiers = loaders.read(lambda session: repository.dossiers(session, slugs=tuple(versions)))
    yardsticks = loaders.yardsticks()
    boards = [
        kept_board(known, yardsticks, suites, version=versions[known.startup.slug], kept_at=now) for known in dossiers
    ]
    with loaders.session() as session:
        for each in boards:
            repository.keep_board(session, each)
    return len(outdated) - len(versions)


def suites_in_use() -> dict[str, Suite]:
    """The suites on which a model was measured, by name."""
    suites = {suite.board(None): suite for suite in load_suites()}
    used = loaders.read(lambda session: repository.boards_in_use(session, tuple(suites)))
    return {board.suite: suites[board] for board in used}


def ranked(board: BoardName) -> RankedScores:
    """All scores on a board set against each other, anew as soon as any board has changed."""
    return _ranked(database_url(), board, loaders.read(repository.boards_state))


def board_page(
    board: BoardName, suite: Suite, among: RankedScores, *, after: tuple[float, int] | None = None
) -> BoardPage:
    """A page of a board.

    Args:
        board: Which one.
        suite: Whose board it is.
        among: All scores on it.
        after: Place of the last row of the page before.
    """
    size = ROWS_OF_A_PAGE + 1
    placed = loaders.read(lambda session: repository.placed_models(session, board, after=after, limit=size))
    rows = board_rows(placed, among)[:ROWS_OF_A_PAGE]
    return BoardPage(rows, _scores(rows, suite), len(placed) == size)


def opened_run(run_id: int) -> OpenedRun | None:
    """The run of that key, None if there is none."""
    try:
        run = loaders.read(lambda session: repository.find_run(session, run_id))
    except NotFound:
        return None
    return OpenedRun(run, loaders.read(lambda session: repository.find_startup(session, run.startup_slug)))


def _scores(rows: Sequence[BoardRow], suite: Suite) -> Scores:
    runs = [run for row in rows for run in row.entry.runs]
    found: dict[int, list[Score]] = {run: [] for run in runs}
    for score in loaders.read(lambda session: repository.scores_of(session, runs, suite.tasks)):
        found[score.run_id or 0].append(score)
    return {row.model.id: newest_scores([found[run] for run in row.entry.runs], suite) for row in rows}


@st.cache_resource(ttl=_KEPT, max_entries=32, show_spinner=False)
def _ranked(url: str, board: BoardName, state: BoardsState) -> RankedScores:  # noqa: ARG001 - part of the cache key
    points = loaders.read(lambda session: repository.board_points(session, board))
    return ranked_scores([ScoreSummary(*each) for each in points])

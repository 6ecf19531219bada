"""Judgements kept as they are made: whenever a startup's evidence changes, its standing and its history follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from analysis.board.entries import kept_board
from analysis.diligence.examination import Yardsticks, parsed_yardsticks
from analysis.portfolio.kept_standings import judged_standing
from analysis.rubrics import default_rubric_text
from data.catalogue import load_suites, reference_text
from data.database import Database
from data.records import suites_hash
from data.registry import load_registry
from data.repository import (
    Basis,
    DatabaseState,
    database_state,
    dossier,
    keep_board,
    keep_judged,
    outdated_boards,
    stale_standings,
)


def shipped_yardsticks() -> Yardsticks:
    """The rubric, the registry and the reference tables that ship with the project."""
    return parsed_yardsticks(default_rubric_text(), load_registry(), reference_text)


@dataclass
class JudgementKeeper:
    """Judges one startup at a time whose standing is not up to date, and keeps what the boards show of it.

    Attributes:
        yardsticks: What startups are measured against.
        settled: State of the database and day at which every standing and board was found up to date.
    """

    yardsticks: Yardsticks
    settled: tuple[DatabaseState, date] | None = field(default=None)

    def keep_next(self, database: Database) -> str | None:
        """Slug of the startup that was judged or put on the boards anew, None when all are up to date.

        A board is behind its standing only after a suite has changed. One at a time, so that a worker with many
        startups goes on with its runs in between.
        """
        rubric, now = self.yardsticks.rubric, datetime.now(UTC)
        with database.session() as session:
            state = (database_state(session), now.date())
            if state == self.settled:
                return None
            basis = Basis(rubric.default_profile, rubric.content_hash, now.date())
            found = stale_standings(session, basis, limit=1)
            due = found or outdated_boards(session, suites_hash(load_suites()), limit=1)
            if not due:
                self.settled = state
                return None
            known = dossier(session, due[0].slug)
        board = kept_board(known, self.yardsticks, load_suites(), version=due[0].version, kept_at=now)
        standings = [judged_standing(known, self.yardsticks, version=each.version, judged_at=now) for each in found]
        with database.session() as session:
            for standing in standings:
                keep_judged(session, standing, joins_history=found[0].why != "day")
            keep_board(session, board)
        return due[0].slug

"""Judgements kept as they are made: whenever a startup's evidence changes, its standing and its history follow."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

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
from evals.places import PROJECT_ROOT

MANY = 64
"""Startups up to which the worker judges all by itself, in about ten seconds."""
SECONDS_AT_ONCE = 1.0


def shipped_yardsticks() -> Yardsticks:
    """The rubric, the registry and the reference tables that ship with the project."""
    return parsed_yardsticks(default_rubric_text(), load_registry(), reference_text)


@dataclass
class JudgementKeeper:
    """Judges startups whose standing is not up to date, and keeps what the boards show of them.

    A few are judged here, between two looks at the queue. Many, as after a change of the rubric or a large intake, are
    handed to a process of their own that uses every core; what changes meanwhile is still judged here at once.

    Attributes:
        yardsticks: What startups are measured against.
        database_url: For that process.
        settled: State of the database and day at which every standing and board was found up to date.
        refreshing: The process that works off a large backlog, None while there is none.
    """

    yardsticks: Yardsticks
    database_url: str
    settled: tuple[DatabaseState, date] | None = field(default=None)
    refreshing: subprocess.Popen[bytes] | None = field(default=None)

    def keep_up(self, database: Database, *, seconds: float = SECONDS_AT_ONCE) -> int:
        """How many startups were judged within about that time."""
        end, judged = time.monotonic() + seconds, 0
        while self.keep_next(database) is not None:
            judged += 1
            if time.monotonic() >= end:
                break
        return judged

    def keep_next(self, database: Database) -> str | None:
        """Slug of the startup that was judged or put on the boards anew, None when none is left to do here.

        A board is behind its standing only after a suite has changed.
        """
        rubric, now = self.yardsticks.rubric, datetime.now(UTC)
        if self.refreshing is not None and self.refreshing.poll() is not None:
            self.refreshing = None
        with database.session() as session:
            state = (database_state(session), now.date())
            if state == self.settled:
                return None
            basis = Basis(rubric.default_profile, rubric.content_hash, now.date())
            found = stale_standings(session, basis, limit=1)
            if found and found[0].why != "evidence" and self._hands_over(session, basis):
                return None
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

    def stop(self) -> None:
        """End the process of the backlog; what it has judged is kept, and the next worker goes on."""
        if self.refreshing is not None:
            self.refreshing.terminate()

    def _hands_over(self, session: Session, basis: Basis) -> bool:
        """Whether the backlog is with a process of its own, begun now if it is large."""
        if self.refreshing is None and len(stale_standings(session, basis, limit=MANY + 1)) > MANY:
            command = [sys.executable, "-m", "analysis", "refresh", "--json"]
            self.refreshing = subprocess.Popen(
                command,
                cwd=PROJECT_ROOT,
                env=os.environ | {"DATABASE_URL": self.database_url},
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self.refreshing is not None

"""Judgements kept as they are made: whenever a startup's evidence changes, its standing and its history follow."""

from __future__ import annotations

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


def shipped_yardsticks() -> Yardsticks:
    """The rubric, the registry and the reference tables that ship with the project."""
    return parsed_yardsticks(default_rubric_text(), load_registry(), reference_text)


@dataclass
class JudgementKeeper:
    """Judges one startup at a time whose standing is not up to date.

    Attributes:
        yardsticks: What startups are measured against.
        settled: State of the database and day at which every standing was found up to date.
    """

    yardsticks: Yardsticks
    settled: tuple[DatabaseState, date] | None = field(default=None)

    def keep_next(self, database: Database) -> str | None:
        """Slug of the startup that was judged, None when every standing is up to date.

        One at a time, so that a worker with many startups goes on with its runs in between.
        """
        rubric, now = self.yardsticks.rubric, datetime.now(UTC)
        with database.session() as session:
            state = (database_state(session), now.date())
            if state == self.settled:
                return None
            basis = Basis(rubric.default_profile, rubric.content_hash, now.date())
            found = stale_standings(session, basis, limit=1)
            if not found:
                self.settled = None if (slug := self._keep_next_board(session, now)) else state
                return slug
            known = dossier(session, found[0].slug)
        standing = judged_standing(known, self.yardsticks, version=found[0].version, judged_at=now)
        board = kept_board(known, self.yardsticks, load_suites(), version=found[0].version, kept_at=now)
        with database.session() as session:
            keep_judged(session, standing, joins_history=found[0].why != "day")
            keep_board(session, board)
        return found[0].slug

    def _keep_next_board(self, session: Session, now: datetime) -> str | None:
        """Slug of a startup whose runs no board shows though it was judged, as after a suite has changed."""
        outdated = outdated_boards(session, suites_hash(load_suites()), limit=1)
        for slug, version in outdated:
            known = dossier(session, slug)
            keep_board(session, kept_board(known, self.yardsticks, load_suites(), version=version, kept_at=now))
        return outdated[0].slug if outdated else None

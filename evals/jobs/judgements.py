"""Judgements kept as they are made: whenever a startup's evidence changes, its standing and its history follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from analysis.diligence.examination import Yardsticks, parsed_yardsticks
from analysis.portfolio.kept_standings import judged_standing
from analysis.rubrics import default_rubric_text
from data.catalogue import reference_text
from data.database import Database
from data.registry import load_registry
from data.repository import Basis, DatabaseState, database_state, dossier, keep_judged, stale_standings


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
                self.settled = state
                return None
            known = dossier(session, found[0].slug)
        standing = judged_standing(known, self.yardsticks, version=found[0].version, judged_at=now)
        with database.session() as session:
            keep_judged(session, standing, joins_history=found[0].why != "day")
        return found[0].slug

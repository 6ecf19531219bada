"""What changes whenever what is known of a startup does, cheap enough to ask for on every screen."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.tables import ModelRow, RunRow, StartupRow


class StartupMark(NamedTuple):
    """The state of one startup's dossier, as cheap for one of many: equal marks stand for equal dossiers.

    Attributes:
        said: Name and summaries, and whether it is fictional.
        version: Of its evidence, which the database raises.
        runs: Newest run asked for, and how many are under way; neither is evidence yet.
    """

    said: tuple[Any, ...]
    version: int
    runs: tuple[Any, ...]


def startup_mark(session: Session, slug: str) -> StartupMark | None:
    """The mark of one startup, archived or not, None if there is none of that slug."""
    startup = StartupRow
    row = session.execute(
        select(
            startup.id, startup.version, startup.name, startup.summary_en, startup.summary_zh, startup.fictional
        ).where(startup.slug == slug)
    ).first()
    if row is None:
        return None
    key, version, *said = row
    asked = select(func.max(RunRow.id), func.count(RunRow.id) - func.count(RunRow.finished_at))
    runs = session.execute(asked.join(ModelRow, RunRow.model_id == ModelRow.id).where(ModelRow.startup_id == key))
    return StartupMark(tuple(said), version, tuple(runs.one()))

"""The pipeline as a board: a column per status, those without contact, and how startups moved on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeAlias

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from data.records import FIRST_STATUS, PIPELINE_STATUSES, BoardCard, BoardPlace, MoveCount
from data.repository.pipeline import pipeline_entry
from data.repository.tags import tags_of
from data.tables import PipelineMoveRow, PipelineRow, StartupRow

_Rows: TypeAlias = Select[StartupRow, PipelineRow]
_IN_USE = StartupRow.archived_at.is_(None)


def status_counts(session: Session) -> dict[str, int]:
    """How many startups in use are in each status, in the order of the statuses."""
    counts = Counter({FIRST_STATUS: session.scalar(select(func.count(StartupRow.id))) or 0})
    archived = select(func.count(StartupRow.archived_at)).where(StartupRow.archived_at.is_not(None))
    counts[FIRST_STATUS] -= session.scalar(archived) or 0
    by_status = select(PipelineRow.status, func.count()).group_by(PipelineRow.status)
    out_of_use = by_status.join(StartupRow, StartupRow.id == PipelineRow.startup_id).where(~_IN_USE)
    for query, sign in ((by_status, 1), (out_of_use, -1)):
        for status, count in session.execute(query):
            counts[status] += sign * count
            counts[FIRST_STATUS] -= sign * count
    return {status: counts[status] for status in PIPELINE_STATUSES}


def board_column(session: Session, status: str, *, after: BoardPlace | None = None, limit: int = 20) -> list[BoardCard]:
    """The startups of a status, the one moved, added or spoken with last first, a page at a time.

    Args:
        session: To read in.
        status: A code of `PIPELINE_STATUSES`.
        after: Place of the last card of the page before.
        limit: Cards of a page.
    """
    query = _ROWS.where(PipelineRow.status == status)
    if after is not None:
        query = query.where(_before(after))
    newest = query.order_by(PipelineRow.active_on.desc(), PipelineRow.startup_id.desc()).limit(limit)
    found = [(_place(row.active_on, startup.id), startup, row) for startup, row in session.execute(newest)]
    if status == FIRST_STATUS:
        found += [(BoardPlace(each.created_at, each.id), each, None) for each in _unmoved(session, after, limit)]
    return _cards(session, sorted(found, key=lambda each: each[0], reverse=True)[:limit])


def quiet_startups(
    session: Session, before: date, *, after: BoardPlace | None = None, limit: int = 20
) -> list[BoardCard]:
    """The startups in hand without contact since before a day, the longest quiet first, a page at a time.

    Where no contact is on record, the day counts on which the startup entered its status.
    """
    query = _ROWS.where(PipelineRow.quiet_since < before)
    if after is not None:
        day, key = after.at.date(), after.startup_id
        tied = and_(PipelineRow.quiet_since == day, PipelineRow.startup_id > key)
        query = query.where(or_(PipelineRow.quiet_since > day, tied))
    longest = query.order_by(PipelineRow.quiet_since, PipelineRow.startup_id).limit(limit)
    return _cards(
        session,
        [(_place(row.quiet_since or row.since, startup.id), startup, row) for startup, row in session.execute(longest)],
    )


def quiet_count(session: Session, before: date) -> int:
    """How many startups in hand are without contact since before a day."""
    quiet = select(func.count()).select_from(PipelineRow).where(PipelineRow.quiet_since < before)
    archived = quiet.join(StartupRow, StartupRow.id == PipelineRow.startup_id).where(~_IN_USE)
    return (session.scalar(quiet) or 0) - (session.scalar(archived) or 0)


def owners(session: Session) -> list[str]:
    """Everybody who looks after a startup, by name."""
    query = select(PipelineRow.owner).where(PipelineRow.owner.is_not(None)).distinct().order_by(PipelineRow.owner)
    return [owner for owner in session.scalars(query) if owner is not None]


def move_counts(session: Session) -> list[MoveCount]:
    """How many moves went from each status to each other after how many days."""
    kind = (PipelineMoveRow.from_status, PipelineMoveRow.to_status, PipelineMoveRow.days)
    return [MoveCount(*row) for row in session.execute(select(*kind, func.count()).group_by(*kind))]


_ROWS: _Rows = select(StartupRow, PipelineRow).join(PipelineRow, PipelineRow.startup_id == StartupRow.id).where(_IN_USE)


def _unmoved(session: Session, after: BoardPlace | None, limit: int) -> Sequence[StartupRow]:
    """The startups nobody has written on, the last added first."""
    query = select(StartupRow).where(_IN_USE, ~exists().where(PipelineRow.startup_id == StartupRow.id))
    if after is not None:
        tied = and_(StartupRow.created_at == after.at, StartupRow.id < after.startup_id)
        query = query.where(or_(StartupRow.created_at < after.at, tied))
    return session.scalars(query.order_by(StartupRow.created_at.desc(), StartupRow.id.desc()).limit(limit)).all()


def _before(after: BoardPlace) -> Any:
    """Rows whose day, taken as its first moment, comes after that place in the order of a column."""
    day = after.at.date()
    if _place(day, after.startup_id).at < after.at:
        return PipelineRow.active_on <= day
    tied = and_(PipelineRow.active_on == day, PipelineRow.startup_id < after.startup_id)
    return or_(PipelineRow.active_on < day, tied)


def _place(day: date, startup_id: int) -> BoardPlace:
    return BoardPlace(datetime.combine(day, time(), UTC), startup_id)


def _cards(session: Session, found: Sequence[tuple[BoardPlace, StartupRow, PipelineRow | None]]) -> list[BoardCard]:
    tags = tags_of(session, [startup.slug for _, startup, _ in found])
    return [
        BoardCard(startup.name, startup.fictional, pipeline_entry(startup, row), tags[startup.slug], place)
        for place, startup, row in found
    ]

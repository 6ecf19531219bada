"""The pipeline as a board: a column per status, those without contact, and how startups moved on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from data.records import FIRST_STATUS, NO_FILTER, PIPELINE_STATUSES, BoardCard, BoardPlace, Filter, MoveCount
from data.repository.index_walk import values_in
from data.repository.pipeline import pipeline_entry
from data.repository.pipeline_conditions import owner_and_tag_conditions
from data.repository.startup_rows import startup_record
from data.repository.tags import tags_of
from data.tables import PipelineMoveRow, PipelineRow, StartupRow

_Found: TypeAlias = tuple[BoardPlace, PipelineRow | None]
_NOWHERE: Mapping[str, BoardPlace] = MappingProxyType({})
_IN_USE = StartupRow.archived_at.is_(None)
# By one look at the startup per row: SQLite would go through all those in use, were it asked for a join.
_ROW_IN_USE = exists().where(StartupRow.id == PipelineRow.startup_id, _IN_USE)
_ARCHIVED = select(StartupRow.id).where(~_IN_USE)


def status_counts(session: Session, chosen: Filter = NO_FILTER) -> dict[str, int]:
    """How many startups in use are in each status, in the order of the statuses.

    Args:
        session: To read in.
        chosen: Only those whose owner and tags are as it asks.
    """
    if _is_asked(chosen):
        return _counts_among(session, chosen)
    moved = select(PipelineRow.status, func.count()).group_by(PipelineRow.status)
    counts = Counter(dict(session.execute(moved).all()))
    counts.subtract(dict(session.execute(moved.where(PipelineRow.startup_id.in_(_ARCHIVED))).all()))
    everyone = session.scalar(select(func.count()).select_from(StartupRow)) or 0
    archived = session.scalar(select(func.count()).select_from(_ARCHIVED.subquery())) or 0
    counts[FIRST_STATUS] += everyone - archived - counts.total()
    return {status: counts[status] for status in PIPELINE_STATUSES}


def board(
    session: Session, *, after: Mapping[str, BoardPlace] = _NOWHERE, chosen: Filter = NO_FILTER, limit: int = 20
) -> dict[str, list[BoardCard]]:
    """The startups of each status, the one moved, added or spoken with last first, a page of each at a time.

    Args:
        session: To read in.
        after: By status the place of the last card of the page before; the first page of those it leaves out.
        chosen: Only startups whose owner and tags are as it asks.
        limit: Cards of a page.
    """
    columns = {status: _column(session, status, after.get(status), limit, chosen) for status in PIPELINE_STATUSES}
    cards = iter(_cards(session, [each for column in columns.values() for each in column]))
    return {status: [next(cards) for _ in column] for status, column in columns.items()}


def quiet_startups(
    session: Session, before: date, *, after: BoardPlace | None = None, limit: int = 20
) -> list[BoardCard]:
    """The startups in hand without contact since before a day, the longest quiet first, a page at a time.

    Where no contact is on record, the day counts on which the startup entered its status.
    """
    query = select(PipelineRow).where(PipelineRow.quiet_since < before, _ROW_IN_USE)
    if after is not None:
        day, later = after.at.date(), PipelineRow.quiet_since > after.at.date()
        query = query.where(PipelineRow.quiet_since >= day, or_(later, PipelineRow.startup_id > after.startup_id))
    longest = query.order_by(PipelineRow.quiet_since, PipelineRow.startup_id).limit(limit)
    return _cards(
        session, [(_place(row.quiet_since or row.since, row.startup_id), row) for row in session.scalars(longest)]
    )


def quiet_count(session: Session, before: date) -> int:
    """How many startups in hand are without contact since before a day."""
    quiet = select(func.count()).select_from(PipelineRow).where(PipelineRow.quiet_since < before)
    archived = quiet.where(PipelineRow.startup_id.in_(_ARCHIVED))
    return (session.scalar(quiet) or 0) - (session.scalar(archived) or 0)


def owners(session: Session, *, most: int = 200) -> list[str]:
    """Who looks after a startup, the first `most` of them by name."""
    return values_in(session, PipelineRow.owner, most=most)


def move_counts(session: Session) -> list[MoveCount]:
    """How many moves went from each status to each other after how many days."""
    kind = (PipelineMoveRow.from_status, PipelineMoveRow.to_status, PipelineMoveRow.days)
    return [MoveCount(*row) for row in session.execute(select(*kind, func.count()).group_by(*kind))]


def _is_asked(chosen: Filter) -> bool:
    return bool(chosen.owners or chosen.tags)


def _counts_among(session: Session, chosen: Filter) -> dict[str, int]:
    allowed = owner_and_tag_conditions(chosen, key=PipelineRow.startup_id)
    moved = select(PipelineRow.status, func.count()).where(_ROW_IN_USE, *allowed).group_by(PipelineRow.status)
    counts = Counter(dict(session.execute(moved).all()))
    nobody_wrote = select(func.count()).select_from(StartupRow).where(_IN_USE, *_unwritten(chosen))
    counts[FIRST_STATUS] += session.scalar(nobody_wrote) or 0
    return {status: counts[status] for status in PIPELINE_STATUSES}


def _unwritten(chosen: Filter) -> list[ColumnElement[bool]]:
    """That nobody has written on the startup, and that its owner and tags are as asked."""
    no_row = ~exists().where(PipelineRow.startup_id == StartupRow.id)
    return [no_row, *owner_and_tag_conditions(chosen, key=StartupRow.id)]


def _column(session: Session, status: str, after: BoardPlace | None, limit: int, chosen: Filter) -> list[_Found]:
    allowed = owner_and_tag_conditions(chosen, key=PipelineRow.startup_id)
    query = select(PipelineRow).where(PipelineRow.status == status, _ROW_IN_USE, *allowed)
    if after is not None:
        query = query.where(_follows(after))
    newest = query.order_by(PipelineRow.active_on.desc(), PipelineRow.startup_id.desc()).limit(limit)
    found: list[_Found] = [(_place(row.active_on, row.startup_id), row) for row in session.scalars(newest)]
    if status == FIRST_STATUS:
        found += [(place, None) for place in _unmoved(session, after, limit, chosen)]
    return sorted(found, key=lambda each: each[0], reverse=True)[:limit]


def _unmoved(session: Session, after: BoardPlace | None, limit: int, chosen: Filter) -> list[BoardPlace]:
    """Where the startups stand on which nobody has written, the last added first."""
    query = select(StartupRow.created_at, StartupRow.id)
    query = query.where(_IN_USE, *_unwritten(chosen))
    if after is not None:
        at, key = after
        query = query.where(StartupRow.created_at <= at, or_(StartupRow.created_at < at, StartupRow.id < key))
    # The first column is the same in all these rows; named, it lets PostgreSQL walk the index, which begins with it.
    order = (StartupRow.archived_at.desc(), StartupRow.created_at.desc(), StartupRow.id.desc())
    newest = query.order_by(*order).limit(limit)
    return [BoardPlace(*row) for row in session.execute(newest)]


def _follows(after: BoardPlace) -> ColumnElement[bool]:
    """Rows whose day, taken as its first moment, comes after that place in the order of a column."""
    day, is_later = after.at.date(), PipelineRow.active_on <= after.at.date()
    if _place(day, after.startup_id).at < after.at:
        return is_later
    return and_(is_later, or_(PipelineRow.active_on < day, PipelineRow.startup_id < after.startup_id))


def _place(day: date, startup_id: int) -> BoardPlace:
    return BoardPlace(datetime.combine(day, time(), UTC), startup_id)


def _cards(session: Session, found: Sequence[_Found]) -> list[BoardCard]:
    query = select(StartupRow).where(StartupRow.id.in_([place.startup_id for place, _ in found]))
    startups = {row.id: row for row in session.scalars(query)}
    tags = tags_of(session, [row.slug for row in startups.values()])
    return [
        BoardCard(startup_record(startup), pipeline_entry(startup, row), tags[startup.slug], place)
        for place, row in found
        for startup in [startups[place.startup_id]]
    ]

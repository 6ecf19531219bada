"""What a filter asks of the pipeline, as conditions on startups; each is answered by an index."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from data.records import FIRST_STATUS, NOBODY, Filter
from data.repository.tags import tag_key
from data.tables import PipelineRow, StartupRow, StartupTagRow, TagRow

Key: TypeAlias = InstrumentedAttribute[int]
# Under a name of its own, so that the conditions hold in a query of this table too.
_MINE = aliased(PipelineRow)


def pipeline_conditions(chosen: Filter, *, today: date, key: Key = StartupRow.id) -> list[ColumnElement[bool]]:
    """Conditions on a startup's status, owner, tags and last contact; none for what is not asked.

    A startup without a row is in the first status, has no owner and no contact on record.

    Args:
        chosen: Its other parts are left to others.
        today: From which days without contact are counted back.
        key: The column of the query that holds the key of the startup.
    """
    found = owner_and_tag_conditions(chosen, key=key)
    if chosen.statuses:
        found.append(_has_status(key, chosen.statuses))
    if chosen.quiet_days is not None:
        recent = _MINE.last_contact >= today - timedelta(days=chosen.quiet_days)
        found.append(_no_row(key, recent))
    return found


def owner_and_tag_conditions(chosen: Filter, *, key: Key) -> list[ColumnElement[bool]]:
    """Those of the conditions that concern the owner and the tags."""
    found = [_has_owner(key, chosen.owners)] if chosen.owners else []
    return [*found, _has_tag(key, chosen.tags)] if chosen.tags else found


def _has_status(key: Key, statuses: tuple[str, ...]) -> ColumnElement[bool]:
    if FIRST_STATUS in statuses:
        return _no_row(key, _MINE.status.not_in(statuses))
    return _row(key, _MINE.status.in_(statuses))


def _has_owner(key: Key, owners: tuple[str, ...]) -> ColumnElement[bool]:
    if NOBODY in owners:
        return _no_row(key, _MINE.owner.not_in(owners))
    return _row(key, _MINE.owner.in_(owners))


def _has_tag(key: Key, tags: tuple[str, ...]) -> ColumnElement[bool]:
    having = (
        select(StartupTagRow.startup_id)
        .join(TagRow, TagRow.id == StartupTagRow.tag_id)
        .where(TagRow.key.in_([tag_key(tag) for tag in tags]))
    )
    return key.in_(having)


def _row(key: Key, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return key.in_(select(_MINE.startup_id).where(condition))


def _no_row(key: Key, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """That no row of the startup is so: by one look at it per startup, however many are."""
    return ~exists().where(_MINE.startup_id == key, condition)

"""What a filter asks of the pipeline, as conditions on startups; each is answered by an index."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, select

from data.records import FIRST_STATUS, NOBODY, Filter
from data.repository.tags import tag_key
from data.tables import PipelineRow, StartupRow, StartupTagRow, TagRow


def pipeline_conditions(chosen: Filter, *, today: date) -> list[ColumnElement[bool]]:
    """Conditions over `StartupRow.id` for status, owner, tags and last contact; none for what is not asked.

    A startup without a row is in the first status, has no owner and no contact on record.

    Args:
        chosen: Its other parts are left to others.
        today: From which days without contact are counted back.
    """
    found = []
    if chosen.statuses:
        found.append(_has_status(chosen.statuses))
    if chosen.owners:
        found.append(_has_owner(chosen.owners))
    if chosen.tags:
        found.append(_has_tag(chosen.tags))
    if chosen.quiet_days is not None:
        recent = PipelineRow.last_contact >= today - timedelta(days=chosen.quiet_days)
        found.append(_no_row(recent))
    return found


def _has_status(statuses: tuple[str, ...]) -> ColumnElement[bool]:
    if FIRST_STATUS in statuses:
        return _no_row(PipelineRow.status.not_in(statuses))
    return _row(PipelineRow.status.in_(statuses))


def _has_owner(owners: tuple[str, ...]) -> ColumnElement[bool]:
    if NOBODY in owners:
        return _no_row(PipelineRow.owner.not_in(owners))
    return _row(PipelineRow.owner.in_(owners))


def _has_tag(tags: tuple[str, ...]) -> ColumnElement[bool]:
    having = (
        select(StartupTagRow.startup_id)
        .join(TagRow, TagRow.id == StartupTagRow.tag_id)
        .where(TagRow.key.in_([tag_key(tag) for tag in tags]))
    )
    return StartupRow.id.in_(having)


def _row(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return StartupRow.id.in_(select(PipelineRow.startup_id).where(condition))


def _no_row(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """That no row of the startup is so: by one look at it per startup, however many are."""
    return ~exists().where(PipelineRow.startup_id == StartupRow.id, condition)

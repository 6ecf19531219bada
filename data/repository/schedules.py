"""Benchmarks that repeat."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from data.records import InvalidInput, NotFound, Schedule
from data.repository.audit import record_event
from data.repository.startup_rows import startup_row
from data.tables import ScheduleRow, StartupRow


def add_schedule(session: Session, slug: str, *, suite: str, cron: str, actor: str) -> Schedule:
    """The new schedule; the cron expression must have been checked.

    Raises:
        NotFound: if there is no such startup.
        InvalidInput: if the same schedule exists.
    """
    startup = startup_row(session, slug)
    same = select(ScheduleRow).where(
        ScheduleRow.startup_id == startup.id, ScheduleRow.suite == suite, ScheduleRow.cron == cron
    )
    if session.scalar(same) is not None:
        raise InvalidInput(f"{slug} already has suite {suite!r} at {cron!r}; change the time or the suite")
    row = ScheduleRow(
        startup_id=startup.id, suite=suite, cron=cron, enabled=True, created_at=datetime.now(UTC), startup=startup
    )
    session.add(row)
    session.flush()
    after = {"startup": slug, "suite": suite, "cron": cron}
    record_event(session, actor=actor, action="add", entity="schedule", entity_id=str(row.id), after=after)
    return _schedule(row)


def remove_schedule(session: Session, schedule_id: int, *, actor: str) -> Schedule:
    """The schedule that was removed.

    Raises:
        NotFound: if there is no such schedule.
    """
    row = session.get(ScheduleRow, schedule_id)
    if row is None:
        raise NotFound(f"No schedule {schedule_id}; `python -m evals schedule list` shows what there is")
    removed = _schedule(row)
    session.delete(row)
    before = {"startup": removed.startup_slug, "suite": removed.suite, "cron": removed.cron}
    record_event(session, actor=actor, action="remove", entity="schedule", entity_id=str(schedule_id), before=before)
    return removed


def schedules(session: Session) -> list[Schedule]:
    """All schedules, oldest first; those of an archived startup rest until it is restored."""
    # By one look at the startup per schedule: SQLite would go through all those in use, were they joined.
    in_use = exists().where(StartupRow.id == ScheduleRow.startup_id, StartupRow.archived_at.is_(None))
    return [_schedule(row) for row in session.scalars(select(ScheduleRow).where(in_use).order_by(ScheduleRow.id))]


def _schedule(row: ScheduleRow) -> Schedule:
    return Schedule(row.id, row.startup.slug, row.suite, row.cron, row.enabled, row.created_at)

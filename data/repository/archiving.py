"""Startups put out of sight and brought back; nothing of them is deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.records import Startup
from data.repository.audit import record_event
from data.repository.standings import withdraw_standings
from data.repository.startup_rows import hold_startup, startup_record, startup_row
from data.tables import StartupRow


def archive(session: Session, slug: str, *, actor: str) -> Startup:
    """The startup, archived now unless it was already; it is then left out wherever all startups are read.

    Raises:
        NotFound: if there is no such startup.
    """
    hold_startup(session, slug)
    row = startup_row(session, slug)
    if row.archived_at is None:
        row.archived_at, row.archived_by = datetime.now(UTC), actor
        withdraw_standings(session, row.id)
        record_event(session, actor=actor, action="archive", entity="startup", entity_id=slug)
    return startup_record(row)


def restore(session: Session, slug: str, *, actor: str) -> Startup:
    """The startup, back among the others with all that is known of it; one that was not archived is left as it is.

    Raises:
        NotFound: if there is no such startup.
    """
    hold_startup(session, slug)
    row = startup_row(session, slug)
    if row.archived_at is not None:
        before = {"archived_at": row.archived_at.isoformat(), "archived_by": row.archived_by}
        row.archived_at = row.archived_by = None
        record_event(session, actor=actor, action="restore", entity="startup", entity_id=slug, before=before)
    return startup_record(row)


def archived_startups(session: Session, *, slug: str | None = None, limit: int | None = None) -> list[Startup]:
    """The archived startups, or the one of that slug if it is archived, the latest archived first."""
    query = select(StartupRow).where(StartupRow.archived_at.is_not(None))
    if slug is not None:
        query = query.where(StartupRow.slug == slug)
    latest = query.order_by(StartupRow.archived_at.desc(), StartupRow.id.desc()).limit(limit)
    return [startup_record(row) for row in session.scalars(latest)]


def archived_count(session: Session) -> int:
    """How many startups are archived."""
    return session.scalar(select(func.count(StartupRow.archived_at)).where(StartupRow.archived_at.is_not(None))) or 0

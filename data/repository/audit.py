"""The audit trail: every write says who, when, what, before, after."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import collate, or_, select
from sqlalchemy.orm import Session

from data.records import AuditEvent
from data.tables import AuditRow


def record_event(
    session: Session,
    *,
    actor: str,
    action: str,
    entity: str,
    entity_id: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one event to the trail, in the caller's transaction."""
    row = AuditRow(
        at=datetime.now(UTC),
        actor=actor,
        action=action,
        entity=entity,
        entity_id=entity_id,
        before=before,
        after=after,
    )
    session.add(row)


def audit_events(
    session: Session, *, entity: str | None = None, startup: str | None = None, limit: int = 100
) -> list[AuditEvent]:
    """The newest `limit` events, newest first, of one kind of entity or of all, of one startup or of all.

    A startup's are those of its slug itself, and of what is kept under it: its facts, findings and models.
    """
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if entity is not None:
        query = query.where(AuditRow.entity == entity)
    if startup is not None:
        # By bytes, as the index is: in the order of a language a beginning is no range.
        by_bytes = "BINARY" if session.get_bind().dialect.name == "sqlite" else "C"
        named = collate(AuditRow.entity_id, by_bytes)
        query = query.where(or_(named == startup, (named >= f"{startup}/") & (named < f"{startup}0")))
    return [
        AuditEvent(row.at, row.actor, row.action, row.entity, row.entity_id, row.before, row.after, row.id)
        for row in session.scalars(query)
    ]

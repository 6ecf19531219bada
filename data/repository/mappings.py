"""What the columns of a table were taken for, remembered for the next table with the same header."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.repository.audit import record_event
from data.tables import BulkMappingRow


def remember_mapping(session: Session, signature: str, mapping: Mapping[str, Mapping[str, str]], *, actor: str) -> None:
    """Keep the mapping of a header in place of the one kept before; the audit trail holds both.

    Args:
        session: Its transaction is the caller's.
        signature: Stands for the header.
        mapping: Its parts, each name -> what it stands for.
        actor: Who used it.
    """
    row = session.scalar(select(BulkMappingRow).where(BulkMappingRow.signature == signature))
    after = {name: dict(part) for name, part in mapping.items()}
    before = None if row is None else row.mapping
    if before == after:
        return
    if row is None:
        row = BulkMappingRow(signature=signature)
        session.add(row)
    row.mapping, row.used_by, row.used_at = after, actor, datetime.now(UTC)
    action = "add" if before is None else "change"
    record_event(session, actor=actor, action=action, entity="mapping", entity_id=signature, before=before, after=after)


def remembered_mapping(session: Session, signature: str) -> dict[str, dict[str, str]] | None:
    """The mapping used last for that header, None if there was none."""
    return session.scalar(select(BulkMappingRow.mapping).where(BulkMappingRow.signature == signature))

"""Tables of the company's own: kept with who brought them and when, replaced by newer ones, withdrawn but not lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.records import CompanyTable, InvalidInput, NotFound, Scalar, TableKind
from data.repository.audit import record_event
from data.repository.startup_rows import startup_row
from data.tables import CompanyTableRow


def keep_table(session: Session, slug: str, table: CompanyTable, *, actor: str) -> CompanyTable:
    """The table as stored, with author and time; one of the same content as the present one is not written again.

    Raises:
        InvalidInput: if the table has no rows.
        NotFound: if there is no such startup.
    """
    if not table.rows:
        raise InvalidInput(f"{table.filename}: the table has no rows; nothing was kept.")
    startup_id = startup_row(session, slug).id
    present = _present_row(session, startup_id, table.kind)
    if present is not None and present.digest == table.digest:
        return _table(present)
    row = CompanyTableRow(
        startup_id=startup_id,
        kind=table.kind,
        rows=[_encoded(each) for each in table.rows],
        filename=table.filename,
        digest=table.digest,
        entered_by=actor,
        entered_at=datetime.now(UTC),
        withdrawn_at=None,
    )
    session.add(row)
    session.flush()
    before = None if present is None else _shown(present)
    action = "add" if present is None else "replace"
    record_event(
        session, actor=actor, action=action, entity="table", entity_id=f"{slug}/{table.kind}", before=before,
        after=_shown(row),
    )  # fmt: skip
    return _table(row)


def withdraw_table(session: Session, slug: str, kind: TableKind, *, actor: str) -> None:
    """Take the present table of a kind out of use; the one before it counts again, the audit trail names both.

    Raises:
        NotFound: if none is kept, or there is no such startup.
    """
    row = _present_row(session, startup_row(session, slug).id, kind)
    if row is None:
        raise NotFound(f"{slug!r} has no table {kind!r}; upload one first")
    row.withdrawn_at = datetime.now(UTC)
    record_event(
        session, actor=actor, action="withdraw", entity="table", entity_id=f"{slug}/{kind}", before=_shown(row)
    )


def tables_by_startup(session: Session, startup_ids: Sequence[int]) -> dict[int, list[CompanyTable]]:
    """The tables kept per startup that were not withdrawn, oldest first."""
    found: dict[int, list[CompanyTable]] = defaultdict(list)
    query = select(CompanyTableRow).where(
        CompanyTableRow.startup_id.in_(startup_ids), CompanyTableRow.withdrawn_at.is_(None)
    )
    for row in session.scalars(query.order_by(CompanyTableRow.id)):
        found[row.startup_id].append(_table(row))
    return found


def _present_row(session: Session, startup_id: int, kind: TableKind) -> CompanyTableRow | None:
    query = select(CompanyTableRow).where(
        CompanyTableRow.startup_id == startup_id,
        CompanyTableRow.kind == kind,
        CompanyTableRow.withdrawn_at.is_(None),
    )
    return session.scalars(query.order_by(CompanyTableRow.id.desc()).limit(1)).one_or_none()


def _table(row: CompanyTableRow) -> CompanyTable:
    rows = tuple(_decoded(each) for each in row.rows)
    return CompanyTable(
        cast(TableKind, row.kind), rows, row.filename, row.digest, row.entered_by, row.entered_at, row.id
    )


def _shown(row: CompanyTableRow) -> dict[str, Any]:
    return {"file": row.filename, "rows": len(row.rows), "sha256": row.digest}


def _encoded(row: Mapping[str, Scalar | None]) -> dict[str, Any]:
    """JSON form of a row; months are tagged, so that they come back as dates."""
    return {key: {"$date": value.isoformat()} if isinstance(value, date) else value for key, value in row.items()}


def _decoded(row: Mapping[str, Any]) -> dict[str, Scalar | None]:
    return {key: date.fromisoformat(value["$date"]) if isinstance(value, dict) else value for key, value in row.items()}

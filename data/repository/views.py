"""Filters saved under a name: changed, deleted and brought back, every step in the audit trail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.records import Filter, InvalidInput, NotFound, SavedView, filter_document, filter_from_document
from data.repository.audit import record_event
from data.repository.entered_text import one_line
from data.repository.name_keys import LONGEST_NAME, name_key
from data.tables import SavedViewRow


def save_view(session: Session, name: str, chosen: Filter, *, actor: str) -> SavedView:
    """The view as stored; one of the same name takes the new filter, and the audit trail keeps both.

    Raises:
        InvalidInput: if the name cannot be used.
    """
    shown = one_line(name, "view name", LONGEST_NAME)
    key = name_key(shown, "view")
    row = session.scalars(select(SavedViewRow).where(SavedViewRow.key == key)).one_or_none()
    before = None if row is None or row.deleted_at is not None else _shown(row)
    if row is None:
        row = SavedViewRow(key=key)
        session.add(row)
    row.name, row.filter, row.deleted_at = shown, filter_document(chosen), None
    row.saved_by, row.saved_at = actor, datetime.now(UTC)
    session.flush()
    action = "add" if before is None else "change"
    record_event(session, actor=actor, action=action, entity="view", entity_id=key, before=before, after=_shown(row))
    return _view(row)


def delete_view(session: Session, key: str, *, actor: str) -> SavedView:
    """The view that can no longer be chosen; `restore_view` brings it back.

    Raises:
        NotFound: if there is none of that key.
    """
    row = _row(session, key, is_deleted=False)
    row.deleted_at = datetime.now(UTC)
    record_event(session, actor=actor, action="delete", entity="view", entity_id=key, before=_shown(row))
    session.flush()
    return _view(row)


def restore_view(session: Session, key: str, *, actor: str) -> SavedView:
    """The deleted view, which can be chosen again.

    Raises:
        NotFound: if none of that key was deleted.
    """
    row = _row(session, key, is_deleted=True)
    row.deleted_at = None
    record_event(session, actor=actor, action="restore", entity="view", entity_id=key, after=_shown(row))
    session.flush()
    return _view(row)


def saved_views(session: Session, *, deleted: bool = False) -> list[SavedView]:
    """The views that can be chosen, by name, or those that were deleted."""
    gone = SavedViewRow.deleted_at
    query = select(SavedViewRow).where(gone.is_not(None) if deleted else gone.is_(None))
    return [_view(row) for row in session.scalars(query.order_by(SavedViewRow.name))]


def view_named(session: Session, name: str) -> Filter:
    """The filter of the view of that name or key.

    Raises:
        NotFound: if no view that can be chosen is called so.
        InvalidInput: if this release cannot read what it holds.
    """
    views = saved_views(session)
    asked = name.casefold()
    found = next((view for view in views if asked in (view.name.casefold(), view.key)), None)
    if found is None:
        known = ", ".join(each.name for each in views) or "none"
        raise NotFound(f"No saved view is called {name!r}; saved are {known}")
    if found.filter is None:
        raise InvalidInput(found.problem)
    return found.filter


def _row(session: Session, key: str, *, is_deleted: bool) -> SavedViewRow:
    row = session.scalars(select(SavedViewRow).where(SavedViewRow.key == key)).one_or_none()
    if row is None or (row.deleted_at is not None) is not is_deleted:
        raise NotFound(f"No {'deleted' if is_deleted else 'saved'} view has the key {key!r}")
    return row


def _shown(row: SavedViewRow) -> dict[str, Any]:
    return {"name": row.name, "filter": row.filter}


def _view(row: SavedViewRow) -> SavedView:
    chosen, problem = None, ""
    try:
        chosen = filter_from_document(row.filter)
    except InvalidInput as refused:
        problem = f"view {row.name!r}: {refused}"
    return SavedView(row.key, row.name, chosen, row.saved_by, row.saved_at, row.deleted_at, problem)

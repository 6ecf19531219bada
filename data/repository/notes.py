"""Notes on startups: written, changed by their author, withdrawn and brought back; none is ever deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.records import InvalidInput, Note, NotFound, Overtaken, Refused
from data.repository.audit import record_event
from data.repository.entered_text import many_lines
from data.repository.startup_rows import startup_row
from data.tables import AuditRow, NoteRow, StartupRow

LONGEST_NOTE = 10_000


def add_note(session: Session, slug: str, text: str, *, actor: str) -> Note:
    """The note as stored.

    Raises:
        InvalidInput: if it says nothing, or is too long.
        NotFound: if there is no such startup.
    """
    said = _checked(slug, text)
    startup = startup_row(session, slug)
    row = NoteRow(startup_id=startup.id, text=said, written_by=actor, written_at=datetime.now(UTC))
    session.add(row)
    session.flush()
    _record(session, slug, row, "add", actor, after=said)
    return _note(row, slug)


def edit_note(session: Session, known: Note, text: str, *, actor: str) -> Note:
    """The note with its new text; the audit trail keeps the old one.

    Raises:
        InvalidInput: if the new text says nothing, or is too long.
        Overtaken: if it was changed since `known` was read.
        Refused: if another wrote it.
    """
    said = _checked(known.slug, text)
    row = _held(session, known)
    if row.written_by != actor:
        raise Refused(f"The note was written by {row.written_by}, who alone may change it; add one of your own")
    before = row.text
    if said != before:
        row.text, row.edited_at = said, datetime.now(UTC)
        session.flush()
        _record(session, known.slug, row, "change", actor, before=before, after=said)
    return _note(row, known.slug)


def withdraw_note(session: Session, known: Note, *, actor: str) -> Note:
    """The note, which counts no more; the search finds it no longer.

    Raises:
        Overtaken: if it was changed since `known` was read.
    """
    row = _held(session, known)
    if row.withdrawn_at is None:
        row.withdrawn_at = datetime.now(UTC)
        session.flush()
        _record(session, known.slug, row, "withdraw", actor, before=row.text)
    return _note(row, known.slug)


def restore_note(session: Session, known: Note, *, actor: str) -> Note:
    """The withdrawn note, which counts again.

    Raises:
        Overtaken: if it was changed since `known` was read.
    """
    row = _held(session, known)
    if row.withdrawn_at is not None:
        row.withdrawn_at = None
        session.flush()
        _record(session, known.slug, row, "restore", actor, after=row.text)
    return _note(row, known.slug)


def notes_of(session: Session, slug: str, *, after: int | None = None, limit: int = 20) -> list[Note]:
    """The startup's notes, newest first, withdrawn ones among them, a page at a time.

    Args:
        session: To read in.
        slug: Of the startup.
        after: Key of the last note of the page before.
        limit: Notes of a page.
    """
    query = select(NoteRow).where(NoteRow.startup_id == startup_row(session, slug).id)
    if after is not None:
        query = query.where(NoteRow.id < after)
    return [_note(row, slug) for row in session.scalars(query.order_by(NoteRow.id.desc()).limit(limit))]


def find_note(session: Session, note_id: int) -> Note:
    """The note of that key.

    Raises:
        NotFound: if there is none.
    """
    query = select(NoteRow, StartupRow.slug).join(StartupRow, StartupRow.id == NoteRow.startup_id)
    found = session.execute(query.where(NoteRow.id == note_id)).first()
    if found is None:
        raise NotFound(f"No note has the key {note_id!r}")
    return _note(*found)


def _checked(slug: str, text: str) -> str:
    said = many_lines(text, f"note on {slug!r}", LONGEST_NOTE)
    if not said.strip():
        raise InvalidInput(f"note on {slug!r}: got {text[:40]!r}, expected 1 to {LONGEST_NOTE:,} letters")
    return said


def _held(session: Session, known: Note) -> NoteRow:
    """The note's row, held until the transaction ends, if it is as it was when it was read."""
    # A change that changes nothing takes the lock on both databases.
    held = update(NoteRow).where(NoteRow.id == known.id).values(written_by=NoteRow.written_by)
    session.execute(held, execution_options={"synchronize_session": False})
    row = session.get_one(NoteRow, known.id, populate_existing=True)
    if (row.text, row.withdrawn_at) != (known.text, known.withdrawn_at):
        last = select(AuditRow.actor, AuditRow.at).where(
            AuditRow.entity == "note", AuditRow.entity_id == _place(known.slug, row)
        )
        raise Overtaken("The note", *session.execute(last.order_by(AuditRow.id.desc()).limit(1)).one())
    return row


def _place(slug: str, row: NoteRow) -> str:
    return f"{slug}/{row.id}"


def _record(
    session: Session, slug: str, row: NoteRow, action: str, actor: str, *, before: str = "", after: str = ""
) -> None:
    shown = [{"text": said} if said else None for said in (before, after)]
    record_event(
        session, actor=actor, action=action, entity="note", entity_id=_place(slug, row), before=shown[0],
        after=shown[1],
    )  # fmt: skip


def _note(row: NoteRow, slug: str) -> Note:
    return Note(row.id, slug, row.text, row.written_by, row.written_at, row.edited_at, row.withdrawn_at)

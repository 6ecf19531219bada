"""Where a fund stands with each startup: moved, changed and taken back, never over somebody else's write."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.records import (
    FIRST_STATUS,
    LAST_STATUS,
    PIPELINE_OUTCOMES,
    PIPELINE_STATUSES,
    InvalidInput,
    NotFound,
    Overtaken,
    PipelineEntry,
    PipelineMove,
)
from data.repository.audit import record_event
from data.repository.entered_text import many_lines, one_line
from data.repository.startup_rows import hold_startup, startup_row
from data.tables import PipelineMoveRow, PipelineRow, StartupRow

LONGEST_OWNER = 80
LONGEST_MOVE_NOTE = 1_000


def pipeline_of(session: Session, slug: str) -> PipelineEntry:
    """Where the startup stands.

    Raises:
        NotFound: if there is no such startup.
    """
    startup = startup_row(session, slug)
    return pipeline_entry(startup, session.get(PipelineRow, startup.id))


def move_startup(
    session: Session,
    known: PipelineEntry,
    to: str,
    *,
    on: date,
    actor: str,
    note: str = "",
    outcome: str | None = None,
) -> PipelineEntry:
    """The startup in its new status.

    Args:
        session: Its transaction is the caller's.
        known: As it was read; nothing is written if somebody wrote since.
        to: The new status.
        on: Day it entered it, not to come, and not before it entered the one it leaves; the first status, entered by
            being added, may have been left before.
        actor: Who moves it.
        note: Why.
        outcome: What came of it, for the last status alone.

    Raises:
        InvalidInput: if the status, day or outcome is not allowed.
        Overtaken: if somebody wrote since `known` was read.
    """
    startup, row = _held(session, known)
    before = pipeline_entry(startup, row)
    days = _days(before, on, was_moved=_last_move(session, startup.id) is not None)
    if to not in PIPELINE_STATUSES or to == before.status:
        others = ", ".join(code for code in PIPELINE_STATUSES if code != before.status)
        raise InvalidInput(f"status of {known.slug!r}: got {to!r}, expected one of {others}")
    said = many_lines(note, f"note on the move of {known.slug!r}", LONGEST_MOVE_NOTE)
    _check_outcome(known.slug, to, outcome)
    session.add(
        PipelineMoveRow(
            startup_id=startup.id,
            from_status=before.status,
            to_status=to,
            moved_on=on,
            days=days,
            from_outcome=before.outcome,
            moved_by=actor,
            moved_at=datetime.now(UTC),
            note=said,
        )
    )
    row = _row(session, startup, row, before)
    row.status, row.since, row.outcome = to, on, outcome
    return _written(session, startup, row, before, "move", actor, {"note": said} if said else {})


def undo_move(session: Session, known: PipelineEntry, *, actor: str) -> PipelineEntry:
    """The startup in the status it had before its last move, which is taken out; the audit trail keeps it.

    Raises:
        NotFound: if it was never moved.
        Overtaken: if somebody wrote since `known` was read.
    """
    startup, row = _held(session, known)
    last = _last_move(session, startup.id)
    if last is None or row is None:
        raise NotFound(f"{known.slug!r} was never moved; there is nothing to take back")
    before = pipeline_entry(startup, row)
    row.status, row.outcome = last.from_status, last.from_outcome
    row.since = _added(startup) if last.days is None else last.moved_on - timedelta(days=last.days)
    session.delete(last)
    return _written(session, startup, row, before, "undo", actor, {})


def change_entry(session: Session, changed: PipelineEntry, *, actor: str) -> PipelineEntry:
    """The startup with the owner, last contact and outcome of `changed`; status and day stay as they are.

    Raises:
        InvalidInput: if one of them is not allowed.
        Overtaken: if somebody wrote since what was changed was read.
    """
    owner = one_line(changed.owner or "", f"owner of {changed.slug!r}", LONGEST_OWNER) or None
    if changed.last_contact is not None:
        _check_past(changed.slug, "last contact", changed.last_contact)
    startup, row = _held(session, changed)
    before = pipeline_entry(startup, row)
    _check_outcome(changed.slug, before.status, changed.outcome)
    wanted = (owner, changed.last_contact, changed.outcome)
    if wanted == (before.owner, before.last_contact, before.outcome):
        return before
    row = _row(session, startup, row, before)
    row.owner, row.last_contact, row.outcome = wanted
    return _written(session, startup, row, before, "change", actor, {})


def moves_of(session: Session, slug: str, *, limit: int = 100) -> list[PipelineMove]:
    """The startup's newest moves, the last first."""
    moves = _moves(startup_row(session, slug).id).limit(limit)
    return [
        PipelineMove(
            row.from_status, row.to_status, row.moved_on, row.days, row.moved_by, row.moved_at, row.note
        )
        for row in session.scalars(moves)
    ]  # fmt: skip


def pipeline_entry(startup: StartupRow, row: PipelineRow | None) -> PipelineEntry:
    """The record of a startup and its row, or of one without."""
    if row is None:
        return PipelineEntry(startup.slug, FIRST_STATUS, _added(startup))
    return PipelineEntry(
        startup.slug, row.status, row.since, row.owner, row.last_contact, row.outcome, row.version, row.changed_by,
        row.changed_at,
    )  # fmt: skip


def _added(startup: StartupRow) -> date:
    return startup.created_at.date()


def _held(session: Session, known: PipelineEntry) -> tuple[StartupRow, PipelineRow | None]:
    """The rows, held until the transaction ends, if they are as they were when they were read."""
    hold_startup(session, known.slug)
    startup = startup_row(session, known.slug)
    row = session.get(PipelineRow, startup.id, populate_existing=True)
    if row is not None and row.version != known.version:
        raise Overtaken(startup.name, row.changed_by, row.changed_at)
    return startup, row


def _row(session: Session, startup: StartupRow, row: PipelineRow | None, before: PipelineEntry) -> PipelineRow:
    if row is None:
        row = PipelineRow(startup_id=startup.id, status=before.status, since=before.since, version=0)
        session.add(row)
    return row


def _written(
    session: Session,
    startup: StartupRow,
    row: PipelineRow,
    before: PipelineEntry,
    action: str,
    actor: str,
    also: dict[str, Any],
) -> PipelineEntry:
    row.version, row.changed_by, row.changed_at = row.version + 1, actor, datetime.now(UTC)
    row.active_on = max(row.since, row.last_contact or row.since)
    row.quiet_since = (row.last_contact or row.since) if PIPELINE_STATUSES[row.status].in_hand else None
    session.flush()
    after = pipeline_entry(startup, row)
    record_event(
        session, actor=actor, action=action, entity="pipeline", entity_id=startup.slug, before=_shown(before),
        after=_shown(after) | also,
    )  # fmt: skip
    return after


def _shown(entry: PipelineEntry) -> dict[str, Any]:
    contact = entry.last_contact and entry.last_contact.isoformat()
    shown = {"status": entry.status, "since": entry.since.isoformat(), "owner": entry.owner, "last_contact": contact}
    return shown | {"outcome": entry.outcome}


def _moves(startup_id: int) -> Any:
    return select(PipelineMoveRow).where(PipelineMoveRow.startup_id == startup_id).order_by(PipelineMoveRow.id.desc())


def _last_move(session: Session, startup_id: int) -> PipelineMoveRow | None:
    last: PipelineMoveRow | None = session.scalar(_moves(startup_id).limit(1))
    return last


def _days(before: PipelineEntry, on: date, *, was_moved: bool) -> int | None:
    """Days spent in the status that is left, None for one left before the startup was added."""
    _check_past(before.slug, "day of the move", on)
    if on >= before.since:
        return (on - before.since).days
    if was_moved:
        raise InvalidInput(
            f"day of the move of {before.slug!r}: got {on}, expected {before.since} or later, when it entered the "
            "status it would leave"
        )
    return None


def _check_past(slug: str, what: str, day: date) -> None:
    today = datetime.now(UTC).date()
    if day > today:
        raise InvalidInput(f"{what} of {slug!r}: got {day}, expected {today} or earlier")


def _check_outcome(slug: str, status: str, outcome: str | None) -> None:
    if outcome is None:
        return
    if outcome not in PIPELINE_OUTCOMES:
        raise InvalidInput(f"outcome of {slug!r}: got {outcome!r}, expected one of {', '.join(PIPELINE_OUTCOMES)}")
    if status != LAST_STATUS:
        raise InvalidInput(f"outcome of {slug!r}: got {outcome!r}, which only the status {LAST_STATUS!r} has; move it")

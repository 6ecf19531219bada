"""Signs of life: which part of the system was heard of when, and whether a worker is there."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.tables import SignOfLifeRow

WORKER, WARM_PROCESS, VISITOR = "worker", "experiments", "visitor"
SECONDS_BETWEEN_SIGNS = 3.0
SECONDS_OF_SILENCE = 15.0
"""After which a part is taken to be gone; our own setting, as is the other."""


def give_sign(session: Session, name: str) -> None:
    """Say that the part of the system called `name` is there."""
    now = datetime.now(UTC)
    seen = update(SignOfLifeRow).where(SignOfLifeRow.name == name).values(seen_at=now)
    if not session.execute(seen).rowcount:  # type: ignore[attr-defined]
        session.add(SignOfLifeRow(name=name, seen_at=now))


def sign_seen(session: Session, *names: str) -> float | None:
    """Seconds since the newest sign of any of these parts, None if there never was one."""
    newest = session.scalar(select(func.max(SignOfLifeRow.seen_at)).where(SignOfLifeRow.name.in_(names)))
    return None if newest is None else (datetime.now(UTC) - newest).total_seconds()


def is_there(session: Session, *names: str) -> bool:
    """Whether any of these parts was heard of within the last seconds."""
    seen = sign_seen(session, *names)
    return seen is not None and seen <= SECONDS_OF_SILENCE


def worker_is_there(session: Session) -> bool:
    """Whether a worker, or the warm process it keeps, was heard of within the last seconds, on whichever machine."""
    return is_there(session, WORKER, WARM_PROCESS)

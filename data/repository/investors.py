"""Investor profiles of one's own: saved, changed, deleted and brought back, every step in the audit trail."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.records import InvalidInput, NotFound, SavedProfile
from data.repository.audit import record_event
from data.repository.name_keys import name_key
from data.tables import InvestorProfileRow

_TOLERANCE = 1e-6


def profile_key(name: str) -> str:
    """The key of a profile of that name: its letters and digits in lower case, joined by hyphens.

    Raises:
        InvalidInput: if the name holds no letter or digit, or is too long.
    """
    return name_key(name, "profile")


def save_profile(
    session: Session, name: str, *, expectation: Mapping[str, float], risk: Mapping[str, float], actor: str
) -> SavedProfile:
    """The profile as stored; one of the same name takes the new weights, and the audit trail keeps both.

    Raises:
        InvalidInput: if the name cannot be used, or weights are not shares that sum to 1 on each axis.
    """
    key = profile_key(name)
    weights = {"expectation": _checked(expectation, "expectation"), "risk": _checked(risk, "risk")}
    row = session.scalars(select(InvestorProfileRow).where(InvestorProfileRow.key == key)).one_or_none()
    before = None if row is None or row.deleted_at is not None else _shown(row)
    if row is None:
        row = InvestorProfileRow(key=key)
        session.add(row)
    row.name, row.weights, row.deleted_at = " ".join(name.split()), weights, None
    row.saved_by, row.saved_at = actor, datetime.now(UTC)
    session.flush()
    action = "add" if before is None else "change"
    record_event(session, actor=actor, action=action, entity="profile", entity_id=key, before=before, after=_shown(row))
    return _profile(row)


def delete_profile(session: Session, key: str, *, actor: str) -> SavedProfile:
    """The profile that can no longer be chosen; `restore_profile` brings it back.

    Raises:
        NotFound: if there is none of that key.
    """
    row = _row(session, key, is_deleted=False)
    row.deleted_at = datetime.now(UTC)
    record_event(session, actor=actor, action="delete", entity="profile", entity_id=key, before=_shown(row))
    session.flush()
    return _profile(row)


def restore_profile(session: Session, key: str, *, actor: str) -> SavedProfile:
    """The deleted profile, which can be chosen again.

    Raises:
        NotFound: if none of that key was deleted.
    """
    row = _row(session, key, is_deleted=True)
    row.deleted_at = None
    record_event(session, actor=actor, action="restore", entity="profile", entity_id=key, after=_shown(row))
    session.flush()
    return _profile(row)


def saved_profiles(session: Session, *, deleted: bool = False) -> list[SavedProfile]:
    """The profiles that can be chosen, by name, or those that were deleted."""
    gone = InvestorProfileRow.deleted_at
    query = select(InvestorProfileRow).where(gone.is_not(None) if deleted else gone.is_(None))
    return [_profile(row) for row in session.scalars(query.order_by(InvestorProfileRow.name))]


def _row(session: Session, key: str, *, is_deleted: bool) -> InvestorProfileRow:
    row = session.scalars(select(InvestorProfileRow).where(InvestorProfileRow.key == key)).one_or_none()
    if row is None or (row.deleted_at is not None) is not is_deleted:
        raise NotFound(f"No {'deleted' if is_deleted else 'saved'} profile has the key {key!r}")
    return row


def _checked(weights: Mapping[str, float], axis: str) -> dict[str, float]:
    if wrong := {code: weight for code, weight in weights.items() if not (math.isfinite(weight) and weight >= 0)}:
        code, weight = next(iter(wrong.items()))
        raise InvalidInput(f"weight of {code}: got {weight!r}, expected a share of at least 0")
    total = math.fsum(weights.values())
    if abs(total - 1) > _TOLERANCE:
        raise InvalidInput(f"weights of {axis} sum to {total:g}; make them sum to 1")
    return {code: float(weight) for code, weight in weights.items()}


def _shown(row: InvestorProfileRow) -> dict[str, Any]:
    return {"name": row.name, **row.weights}


def _profile(row: InvestorProfileRow) -> SavedProfile:
    weights = row.weights
    return SavedProfile(
        row.key, row.name, weights["expectation"], weights["risk"], row.saved_by, row.saved_at, row.deleted_at
    )

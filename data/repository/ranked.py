"""Lists of the judged startups as pages of rows: sorted, filtered and cut by the database, stable under writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.records import ListOrder, RankedStartup
from data.repository.standings import kept_standing_record
from data.repository.startup_rows import startup_record
from data.tables import StandingRow, StartupRow

_COLUMNS: dict[ListOrder, InstrumentedAttribute[Any]] = {
    "expectation": StandingRow.expectation,
    "risk": StandingRow.risk,
    "measured_share": StandingRow.measured_share,
    "moved": StandingRow.moved,
    "judged_at": StandingRow.judged_at,
    "name": StartupRow.name,
}
_FROM_THE_LOWEST = frozenset({"risk", "name"})
"""What a list begins at the lowest of, unless it is asked to begin at the other end."""


def ranked_startups(
    session: Session,
    profile: str,
    *,
    by: ListOrder = "expectation",
    turned: bool = False,
    where: Sequence[ColumnElement[bool]] = (),
    after: tuple[Any, int] | None = None,
    limit: int = 50,
) -> list[RankedStartup]:
    """The judged startups in order, a page at a time.

    Args:
        session: To read in.
        profile: Key of the profile they were judged under.
        by: What they are sorted by: the best first, the most measured, moved, or lately judged, names from A.
        turned: Whether the order begins at its other end.
        where: Conditions on `StandingRow`.
        after: Place of the last row of the page before; rows written meanwhile shift no page.
        limit: Rows of a page.
    """
    column, rises = _COLUMNS[by], (by in _FROM_THE_LOWEST) != turned
    own_key = StartupRow.id if by == "name" else StandingRow.startup_id
    begins: list[ColumnElement[bool]] = [column.is_not(None)]
    if after is not None:
        value, key = after
        beyond = column > value if rises else column < value
        tied = own_key > key if rises else own_key < key
        begins.append(or_(beyond, and_(column == value, tied)))
    order = [end.asc() if rises else end.desc() for end in (column, own_key)]
    query = _judged(profile, where).where(*begins).order_by(*order).limit(limit)
    if by == "name" and not where:
        # Chosen before the standings are joined: SQLite would read them all and sort, were it asked for both at once.
        judged = exists().where(StandingRow.startup_id == StartupRow.id, *_are_judged(profile))
        named = select(StartupRow.id).where(judged, *begins).order_by(*order).limit(limit)
        query = _with_keys(profile, session.scalars(named).all()).order_by(*order)
    return [_ranked(row, by) for row in session.execute(query)]


def ranked_of(session: Session, profile: str, keys: Sequence[int]) -> list[RankedStartup]:
    """The judged startups of these keys, in their order; those judged no longer are left out."""
    query = _with_keys(profile, keys)
    found = {row.StandingRow.startup_id: _ranked(row, "expectation") for row in session.execute(query)}
    return [found[key] for key in keys if key in found]


def keys_of(session: Session, profile: str, where: Sequence[ColumnElement[bool]]) -> list[int]:
    """Keys of all judged startups that the conditions let through."""
    return list(session.scalars(select(StandingRow.startup_id).where(*_are_judged(profile), *where)))


def count_of(
    session: Session, profile: str, where: Sequence[ColumnElement[bool]] = (), *, most: int | None = None
) -> int:
    """How many judged startups the conditions let through, not counted further than `most`."""
    allowed = select(StandingRow.startup_id).where(*_are_judged(profile), *where).limit(most)
    return session.scalar(select(func.count()).select_from(allowed.subquery())) or 0


def key_of(session: Session, slug: str) -> int | None:
    """The key by which a startup is ranked, None if there is none of that slug."""
    return session.scalar(select(StartupRow.id).where(StartupRow.slug == slug))


def clearing(expectation: float, risk: float, verdicts: Sequence[str]) -> list[ColumnElement[bool]]:
    """At least that expectation, at most that risk, and one of these verdicts."""
    return [StandingRow.verdict.in_(verdicts), StandingRow.expectation >= expectation, StandingRow.risk <= risk]


def with_open_gate() -> list[ColumnElement[bool]]:
    """Those that a gate holds back."""
    # Bare, as the index has it: what is compared with a truth value is not known to be covered by it.
    return [literal_column("standing.held_back")]


def never_moved() -> list[ColumnElement[bool]]:
    """Those of which nothing but our own measurements is known, so that these could not move them."""
    return [StandingRow.moved.is_(None)]


def _judged(profile: str, where: Sequence[ColumnElement[bool]]) -> Select[StartupRow, StandingRow]:
    joined = select(StartupRow, StandingRow).join(StandingRow, StandingRow.startup_id == StartupRow.id)
    return joined.where(*_are_judged(profile), *where)


def _with_keys(profile: str, keys: Sequence[int]) -> Select[StartupRow, StandingRow]:
    joined = select(StartupRow, StandingRow).join(StandingRow, StandingRow.startup_id == StartupRow.id)
    # A sum, so that SQLite goes by the keys: it would rather read all that are judged in the order of expectation.
    is_judged = (StandingRow.expectation + 0.0).is_not(None)
    return joined.where(StandingRow.startup_id.in_(keys), StandingRow.profile == profile, is_judged)


def _are_judged(profile: str) -> tuple[ColumnElement[bool], ...]:
    return StandingRow.profile == profile, StandingRow.expectation.is_not(None)


def _ranked(row: Any, by: str) -> RankedStartup:
    startup, standing = row.StartupRow, row.StandingRow
    value = getattr(startup if by == "name" else standing, by)
    return RankedStartup(
        standing.startup_id,
        startup_record(startup),
        kept_standing_record(startup.slug, standing),
        (value, standing.startup_id),
    )

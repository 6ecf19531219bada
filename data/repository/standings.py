"""Where startups stand: judgements kept as rows, so that a page reads them and only what changed is judged again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from data.records import Judgement, KeptStanding, Points, RankedStartup, StaleStanding, Why
from data.repository.assessments import keep_assessment
from data.tables import AuditRow, RunRow, StandingRow, StartupRow

NEW: Why = "new"
EVIDENCE: Why = "evidence"
RUBRIC: Why = "rubric"
DAY: Why = "day"
CURRENT: Why = "current"


class Basis(NamedTuple):
    """What standings are judged by: investor profile, hash of the rubric, day."""

    profile: str
    rubric_hash: str
    as_of: date


class DatabaseState(NamedTuple):
    """Changes whenever something a judgement rests on is written: newest audit event, runs that ended."""

    newest_event: int
    runs_ended: int
    last_ended: Any


def database_state(session: Session) -> DatabaseState:
    """The present state, from two short queries."""
    newest = session.scalar(select(func.max(AuditRow.id))) or 0
    ended, last = session.execute(
        select(func.count(RunRow.finished_at), func.max(RunRow.finished_at)).where(RunRow.finished_at.is_not(None))
    ).one()
    return DatabaseState(newest, ended, last)


def stale_standings(
    session: Session, basis: Basis, *, slugs: Sequence[str] | None = None, every: bool = False, limit: int | None = None
) -> list[StaleStanding]:
    """The startups whose standing is not up to date: new ones and changed evidence first, a former day last.

    Args:
        session: To read in.
        basis: What they would be judged by now.
        slugs: Only these; all where None.
        every: Also those that are up to date.
        limit: At most so many.
    """
    why = _why(basis)
    query = (
        select(StartupRow.slug, StartupRow.version, why.label("why"))
        .outerjoin(StandingRow, _same(basis.profile))
        .where(_TO_JUDGE)
        .order_by(_urgency(why), StartupRow.id)
        .limit(limit)
    )
    if not every:
        query = query.where(why.is_not(None))
    if slugs is not None:
        query = query.where(StartupRow.slug.in_(slugs))
    return [StaleStanding(slug, version, why or CURRENT) for slug, version, why in session.execute(query)]


def stale_counts(session: Session, basis: Basis) -> dict[str, int]:
    """How many standings are not up to date, by why."""
    why = _why(basis).label("why")
    inner = select(why).select_from(StartupRow).outerjoin(StandingRow, _same(basis.profile))
    counted = inner.where(_TO_JUDGE).subquery()
    query = select(counted.c.why, func.count()).where(counted.c.why.is_not(None)).group_by(counted.c.why)
    return dict(session.execute(query).all())


def keep_standings(session: Session, standings: Iterable[KeptStanding]) -> None:
    """Put each in the place of the startup's former standing under its profile."""
    found = list(standings)
    ids = _ids(session, [each.slug for each in found])
    for each in found:
        session.merge(_row(ids[each.slug], each))


def keep_judged(session: Session, standing: KeptStanding, *, joins_history: bool) -> None:
    """Keep a standing, and as part of the startup's history what is more than the same evidence on another day."""
    keep_standings(session, [standing])
    history = standing.as_history()
    if history is not None and joins_history:
        keep_assessment(session, standing.slug, history)


def standing_of(session: Session, slug: str, profile: str) -> KeptStanding | None:
    """A startup's standing under a profile, None before it was judged."""
    query = _STANDINGS.where(StartupRow.slug == slug, StandingRow.profile == profile)
    found = session.execute(query).first()
    return None if found is None else _standing(found[0], found[2])


def ranked_startups(
    session: Session,
    profile: str,
    *,
    after: tuple[float, int] | None = None,
    verdicts: Sequence[str] = (),
    limit: int = 50,
) -> list[RankedStartup]:
    """The judged startups from the highest expectation down, a page at a time.

    Args:
        session: To read in.
        profile: Key of the investor profile.
        after: Place of the last row of the page before; rows written meanwhile shift no page.
        verdicts: Only these; all where empty.
        limit: Rows of a page.
    """
    query = _STANDINGS.where(
        StandingRow.profile == profile, StandingRow.expectation.is_not(None), StartupRow.archived_at.is_(None)
    )
    if verdicts:
        query = query.where(StandingRow.verdict.in_(verdicts))
    if after is not None:
        score, key = after
        tied = and_(StandingRow.expectation == score, StandingRow.startup_id > key)
        query = query.where(or_(StandingRow.expectation < score, tied))
    ordered = query.order_by(StandingRow.expectation.desc(), StandingRow.startup_id).limit(limit)
    return [
        RankedStartup(name, _standing(slug, row), (row.expectation or 0.0, row.startup_id))
        for slug, name, row in session.execute(ordered)
    ]


_TO_JUDGE = and_(StartupRow.version > 0, StartupRow.archived_at.is_(None))
_STANDINGS = select(StartupRow.slug, StartupRow.name, StandingRow).join(
    StandingRow, StandingRow.startup_id == StartupRow.id
)


def _same(profile: str) -> ColumnElement[bool]:
    return and_(StandingRow.startup_id == StartupRow.id, StandingRow.profile == profile)


def _why(basis: Basis) -> ColumnElement[Any]:
    return case(
        (StandingRow.startup_id.is_(None), NEW),
        (StandingRow.version != StartupRow.version, EVIDENCE),
        (StandingRow.rubric_hash != basis.rubric_hash, RUBRIC),
        (StandingRow.as_of != basis.as_of, DAY),
        else_=None,
    )


def _urgency(why: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((why == NEW, 0), (why == EVIDENCE, 0), (why == RUBRIC, 1), else_=2)


def _ids(session: Session, slugs: Sequence[str]) -> dict[str, int]:
    query = select(StartupRow.slug, StartupRow.id).where(StartupRow.slug.in_(slugs))
    return {row.slug: row.id for row in session.execute(query)}


def _row(startup_id: int, standing: KeptStanding) -> StandingRow:
    judged = standing.judgement
    expectation, risk = (judged.expectation, judged.risk) if judged else (_NONE, _NONE)
    return StandingRow(
        startup_id=startup_id,
        profile=standing.profile,
        version=standing.version,
        as_of=standing.as_of,
        rubric_hash=standing.rubric_hash,
        evidence_hash=standing.evidence_hash,
        judged_at=standing.judged_at,
        expectation=expectation.mean,
        expectation_low=expectation.low,
        expectation_high=expectation.high,
        risk=risk.mean,
        risk_low=risk.low,
        risk_high=risk.high,
        verdict=judged.verdict if judged else None,
        capped_by=judged.capped_by if judged else None,
        findings=list(judged.findings) if judged else [],
        open_gates=list(standing.open_gates),
        measured_share=standing.measured_share,
    )


class _NoPoints(NamedTuple):
    mean: None = None
    low: None = None
    high: None = None


_NONE = _NoPoints()


def _standing(slug: str, row: StandingRow) -> KeptStanding:
    return KeptStanding(
        slug=slug,
        version=row.version,
        profile=row.profile,
        as_of=row.as_of,
        rubric_hash=row.rubric_hash,
        evidence_hash=row.evidence_hash,
        judged_at=row.judged_at,
        judgement=_judgement(row),
        open_gates=tuple(row.open_gates),
        measured_share=row.measured_share,
    )


def _judgement(row: StandingRow) -> Judgement | None:
    expectation = _points(row.expectation, row.expectation_low, row.expectation_high)
    risk = _points(row.risk, row.risk_low, row.risk_high)
    if expectation is None or risk is None or row.verdict is None:
        return None
    return Judgement(expectation, risk, row.verdict, row.capped_by, tuple(row.findings))


def _points(mean: float | None, low: float | None, high: float | None) -> Points | None:
    return None if mean is None or low is None or high is None else Points(mean, low, high)

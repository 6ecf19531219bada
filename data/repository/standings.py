"""Where startups stand: judgements kept as rows, so that a page reads them and only what changed is judged again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Select, delete, func, null, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.records import Judgement, KeptStanding, Points, StaleStanding, StandingDetail, Why
from data.repository.assessments import keep_assessment
from data.tables import AuditRow, OpenFindingRow, RunRow, StandingRow, StartupRow

NEW: Why = "new"
EVIDENCE: Why = "evidence"
RUBRIC: Why = "rubric"
DAY: Why = "day"
CURRENT: Why = "current"
FILTERED = {"funding_stage": "funding_stage", "sector": "sector", "country": "hq_country"}
"""Columns that startups are filtered by, and the field whose first value each holds."""


_Waiting: TypeAlias = Select[str, int]


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
    """The startups whose standing is not up to date: changed evidence first, then new ones, a former day last.

    Each reason has an index of its own, so that finding none among a hundred thousand costs next to nothing.

    Args:
        session: To read in.
        basis: What they would be judged by now.
        slugs: Only these; all where None.
        every: Also those that are up to date.
        limit: At most so many.
    """
    found: dict[str, StaleStanding] = {}
    for why, query in _queries(basis, every=every):
        left = None if limit is None else limit - len(found)
        if left == 0:
            break
        chosen = query if slugs is None else query.where(StartupRow.slug.in_(slugs))
        for slug, version in session.execute(chosen.limit(left)):
            found.setdefault(slug, StaleStanding(slug, version, why))
    return list(found.values())


def stale_counts(session: Session, basis: Basis, *, most: int | None = None) -> dict[str, int]:
    """How many standings are not up to date, by why; none is counted further than `most`."""
    counted: dict[str, int] = {}
    for why, query in _queries(basis):
        waiting = query.order_by(None).limit(most).subquery()
        if count := session.scalar(select(func.count()).select_from(waiting)):
            counted[why] = counted.get(why, 0) + count
    return counted


def last_judged(session: Session, profile: str) -> datetime | None:
    """When a standing under the profile was last kept or withdrawn, None before the first."""
    return session.scalar(select(func.max(StandingRow.judged_at)).where(StandingRow.profile == profile))


class StandingColumns(NamedTuple):
    """What weighing everybody needs of a standing; what stands no longer, of an archived startup, has no moments."""

    startup_id: int
    moments: bytes | None
    ceiling: str | None
    held_back: bool
    judged_at: datetime


def standings_since(session: Session, profile: str, since: datetime | None) -> list[StandingColumns]:
    """The standings kept since then, all where None."""
    row = StandingRow
    query = select(row.startup_id, row.moments, row.ceiling, row.held_back, row.judged_at).where(row.profile == profile)
    if since is not None:
        query = query.where(row.judged_at >= since)
    return [StandingColumns(*found) for found in session.execute(query)]


def keep_standings(session: Session, standings: Iterable[KeptStanding]) -> None:
    """Put each in the place of the startup's former standing; of another default profile none is left."""
    found = list(standings)
    ids = _ids(session, [each.slug for each in found])
    for each in found:
        key = ids[each.slug]
        session.execute(
            delete(StandingRow).where(StandingRow.startup_id == key, StandingRow.profile != each.profile),
            execution_options={"synchronize_session": False},
        )
        session.merge(_row(key, each))
        _keep_findings(session, key, each)
        judged = update(StartupRow).where(StartupRow.id == key).values(judged_version=each.version)
        session.execute(judged, execution_options={"synchronize_session": False})


def withdraw_standings(session: Session, startup_id: int) -> None:
    """Take a startup's standings out of every list; the next judgement puts them back."""
    nothing = dict.fromkeys(("expectation", "risk", "verdict", "measured_share", "moved", "moments", "detail"))
    mine = StandingRow.startup_id == startup_id
    session.execute(update(StandingRow).where(mine).values(**nothing, held_back=False, judged_at=datetime.now(UTC)))
    session.execute(delete(OpenFindingRow).where(OpenFindingRow.startup_id == startup_id))
    session.execute(update(StartupRow).where(StartupRow.id == startup_id).values(judged_version=0))


def _keep_findings(session: Session, startup_id: int, standing: KeptStanding) -> None:
    mine = OpenFindingRow.startup_id == startup_id
    now = set(standing.judgement.findings) if standing.judgement else set()
    before = set(session.scalars(select(OpenFindingRow.rule).where(mine)))
    if before - now:
        session.execute(delete(OpenFindingRow).where(mine, OpenFindingRow.rule.in_(before - now)))
    session.add_all(OpenFindingRow(startup_id=startup_id, rule=rule) for rule in sorted(now - before))


def keep_judged(session: Session, standing: KeptStanding, *, joins_history: bool) -> None:
    """Keep a standing, and as part of the startup's history what is more than the same evidence on another day."""
    keep_standings(session, [standing])
    history = standing.as_history()
    if history is not None and joins_history:
        keep_assessment(session, standing.slug, history)


def standing_of(session: Session, slug: str, profile: str) -> KeptStanding | None:
    """A startup's standing under a profile, None before it was judged."""
    query = select(StandingRow).join(StartupRow, StandingRow.startup_id == StartupRow.id)
    row = session.scalar(query.where(StartupRow.slug == slug, StandingRow.profile == profile))
    return None if row is None else kept_standing_record(slug, row)


_UNJUDGED = StartupRow.judged_version == 0
_WAITS = StartupRow.version > StartupRow.judged_version


def _queries(basis: Basis, *, every: bool = False) -> list[tuple[Why, _Waiting]]:
    """What waits to be judged, by why, the most urgent first.

    An index of standings helps only within one profile, and only where the database begins with it. SQLite keeps no
    counts and takes few startups to be in use, so it would begin with all of these, did it know an index for them.
    """
    startup: _Waiting = select(StartupRow.slug, StartupRow.version)
    waiting = startup.where(StartupRow.archived_at.is_(None), _WAITS).order_by(StartupRow.id)
    judged = startup.join(StandingRow, StandingRow.startup_id == StartupRow.id)
    judged = judged.where(func.coalesce(StartupRow.archived_at, null()).is_(None), ~_WAITS)
    profiles = [StandingRow.profile == basis.profile, _other_than(StandingRow.profile, basis.profile)]
    other_rubric = _other_than(StandingRow.rubric_hash, basis.rubric_hash)
    same_rubric = StandingRow.rubric_hash == basis.rubric_hash
    other_day = _other_than(StandingRow.as_of, basis.as_of)
    found: list[tuple[Why, _Waiting]] = [
        (EVIDENCE, waiting.where(~_UNJUDGED)),
        (NEW, waiting.where(_UNJUDGED)),
        *((RUBRIC, judged.where(of_profile, other_rubric)) for of_profile in profiles),
        *((DAY, judged.where(of_profile, same_rubric, other_day)) for of_profile in profiles),
    ]
    return [*found, (CURRENT, judged)] if every else found


def _other_than(column: InstrumentedAttribute[Any], value: Any) -> ColumnElement[bool]:
    """As two ranges, which an index knows."""
    return or_(column < value, column > value)


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
        held_back=bool(standing.open_gates),
        measured_share=standing.measured_share,
        moved=standing.moved,
        ceiling=standing.ceiling,
        moments=standing.moments,
        **_looked_up(standing.detail),
    )


def _looked_up(detail: StandingDetail | None) -> dict[str, Any]:
    """The detail, with what startups are filtered by in columns of its own."""
    if detail is None:
        return {"detail": None}
    first = {name: next(iter(detail.spread.get(key, ())), None) for name, key in FILTERED.items()}
    return first | {"headcount": detail.headcount, "detail": detail.as_stored()}


class _NoPoints(NamedTuple):
    mean: None = None
    low: None = None
    high: None = None


_NONE = _NoPoints()


def kept_standing_record(slug: str, row: StandingRow) -> KeptStanding:
    """The record of a standing's row."""
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
        ceiling=row.ceiling,
        moments=row.moments,
        detail=None if row.detail is None else StandingDetail.from_stored(row.detail),
    )


def _judgement(row: StandingRow) -> Judgement | None:
    expectation = _points(row.expectation, row.expectation_low, row.expectation_high)
    risk = _points(row.risk, row.risk_low, row.risk_high)
    if expectation is None or risk is None or row.verdict is None:
        return None
    return Judgement(expectation, risk, row.verdict, row.capped_by, tuple(row.findings))


def _points(mean: float | None, low: float | None, high: float | None) -> Points | None:
    return None if mean is None or low is None or high is None else Points(mean, low, high)

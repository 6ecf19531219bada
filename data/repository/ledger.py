"""The evidence ledger: facts are added, never overwritten; claims and set-aside findings beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.catalogue import load_metrics
from data.records import Claim, EvidenceLevel, Fact, FindingDecision, Source, current_facts
from data.repository.audit import record_event
from data.repository.ledger_entries import entry_place, is_known, latest_entries
from data.repository.startup_rows import startup_row
from data.tables import ClaimRow, FactRow, FindingRow, SourceRow


def add_facts(session: Session, slug: str, facts: Sequence[Fact], *, actor: str) -> list[Fact]:
    """The facts as stored, with keys, author and time; one audit event names each key with its old and new value.

    Facts that share a `Source` share its row. A fact that `is_known` is not written again, so importing a file twice
    changes nothing; a correction is, even back to an older value.

    Raises:
        NotFound: if there is no such startup.
    """
    startup_id = startup_row(session, slug).id
    ledger = facts_by_startup(session, (startup_id,)).get(startup_id, [])
    known = latest_entries(ledger)
    before = current_facts(ledger)
    sources: dict[Source, int] = {}
    stored = []
    for fact in facts:
        if is_known(fact, known):
            stored.append(known[entry_place(fact)])
            continue
        row = _fact_row(fact, startup_id, _source_id(session, startup_id, fact.source, sources), actor)
        session.add(row)
        session.flush()
        old = before.get(fact.key)
        record_event(
            session,
            actor=actor,
            action="add",
            entity="fact",
            entity_id=f"{slug}/{fact.key}",
            before=_shown(old) if old else None,
            after=_shown(fact),
        )
        written = replace(fact, id=row.id, entered_by=actor, entered_at=row.entered_at)
        known[entry_place(fact)] = written
        stored.append(written)
    return stored


def facts_by_startup(session: Session, startup_ids: Sequence[int]) -> dict[int, list[Fact]]:
    """The ledger per startup, oldest entry first."""
    found: dict[int, list[Fact]] = defaultdict(list)
    for row in session.scalars(select(FactRow).where(FactRow.startup_id.in_(startup_ids)).order_by(FactRow.id)):
        found[row.startup_id].append(fact_record(row))
    return found


def replace_claims(session: Session, slug: str, claims: Sequence[Claim], *, actor: str) -> None:
    """Make `claims` the startup's claims; the ledger keeps the list they were read from, the audit trail both.

    Raises:
        NotFound: if there is no such startup.
    """
    startup_id = startup_row(session, slug).id
    before = claims_by_startup(session, (startup_id,)).get(startup_id, [])
    if [replace(claim, id=None, fact_id=None) for claim in before] == [
        replace(claim, id=None, fact_id=None) for claim in claims
    ]:
        return
    session.execute(delete(ClaimRow).where(ClaimRow.startup_id == startup_id))
    session.add_all(_claim_row(claim, startup_id) for claim in claims)
    record_event(
        session,
        actor=actor,
        action="replace",
        entity="claims",
        entity_id=slug,
        before={"claims": [f"{claim.task} {claim.metric} {claim.value}" for claim in before]},
        after={"claims": [f"{claim.task} {claim.metric} {claim.value}" for claim in claims]},
    )
    session.flush()


def claims_by_startup(session: Session, startup_ids: Sequence[int]) -> dict[int, list[Claim]]:
    """The claims per startup, in the order given."""
    found: dict[int, list[Claim]] = defaultdict(list)
    for row in session.scalars(select(ClaimRow).where(ClaimRow.startup_id.in_(startup_ids)).order_by(ClaimRow.id)):
        found[row.startup_id].append(_claim(row))
    return found


def set_aside(session: Session, slug: str, rule: str, *, reason: str, source: str, actor: str) -> None:
    """Set a finding aside with a reason and a source; recorded, and undone by `restore_finding`.

    Raises:
        NotFound: if there is no such startup.
    """
    startup_id = startup_row(session, slug).id
    before = _taken_back(session, startup_id, rule)
    session.add(
        FindingRow(
            startup_id=startup_id,
            rule=rule,
            reason=reason,
            source=source,
            set_aside_by=actor,
            set_aside_at=datetime.now(UTC),
        )
    )
    record_event(
        session,
        actor=actor,
        action="set aside",
        entity="finding",
        entity_id=f"{slug}/{rule}",
        before=before,
        after={"reason": reason, "source": source},
    )


def restore_finding(session: Session, slug: str, rule: str, *, actor: str) -> None:
    """Bring a finding back that was set aside; one that stands already is left as it is.

    Raises:
        NotFound: if there is no such startup.
    """
    before = _taken_back(session, startup_row(session, slug).id, rule)
    if before is not None:
        record_event(
            session, actor=actor, action="restore", entity="finding", entity_id=f"{slug}/{rule}", before=before
        )


def _taken_back(session: Session, startup_id: int, rule: str) -> dict[str, Any] | None:
    """Reason and source of the decision on a rule, which is taken back; None if there was none."""
    place = (FindingRow.startup_id == startup_id, FindingRow.rule == rule)
    row = session.scalars(select(FindingRow).where(*place)).one_or_none()
    session.execute(delete(FindingRow).where(*place))
    return None if row is None else {"reason": row.reason, "source": row.source}


def decisions_by_startup(session: Session, startup_ids: Sequence[int]) -> dict[int, list[FindingDecision]]:
    """The findings set aside per startup, in the order of the decisions."""
    found: dict[int, list[FindingDecision]] = defaultdict(list)
    query = select(FindingRow).where(FindingRow.startup_id.in_(startup_ids)).order_by(FindingRow.id)
    for row in session.scalars(query):
        decision = FindingDecision(row.rule, row.reason, row.source, row.set_aside_by, row.set_aside_at)
        found[row.startup_id].append(decision)
    return found


def _shown(fact: Fact) -> dict[str, Any]:
    return {"value": encoded(fact.value), "level": fact.level.value, "as_of": fact.as_of.isoformat()}


def _source_id(session: Session, startup_id: int, source: Source, seen: dict[Source, int]) -> int:
    if source not in seen:
        row = SourceRow(
            startup_id=startup_id,
            kind=source.kind,
            title=source.title,
            reference=source.reference,
            url=source.url,
            dated=source.dated,
            run_id=source.run_id,
            table_id=source.table_id,
        )
        session.add(row)
        session.flush()
        seen[source] = row.id
    return seen[source]


def _fact_row(fact: Fact, startup_id: int, source_id: int, actor: str) -> FactRow:
    return FactRow(
        startup_id=startup_id,
        key=fact.key,
        value=encoded(fact.value),
        level=fact.level.value,
        as_of=fact.as_of,
        standard_error=fact.standard_error,
        not_applicable=fact.not_applicable,
        source_id=source_id,
        entered_by=actor,
        entered_at=datetime.now(UTC),
    )


def source_record(row: SourceRow) -> Source:
    """The record of a source's row."""
    return Source(row.kind, row.title, row.reference, row.url, row.dated, row.run_id, row.table_id, row.id)


def fact_record(row: FactRow) -> Fact:
    """The record of a fact's row."""
    return Fact(
        key=row.key,
        value=decoded(row.value),
        level=EvidenceLevel(row.level),
        as_of=row.as_of,
        source=source_record(row.source),
        standard_error=row.standard_error,
        not_applicable=row.not_applicable,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        id=row.id,
    )


def encoded(value: Any) -> Any:
    """JSON form of a value; a date is tagged, so that it comes back as a date and not as text."""
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, list):
        return [encoded(item) for item in value]
    if isinstance(value, dict):
        return {key: encoded(item) for key, item in value.items()}
    return value


def decoded(value: Any) -> Any:
    """The value that `encoded` made this JSON form of."""
    if isinstance(value, dict) and set(value) == {"$date"}:
        return date.fromisoformat(value["$date"])
    if isinstance(value, list):
        return [decoded(item) for item in value]
    if isinstance(value, dict):
        return {key: decoded(item) for key, item in value.items()}
    return value


_CLAIM_COLUMNS = (
    "task", "metric", "value", "model", "items", "shots", "template", "split", "harness_version", "standard_error",
    "dated", "direction", "chain_of_thought", "majority_of", "subset", "stated_in", "fact_id",
)  # fmt: skip


def _claim_row(claim: Claim, startup_id: int) -> ClaimRow:
    return ClaimRow(startup_id=startup_id, **{name: getattr(claim, name) for name in _CLAIM_COLUMNS})


def _claim(row: ClaimRow) -> Claim:
    scale = load_metrics().claimed_scale(row.task, row.metric)
    return Claim(id=row.id, scale=scale, **{name: getattr(row, name) for name in _CLAIM_COLUMNS})

"""Many startups and entries of the ledger at once: a fixed number of statements however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.records import EvidenceLevel, Fact, FactValue, Source
from data.repository.ledger import decoded, encoded, source_record
from data.repository.ledger_entries import EntryPlace, entry_place
from data.tables import AuditRow, Base, FactRow, SourceRow, StartupRow


@dataclass(slots=True)
class RecordedEntries:
    """What the ledger says of one startup.

    Attributes:
        places: The latest value at each place; one of a field that does not apply is None.
        days: The latest value of each field and day, wherever it was read.
    """

    places: dict[EntryPlace, FactValue | None] = field(default_factory=dict)
    days: dict[tuple[str, date], FactValue | None] = field(default_factory=dict)

    def holds(self, fact: Fact) -> bool:
        """Whether the latest entry of the same field, date, level and document has the same value.

        Unlike `is_known`, another page of the document, here the name of the file, makes no new statement: the same
        export under another name brings nothing new.
        """
        known = self.places.get(entry_place(fact))
        return type(known) is type(fact.value) and known == fact.value


def startup_names(session: Session) -> dict[str, str]:
    """The name of every startup by slug."""
    return dict(session.execute(select(StartupRow.slug, StartupRow.name)).all())


def recorded_entries(session: Session, slugs: Sequence[str]) -> dict[str, RecordedEntries]:
    """What the ledger says of those startups that are on record, by slug."""
    found = {slug: RecordedEntries() for slug in session.scalars(_rows_of(slugs, StartupRow.slug))}
    query = (
        select(
            StartupRow.slug, FactRow.key, FactRow.as_of, FactRow.level, SourceRow.kind, SourceRow.title,
            SourceRow.run_id, FactRow.value,
        )
        .join(FactRow, FactRow.startup_id == StartupRow.id)
        .join(SourceRow, SourceRow.id == FactRow.source_id)
        .where(StartupRow.slug.in_(slugs))
        .order_by(FactRow.id)
    )  # fmt: skip
    levels = {level.value: level for level in EvidenceLevel}
    for slug, key, day, level, kind, title, run_id, value in session.execute(query):
        said = decoded(value)
        found[slug].places[EntryPlace(key, day, levels[level], kind, title, run_id)] = said
        found[slug].days[key, day] = said
    return found


@dataclass(frozen=True, slots=True)
class NewEntries:
    """What is written of one startup.

    Attributes:
        texts: Name and summaries of one that is not on record, None for one that is.
        facts: Entries that the ledger does not hold.
        origin: File they were read in, which the audit trail names.
    """

    slug: str
    texts: Mapping[str, str] | None
    facts: tuple[Fact, ...]
    origin: str


def add_entries(session: Session, new: Sequence[NewEntries], *, actor: str) -> None:
    """Write startups and facts, each startup with one source per document and the events of its audit trail.

    The caller holds the startups (`hold_startup`) and has left out what is on record. One event tells of all facts of
    a startup: how many of which fields; the values stand in the ledger, which is only added to.
    """
    now = datetime.now(UTC)
    _insert(session, StartupRow, [_startup(each.slug, each.texts, now) for each in new if each.texts is not None])
    slugs = [each.slug for each in new]
    ids = dict(session.execute(_rows_of(slugs, StartupRow.slug, StartupRow.id)).all())
    sources = _source_ids(session, [(ids[each.slug], each.facts) for each in new])
    _insert(
        session,
        FactRow,
        [
            _fact(fact, ids[each.slug], sources[ids[each.slug], fact.source], actor, now)
            for each in new
            for fact in each.facts
        ],
    )
    _insert(session, AuditRow, [event for each in new for event in _events(each, actor, now)])


def _rows_of(slugs: Sequence[str], *columns: Any) -> Any:
    return select(*columns).where(StartupRow.slug.in_(slugs))


def _insert(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table.__table__), rows)  # type: ignore[arg-type]


def _source_ids(session: Session, given: Sequence[tuple[int, Sequence[Fact]]]) -> dict[tuple[int, Source], int]:
    """The row of each startup's sources; those that are on record are used again."""
    query = select(SourceRow).where(SourceRow.startup_id.in_([key for key, _ in given])).order_by(SourceRow.id)
    wanted = dict.fromkeys((key, fact.source) for key, facts in given for fact in facts)
    known = _sources(session.scalars(query))
    _insert(session, SourceRow, [_source(key, source) for key, source in wanted if (key, source) not in known])
    return _sources(session.scalars(query))


def _sources(rows: Iterable[SourceRow]) -> dict[tuple[int, Source], int]:
    return {(row.startup_id, replace(source_record(row), id=None)): row.id for row in rows}


def _startup(slug: str, texts: Mapping[str, str], now: datetime) -> dict[str, Any]:
    return {"slug": slug, **texts, "fictional": False, "created_at": now}


def _source(startup_id: int, source: Source) -> dict[str, Any]:
    return {
        "startup_id": startup_id,
        "kind": source.kind,
        "title": source.title,
        "reference": source.reference,
        "url": source.url,
        "dated": source.dated,
    }


def _fact(fact: Fact, startup_id: int, source_id: int, actor: str, now: datetime) -> dict[str, Any]:
    return {
        "startup_id": startup_id,
        "key": fact.key,
        "value": encoded(fact.value),
        "level": fact.level.value,
        "as_of": fact.as_of,
        "source_id": source_id,
        "entered_by": actor,
        "entered_at": now,
    }


def _events(new: NewEntries, actor: str, now: datetime) -> Iterable[dict[str, Any]]:
    said = {"at": now, "actor": actor, "before": None}
    if new.texts is not None:
        yield {
            **said, "action": "add", "entity": "startup", "entity_id": new.slug, "after": {"name": new.texts["name"]}
        }  # fmt: skip
    if new.facts:
        fields = sorted({fact.key for fact in new.facts})
        after = {"facts": len(new.facts), "fields": fields}
        yield {
            **said, "action": "import", "entity": "facts", "entity_id": f"{new.slug}/{new.origin}", "after": after
        }  # fmt: skip

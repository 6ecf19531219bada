"""What a table changes, and writing it: some hundred whole startups to a transaction, so that a halt loses no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TypeAlias

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.bulk.records import EntryChange, EntryKind, GivenStartup, StartupChange
from data.bulk.rows import period_facts
from data.records import Fact, Refused
from data.repository import NewEntries, RecordedEntries, add_entries, hold_startup, recorded_entries

STARTUPS_AT_ONCE = 250
Transaction: TypeAlias = Callable[[], AbstractContextManager[Session]]


def planned_changes(session: Session, given: Sequence[GivenStartup]) -> Iterator[StartupChange]:
    """What the startups would change, one after the other; nothing is written."""
    for batch in _batches(given):
        yield from (change for change, _ in _compared(session, batch))


def write_startups(
    transaction: Transaction, given: Sequence[GivenStartup], *, actor: str, origin: str
) -> Iterator[list[StartupChange]]:
    """Write the startups, and tell what changed of each batch once it is kept.

    What is on record is read anew with each batch and not written again, so that a table may be brought twice, and one
    that was cut off goes on where it was.

    Args:
        transaction: Opens one, which each batch is written in.
        given: All valid.
        actor: Who writes.
        origin: Name of the file, for the audit trail.

    Raises:
        Refused: if somebody else adds the same startups at the same time; what is kept so far stays.
    """
    for batch in _batches(given):
        try:
            with transaction() as session:
                changes = _write(session, batch, actor, origin)
        except IntegrityError as error:  # a startup that nobody had when this batch began
            raise Refused("Somebody else has just added some of these startups; repeat the import to go on.") from error
        yield changes


def _batches(given: Sequence[GivenStartup]) -> Iterator[Sequence[GivenStartup]]:
    return (given[start : start + STARTUPS_AT_ONCE] for start in range(0, len(given), STARTUPS_AT_ONCE))


def _write(session: Session, batch: Sequence[GivenStartup], actor: str, origin: str) -> list[StartupChange]:
    hold_startup(session, *(startup.slug for startup in batch))
    compared = _compared(session, batch)
    new = [
        NewEntries(startup.slug, _texts(startup) if change.is_new else None, tuple(facts), origin)
        for startup, (change, facts) in zip(batch, compared, strict=True)
        if not change.is_empty
    ]
    add_entries(session, new, actor=actor)
    return [change for change, _ in compared]


def _texts(startup: GivenStartup) -> dict[str, str]:
    """Name and summaries; one that is given in one language stands in for the other."""
    english, chinese = startup.summary_en, startup.summary_zh
    return {"name": startup.name, "summary_en": english or chinese, "summary_zh": chinese or english}


def _compared(session: Session, batch: Sequence[GivenStartup]) -> list[tuple[StartupChange, list[Fact]]]:
    """What each startup changes, with the facts that are not on record."""
    ledgers = recorded_entries(session, [startup.slug for startup in batch])
    return [_against(startup, ledgers.get(startup.slug)) for startup in batch]


def _against(startup: GivenStartup, recorded: RecordedEntries | None) -> tuple[StartupChange, list[Fact]]:
    ledger = recorded or RecordedEntries()
    facts = period_facts(startup.periods)
    new = [fact for fact in facts if not ledger.holds(fact)]
    entries = tuple(_entry(fact, ledger) for fact in new)
    change = StartupChange(startup.slug, startup.name, recorded is None, entries, len(facts) - len(new))
    return change, new


def _entry(fact: Fact, ledger: RecordedEntries) -> EntryChange:
    if fact.value is None:
        raise TypeError(f"{fact.key}: a table states values only")
    day = (fact.key, fact.as_of)
    old = ledger.days.get(day)
    kind: EntryKind = "changed" if day in ledger.days and old != fact.value else "added"
    return EntryChange(fact.key, fact.as_of, kind, old, fact.value)

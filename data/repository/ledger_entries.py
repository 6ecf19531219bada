"""When an entry of the ledger is known already: one rule for previews, imports and runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from data.records import EvidenceLevel, Fact


class EntryPlace(NamedTuple):
    """Field, day, level and document or run of an entry."""

    key: str
    as_of: date
    level: EvidenceLevel
    kind: str
    title: str
    run_id: int | None


def latest_entries(facts: Iterable[Fact]) -> dict[EntryPlace, Fact]:
    """The entry that counts at each place, of a ledger given oldest first."""
    return {entry_place(fact): fact for fact in facts}


def is_known(fact: Fact, known: Mapping[EntryPlace, Fact]) -> bool:
    """Whether the latest entry of the same field, date, level, document and run already says the same.

    Args:
        fact: A new one.
        known: The ledger's `latest_entries`.
    """
    latest = known.get(entry_place(fact))
    return latest is not None and says_the_same(latest, fact)


def says_the_same(one: Fact, other: Fact) -> bool:
    """Whether two entries state the same: yes is not 1, and another page of the document is another statement."""
    return entry_place(one) == entry_place(other) and _statement(one) == _statement(other)


def entry_place(fact: Fact) -> EntryPlace:
    """What an entry is about and where it was read; a later one of the same place stands in for it."""
    source = fact.source
    return EntryPlace(fact.key, fact.as_of, fact.level, source.kind, source.title, source.run_id)


def _statement(fact: Fact) -> tuple[object, ...]:
    return (type(fact.value), fact.value, fact.standard_error, fact.not_applicable, fact.source.reference)

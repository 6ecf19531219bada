"""Many startups as read from a table, and what a table would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from data.records import EvidenceLevel, FactValue, Source

EntryKind: TypeAlias = Literal["added", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Period:
    """One row: what it states of one day, key of a field -> value."""

    as_of: date
    level: EvidenceLevel
    source: Source
    values: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class GivenStartup:
    """A startup with all its rows; name and summaries count for a new one only, "" where none are given."""

    slug: str
    name: str
    summary_en: str
    summary_zh: str
    periods: tuple[Period, ...]


class EntryChange(NamedTuple):
    """An entry that is not on record yet.

    Attributes:
        field: Key of the field.
        as_of: The day it describes.
        kind: "changed" where the ledger says something else of that day, "added" where it says nothing.
        old: What the ledger says of that day, None where it says nothing.
        new: What the table says.
    """

    field: str
    as_of: date
    kind: EntryKind
    old: FactValue | None
    new: FactValue


@dataclass(frozen=True, slots=True)
class StartupChange:
    """What a table changes of one startup.

    Attributes:
        entries: What is new; entries already on record are counted in `unchanged`.
    """

    slug: str
    name: str
    is_new: bool
    entries: tuple[EntryChange, ...]
    unchanged: int

    @property
    def added(self) -> int:
        """Entries of days of which the ledger said nothing."""
        return len(self.entries) - self.changed

    @property
    def changed(self) -> int:
        """Entries of days of which it said something else."""
        return sum(entry.kind == "changed" for entry in self.entries)

    @property
    def is_empty(self) -> bool:
        """Whether everything in it is on record."""
        return not (self.is_new or self.entries)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a table changed, or would, in numbers."""

    startups: int = 0
    new_startups: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def plus(self, change: StartupChange) -> Totals:
        """With one more startup."""
        return Totals(
            self.startups + 1,
            self.new_startups + change.is_new,
            self.added + change.added,
            self.changed + change.changed,
            self.unchanged + change.unchanged,
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.new_startups or self.added or self.changed)

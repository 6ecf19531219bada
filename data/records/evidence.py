"""The evidence ledger's vocabulary: what is known, from where, how well, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | date
FactValue: TypeAlias = Scalar | list[str] | list[dict[str, Scalar | None]] | dict[str, float]


class EvidenceLevel(StrEnum):
    """How well a fact is supported, weakest first; `missing` is only ever derived, never stored."""

    MISSING = "missing"
    CLAIMED = "claimed"
    DOCUMENTED = "documented"
    MEASURED = "measured"

    @property
    def strength(self) -> int:
        """Rank of the level: 0 missing, 1 claimed, 2 documented, 3 measured."""
        return _STRENGTHS[self]


_STRENGTHS = {level: place for place, level in enumerate(EvidenceLevel)}


@dataclass(frozen=True, slots=True)
class Source:
    """The document, page or run a fact was taken from.

    Attributes:
        kind: A document type of the registry, `web_page`, or `run` for what our own runs measured.
        title: What a reader would call it, such as "Pitch deck, September 2026".
        reference: Page, cell or section inside it.
        url: Where it can be looked up; shown as text, never fetched.
        dated: Date printed on it.
        run_id: The run, when `kind` is `run`.
        table_id: The company's own table kept in the database, when the fact was read off one.
        id: Key in the ledger, None until stored.
    """

    kind: str
    title: str
    reference: str | None = None
    url: str | None = None
    dated: date | None = None
    run_id: int | None = None
    table_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the ledger: a value, or the reason why the field does not apply.

    Attributes:
        key: Field of the registry, or a result key of the rubric such as `claim_gap`.
        value: The value in the field's unit; None exactly when `not_applicable` gives a reason.
        level: Evidence level; facts of level measured are written by runs only.
        as_of: Date the value describes.
        source: Where it was read.
        standard_error: Standard error of a measurement, in the value's unit.
        not_applicable: Reason why the field does not apply to this startup.
        entered_by: Account, file or run that wrote it.
        entered_at: When it was written (UTC).
        id: Key in the ledger, None until stored.
    """

    key: str
    value: FactValue | None
    level: EvidenceLevel
    as_of: date
    source: Source
    standard_error: float | None = None
    not_applicable: str | None = None
    entered_by: str = ""
    entered_at: datetime | None = None
    id: int | None = None

    def outranks(self, other: Fact) -> bool:
        """Whether this fact is the current one of the two: stronger evidence, then newer date, then later entry."""
        return self._rank() > other._rank()

    def _rank(self) -> tuple[int, date, float, int]:
        entered = self.entered_at.timestamp() if self.entered_at else 0.0
        return (self.level.strength, self.as_of, entered, self.id or 0)


def current_facts(facts: list[Fact]) -> dict[str, Fact]:
    """The current fact per key: strongest evidence, then newest as-of date, then latest entry."""
    current: dict[str, Fact] = {}
    for fact in facts:
        if fact.key not in current or fact.outranks(current[fact.key]):
            current[fact.key] = fact
    return current

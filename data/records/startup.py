"""A startup and everything known of it at one moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from data.records.claims import Claim
from data.records.evidence import Fact, Scalar, current_facts
from data.records.models import ModelRecord
from data.records.runs import Run


@dataclass(frozen=True, slots=True)
class Startup:
    """A company under diligence.

    Attributes:
        fictional: Marks demonstration data, said on every page.
        archived_at: Since when it is left out of what is looked at, None while it is not.
        archived_by: Who archived it.
    """

    slug: str
    name: str
    summary_en: str
    summary_zh: str
    fictional: bool
    created_at: datetime
    archived_at: datetime | None = None
    archived_by: str | None = None

    def summary(self, language: str) -> str:
        """One line on what it does, in `language` ("en" or "zh")."""
        return self.summary_zh if language == "zh" else self.summary_en


@dataclass(frozen=True, slots=True)
class FindingDecision:
    """An analyst's decision that the finding of a rule does not count, with the reason and where it can be checked."""

    rule: str
    reason: str
    source: str
    decided_by: str
    decided_at: datetime


TableKind: TypeAlias = Literal["accounts", "holdings", "customers"]


@dataclass(frozen=True, slots=True)
class CompanyTable:
    """A table of the company's own, kept as it was uploaded; a newer one of its kind takes its place.

    Attributes:
        kind: Monthly accounts, cap table, or revenue by customer.
        rows: One mapping of column to value per row; None where a cell is empty, months as dates.
        filename: As the company named the file.
        digest: sha256 of the file.
    """

    kind: TableKind
    rows: tuple[Mapping[str, Scalar | None], ...]
    filename: str
    digest: str
    entered_by: str = ""
    entered_at: datetime | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """All evidence on one startup: ledger, claims, models, runs with their scores, findings set aside, tables kept."""

    startup: Startup
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    models: tuple[ModelRecord, ...]
    runs: tuple[Run, ...]
    decisions: tuple[FindingDecision, ...] = ()
    tables: tuple[CompanyTable, ...] = ()

    def table(self, kind: TableKind) -> CompanyTable | None:
        """The newest table of that kind, None if none is kept."""
        return next((table for table in reversed(self.tables) if table.kind == kind), None)

    def current(self) -> dict[str, Fact]:
        """The current fact per key."""
        return current_facts(list(self.facts))

    def known_on(self, day: date) -> Dossier:
        """The same dossier as it stood at the end of `day`: nothing entered or measured later."""
        return self._known(day, lambda moment: moment.date() <= day)

    def known_at(self, moment: datetime) -> Dossier:
        """The same dossier as it stood at `moment`; claims, of which only the day is known, as on that day."""
        return self._known(moment.date(), lambda other: other <= moment)

    def _known(self, day: date, by_then: Callable[[datetime], bool]) -> Dossier:
        return replace(
            self,
            facts=tuple(each for each in self.facts if each.entered_at is None or by_then(each.entered_at)),
            claims=tuple(each for each in self.claims if each.dated is None or each.dated <= day),
            runs=tuple(each for each in self.runs if each.finished_at is not None and by_then(each.finished_at)),
            decisions=tuple(each for each in self.decisions if by_then(each.decided_at)),
            tables=tuple(each for each in self.tables if each.entered_at is None or by_then(each.entered_at)),
        )


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who changed what, when, from what to what."""

    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    id: int | None = None

"""A startup and everything known of it at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from data.records.claims import Claim
from data.records.evidence import Fact, Scalar, current_facts
from data.records.models import ModelRecord
from data.records.runs import Run


@dataclass(frozen=True, slots=True)
class Startup:
    """A company under diligence; `fictional` marks demonstration data, said on every page."""

    slug: str
    name: str
    summary_en: str
    summary_zh: str
    fictional: bool
    created_at: datetime

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
        return Dossier(
            startup=self.startup,
            facts=tuple(fact for fact in self.facts if fact.entered_at is None or fact.entered_at.date() <= day),
            claims=tuple(claim for claim in self.claims if claim.dated is None or claim.dated <= day),
            models=self.models,
            runs=tuple(run for run in self.runs if run.finished_at is not None and run.finished_at.date() <= day),
            decisions=tuple(decision for decision in self.decisions if decision.decided_at.date() <= day),
            tables=tuple(each for each in self.tables if each.entered_at is None or each.entered_at.date() <= day),
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

"""What changes whenever a startup's evidence does, cheap enough to ask for on every screen."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.tables import AuditRow, CompanyTableRow, FactRow, FindingRow, ModelRow, RunRow, StartupRow


class EvidenceMark(NamedTuple):
    """The state of a startup's dossier: equal marks stand for equal dossiers, but for the progress of runs under way.

    Attributes:
        startup: Name and summaries.
        facts: Newest entry of the ledger.
        claims: Newest replacement of the claims in the audit trail; their own keys may be used again.
        models: Name, location, digest and size of each model.
        runs: Count, count of those that ended, and when the last one did.
        decisions: Count, and when the last one was taken.
        tables: Newest table, and count of those in use.
    """

    startup: tuple[str, ...]
    facts: tuple[Any, ...]
    claims: tuple[Any, ...]
    models: tuple[Any, ...]
    runs: tuple[Any, ...]
    decisions: tuple[Any, ...]
    tables: tuple[Any, ...]

    @property
    def is_bare(self) -> bool:
        """Whether nothing is on record but the startup itself and its models."""
        return not (self.facts or self.claims or self.runs or self.decisions or self.tables)


class StartupMark(NamedTuple):
    """The state of one startup's dossier, as cheap for one of many: equal marks stand for equal dossiers.

    Attributes:
        said: Name and summaries, and whether it is fictional.
        version: Of its evidence, which the database raises.
        runs: Newest run asked for, and how many are under way; neither is evidence yet.
    """

    said: tuple[Any, ...]
    version: int
    runs: tuple[Any, ...]


def startup_mark(session: Session, slug: str) -> StartupMark | None:
    """The mark of one startup, archived or not, None if there is none of that slug."""
    startup = StartupRow
    row = session.execute(
        select(
            startup.id, startup.version, startup.name, startup.summary_en, startup.summary_zh, startup.fictional
        ).where(startup.slug == slug)
    ).first()
    if row is None:
        return None
    key, version, *said = row
    asked = select(func.max(RunRow.id), func.count(RunRow.id) - func.count(RunRow.finished_at))
    runs = session.execute(asked.join(ModelRow, RunRow.model_id == ModelRow.id).where(ModelRow.startup_id == key))
    return StartupMark(tuple(said), version, tuple(runs.one()))


def evidence_marks(session: Session) -> dict[str, EvidenceMark]:
    """The mark of every startup that is not archived by slug, in order of names, in a fixed number of queries."""
    facts = _rows(session, select(FactRow.startup_id, func.max(FactRow.id)).group_by(FactRow.startup_id))
    claims = _rows(session, _CLAIMS)
    runs, decisions, tables = (_rows(session, query) for query in (_RUNS, _DECISIONS, _TABLES))
    models: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *model in session.execute(_MODELS):
        models[key].append(tuple(model))
    startups = session.execute(
        select(StartupRow.id, StartupRow.slug, StartupRow.name, StartupRow.summary_en, StartupRow.summary_zh)
        .where(StartupRow.archived_at.is_(None))
        .order_by(StartupRow.name)
    )
    return {
        slug: EvidenceMark(
            startup=tuple(said),
            facts=facts.get(key, ()),
            claims=claims.get(slug, ()),
            models=tuple(models[key]),
            runs=runs.get(key, ()),
            decisions=decisions.get(key, ()),
            tables=tables.get(key, ()),
        )
        for key, slug, *said in startups
    }


_CLAIMS = (
    select(AuditRow.entity_id, func.max(AuditRow.id)).where(AuditRow.entity == "claims").group_by(AuditRow.entity_id)
)
_MODELS = select(ModelRow.startup_id, ModelRow.name, ModelRow.location, ModelRow.digest, ModelRow.parameters).order_by(
    ModelRow.id
)
_RUNS = (
    select(ModelRow.startup_id, func.count(RunRow.id), func.count(RunRow.finished_at), func.max(RunRow.finished_at))
    .join(RunRow, RunRow.model_id == ModelRow.id)
    .group_by(ModelRow.startup_id)
)
_DECISIONS = select(FindingRow.startup_id, func.count(FindingRow.id), func.max(FindingRow.set_aside_at)).group_by(
    FindingRow.startup_id
)
_TABLES = select(
    CompanyTableRow.startup_id,
    func.max(CompanyTableRow.id),
    func.count(CompanyTableRow.id) - func.count(CompanyTableRow.withdrawn_at),
).group_by(CompanyTableRow.startup_id)


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    """The rest of each row by its first column."""
    return {key: tuple(rest) for key, *rest in session.execute(query)}

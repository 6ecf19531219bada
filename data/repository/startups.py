"""Startups and their models: add, find, list, and gather all that is known."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.records import Dossier, ModelRecord, NotFound, Startup
from data.repository.audit import record_event
from data.repository.company_tables import tables_by_startup
from data.repository.ledger import claims_by_startup, decisions_by_startup, facts_by_startup
from data.repository.runs import runs
from data.repository.startup_rows import startup_record, startup_row
from data.tables import ModelRow, StartupRow


def add_startup(
    session: Session, *, slug: str, name: str, summary_en: str, summary_zh: str, fictional: bool, actor: str
) -> Startup:
    """The new startup, written with an audit event; the slug must be free."""
    row = StartupRow(
        slug=slug,
        name=name,
        summary_en=summary_en,
        summary_zh=summary_zh,
        fictional=fictional,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    record_event(session, actor=actor, action="add", entity="startup", entity_id=slug, after={"name": name})
    return startup_record(row)


def change_startup(session: Session, slug: str, *, name: str, summary_en: str, summary_zh: str, actor: str) -> Startup:
    """The startup with its new name and summaries; the audit event keeps the old ones."""
    row = startup_row(session, slug)
    before = {"name": row.name, "summary_en": row.summary_en, "summary_zh": row.summary_zh}
    after = {"name": name, "summary_en": summary_en, "summary_zh": summary_zh}
    if before != after:
        row.name, row.summary_en, row.summary_zh = name, summary_en, summary_zh
        record_event(
            session, actor=actor, action="change", entity="startup", entity_id=slug, before=before, after=after
        )
    return startup_record(row)


def startups(session: Session) -> list[Startup]:
    """All startups by name, without the archived ones."""
    query = select(StartupRow).where(StartupRow.archived_at.is_(None)).order_by(StartupRow.name)
    return [startup_record(row) for row in session.scalars(query)]


def find_startup(session: Session, slug: str) -> Startup:
    """The startup of that slug.

    Raises:
        NotFound: if there is none; the message offers the nearest slugs.
    """
    return startup_record(startup_row(session, slug))


def add_model(session: Session, slug: str, *, name: str, location: str, actor: str) -> ModelRecord:
    """The startup's model of that name, added or moved to `location`."""
    startup = startup_row(session, slug)
    row = session.scalar(select(ModelRow).where(ModelRow.startup_id == startup.id, ModelRow.name == name))
    before = {"location": row.location} if row else None
    if row is None:
        row = ModelRow(startup_id=startup.id, name=name, location=location, startup=startup)
        session.add(row)
    elif row.location != location:
        row.location, row.digest, row.parameters = location, None, None
    session.flush()
    if before != {"location": location}:
        record_event(
            session,
            actor=actor,
            action="change" if before else "add",
            entity="model",
            entity_id=f"{slug}/{name}",
            before=before,
            after={"location": location},
        )
    return model_record(row)


def models_of(session: Session, slug: str) -> list[ModelRecord]:
    """The startup's models, oldest first."""
    startup = startup_row(session, slug)
    rows = session.scalars(select(ModelRow).where(ModelRow.startup_id == startup.id).order_by(ModelRow.id))
    return [model_record(row) for row in rows]


def find_model(session: Session, model_id: int) -> ModelRecord:
    """The model of that key.

    Raises:
        NotFound: if there is none.
    """
    row = session.get(ModelRow, model_id)
    if row is None:
        raise NotFound(f"No model {model_id}; `python -m data list` shows what there is")
    return model_record(row)


def record_model_identity(session: Session, model_id: int, *, digest: str, parameters: int) -> None:
    """Write what an inspection of the weights found."""
    row = session.get_one(ModelRow, model_id)
    row.digest, row.parameters = digest, parameters


def dossier(session: Session, slug: str) -> Dossier:
    """Everything known of one startup.

    Raises:
        NotFound: if there is no such startup.
    """
    startup_row(session, slug)
    return dossiers(session, slugs=(slug,))[0]


def dossiers(session: Session, *, slugs: tuple[str, ...] | None = None) -> list[Dossier]:
    """Everything known of the startups named, or of all that are not archived, by name.

    The queries are a fixed number, however many startups there are.
    """
    chosen = StartupRow.archived_at.is_(None) if slugs is None else StartupRow.slug.in_(slugs)
    rows = list(session.scalars(select(StartupRow).where(chosen).order_by(StartupRow.name)))
    ids = tuple(row.id for row in rows)
    facts, claims = facts_by_startup(session, ids), claims_by_startup(session, ids)
    decisions, tables = decisions_by_startup(session, ids), tables_by_startup(session, ids)
    models: dict[int, list[ModelRecord]] = defaultdict(list)
    for model in session.scalars(select(ModelRow).where(ModelRow.startup_id.in_(ids)).order_by(ModelRow.id)):
        models[model.startup_id].append(model_record(model))
    run_list = runs(session, slugs=tuple(row.slug for row in rows), limit=None)
    return [
        Dossier(
            startup=startup_record(row),
            facts=tuple(facts.get(row.id, ())),
            claims=tuple(claims.get(row.id, ())),
            models=tuple(models.get(row.id, ())),
            runs=tuple(run for run in run_list if run.startup_slug == row.slug),
            decisions=tuple(decisions.get(row.id, ())),
            tables=tuple(tables.get(row.id, ())),
        )
        for row in rows
    ]


def model_record(row: ModelRow) -> ModelRecord:
    """The record of a model row."""
    return ModelRecord(row.id, row.startup.slug, row.name, row.location, row.digest, row.parameters)

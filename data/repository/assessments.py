"""Judgements as they were made, so that a change can explain itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.records import Judgement, KeptJudgement, Startup
from data.repository.startup_rows import startup_record, startup_row
from data.tables import AssessmentRow, StartupRow


def keep_assessment(session: Session, slug: str, kept: KeptJudgement) -> bool:
    """Whether the judgement was new; the same evidence under the same rubric on the same day is kept once."""
    startup = startup_row(session, slug)
    same = select(AssessmentRow.id).where(
        AssessmentRow.startup_id == startup.id,
        AssessmentRow.rubric_hash == kept.rubric_hash,
        AssessmentRow.profile == kept.profile,
        AssessmentRow.evidence_hash == kept.evidence_hash,
        AssessmentRow.as_of == kept.as_of,
    )
    if session.scalar(same) is not None:
        return False
    session.add(
        AssessmentRow(
            startup_id=startup.id,
            as_of=kept.as_of,
            rubric_hash=kept.rubric_hash,
            profile=kept.profile,
            evidence_hash=kept.evidence_hash,
            summary=kept.judgement.as_stored(),
            created_at=kept.created_at,
        )
    )
    return True


def assessments_of(session: Session, slug: str, *, profile: str | None = None) -> list[KeptJudgement]:
    """The startup's judgements, oldest first, under one investor profile or all."""
    startup = startup_row(session, slug)
    query = select(AssessmentRow).where(AssessmentRow.startup_id == startup.id).order_by(AssessmentRow.id)
    if profile is not None:
        query = query.where(AssessmentRow.profile == profile)
    return [_kept(row) for row in session.scalars(query)]


def assessments_kept_by(session: Session, profile: str, day: date) -> list[tuple[int, Startup, KeptJudgement]]:
    """Every startup's newest judgement up to that day, with the startup's key; archived startups are left out."""
    mine = (AssessmentRow.profile == profile, AssessmentRow.as_of <= day)
    newest = select(func.max(AssessmentRow.id)).where(*mine).group_by(AssessmentRow.startup_id)
    query = (
        select(StartupRow, AssessmentRow)
        .join(AssessmentRow, AssessmentRow.startup_id == StartupRow.id)
        .where(AssessmentRow.id.in_(newest), StartupRow.archived_at.is_(None))
    )
    return [(startup.id, startup_record(startup), _kept(row)) for startup, row in session.execute(query)]


def judgements_of(
    session: Session, keys: Sequence[int], profile: str, rubric_hash: str
) -> dict[int, list[KeptJudgement]]:
    """The judgements of these startups under that profile and rubric, oldest first, by the startup's key."""
    query = select(AssessmentRow).where(
        AssessmentRow.startup_id.in_(keys), AssessmentRow.profile == profile, AssessmentRow.rubric_hash == rubric_hash
    )
    found: dict[int, list[KeptJudgement]] = {key: [] for key in keys}
    for row in session.scalars(query.order_by(AssessmentRow.id)):
        found[row.startup_id].append(_kept(row))
    return found


def _kept(row: AssessmentRow) -> KeptJudgement:
    judgement = Judgement.from_stored(row.summary)
    return KeptJudgement(row.as_of, row.rubric_hash, row.profile, row.evidence_hash, judgement, row.created_at)

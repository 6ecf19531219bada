"""Judgements as they were made, so that a change can explain itself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.records import Judgement, KeptJudgement
from data.repository.startup_rows import startup_row
from data.tables import AssessmentRow


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


def _kept(row: AssessmentRow) -> KeptJudgement:
    judgement = Judgement.from_stored(row.summary)
    return KeptJudgement(row.as_of, row.rubric_hash, row.profile, row.evidence_hash, judgement, row.created_at)

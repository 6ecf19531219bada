"""Judgements as they were made, so that a change can explain itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.repository.startups import startup_row
from data.tables import AssessmentRow, FactRow, FindingRow, ModelRow, RunRow, StartupRow


@dataclass(frozen=True, slots=True)
class AssessmentSnapshot:
    """A stored judgement: the summary figures, and hashes of the rubric and the evidence it rests on."""

    as_of: date
    rubric_hash: str
    profile: str
    evidence_hash: str
    summary: dict[str, Any]
    created_at: datetime


def keep_assessment(
    session: Session,
    slug: str,
    *,
    as_of: date,
    rubric_hash: str,
    profile: str,
    evidence_hash: str,
    summary: dict[str, Any],
) -> bool:
    """Whether the judgement was new; the same evidence under the same rubric on the same day is kept once."""
    startup = startup_row(session, slug)
    same = select(AssessmentRow.id).where(
        AssessmentRow.startup_id == startup.id,
        AssessmentRow.rubric_hash == rubric_hash,
        AssessmentRow.profile == profile,
        AssessmentRow.evidence_hash == evidence_hash,
        AssessmentRow.as_of == as_of,
    )
    if session.scalar(same) is not None:
        return False
    session.add(
        AssessmentRow(
            startup_id=startup.id,
            as_of=as_of,
            rubric_hash=rubric_hash,
            profile=profile,
            evidence_hash=evidence_hash,
            summary=summary,
            created_at=datetime.now(UTC),
        )
    )
    return True


def evidence_marks(session: Session) -> dict[str, tuple[int, int, int]]:
    """Per startup, what changes whenever its evidence does: newest fact, newest decision, number of ended runs."""
    facts = select(FactRow.startup_id, func.max(FactRow.id)).group_by(FactRow.startup_id)
    decisions = select(FindingRow.startup_id, func.max(FindingRow.id)).group_by(FindingRow.startup_id)
    ended = (
        select(ModelRow.startup_id, func.count(RunRow.id))
        .join(RunRow, RunRow.model_id == ModelRow.id)
        .where(RunRow.finished_at.is_not(None))
        .group_by(ModelRow.startup_id)
    )
    marks = [{row[0]: row[1] for row in session.execute(query)} for query in (facts, decisions, ended)]
    slugs = session.execute(select(StartupRow.id, StartupRow.slug))
    return {slug: (marks[0].get(key, 0), marks[1].get(key, 0), marks[2].get(key, 0)) for key, slug in slugs}


def assessments_of(session: Session, slug: str, *, profile: str | None = None) -> list[AssessmentSnapshot]:
    """The startup's judgements, oldest first, under one investor profile or all."""
    startup = startup_row(session, slug)
    query = select(AssessmentRow).where(AssessmentRow.startup_id == startup.id).order_by(AssessmentRow.id)
    if profile is not None:
        query = query.where(AssessmentRow.profile == profile)
    return [
        AssessmentSnapshot(row.as_of, row.rubric_hash, row.profile, row.evidence_hash, row.summary, row.created_at)
        for row in session.scalars(query)
    ]

"""Judgements kept as they are made: whenever a startup's evidence changes, the new judgement joins its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from analysis.diligence.examination import Examination, Yardsticks, examine, parsed_yardsticks
from analysis.rubrics import default_rubric_text
from data.catalogue import reference_text
from data.database import Database
from data.records import Judgement, KeptJudgement
from data.registry import load_registry
from data.repository import EvidenceMark, dossier, evidence_marks, keep_assessment


def shipped_yardsticks() -> Yardsticks:
    """The rubric, the registry and the reference tables that ship with the project."""
    return parsed_yardsticks(default_rubric_text(), load_registry(), reference_text)


@dataclass
class JudgementKeeper:
    """Remembers which evidence was judged last, and judges one changed startup at a time.

    Attributes:
        yardsticks: What startups are measured against.
        judged: Mark of the evidence last judged, by slug.
    """

    yardsticks: Yardsticks
    judged: dict[str, EvidenceMark] = field(default_factory=dict)

    def keep_next(self, database: Database) -> str | None:
        """Slug of the startup whose new judgement was kept, None when every judgement is up to date.

        One at a time, so that a worker with many startups goes on with its runs in between.
        """
        with database.session() as session:
            marks = evidence_marks(session)
            known = {slug: mark for slug, mark in marks.items() if not mark.is_bare}
            changed = next((slug for slug, mark in known.items() if self.judged.get(slug) != mark), None)
            if changed is None:
                return None
            found = dossier(session, changed)
        self.judged[changed] = marks[changed]
        now = datetime.now(UTC)
        examination = examine(found, self.yardsticks, as_of=now.date())
        with database.session() as session:
            keep_assessment(session, changed, _kept(examination, now))
        return changed


def _kept(examination: Examination, made_at: datetime) -> KeptJudgement:
    assessment = examination.assessment
    judgement = Judgement(
        expectation=assessment.expectation,
        risk=assessment.risk,
        verdict=assessment.verdict,
        capped_by=assessment.cap.rule if assessment.cap else None,
        findings=tuple(finding.rule for finding in assessment.findings if finding.set_aside is None),
    )
    return KeptJudgement(
        as_of=made_at.date(),
        rubric_hash=assessment.rubric_hash,
        profile=assessment.profile,
        evidence_hash=examination.evidence_hash,
        judgement=judgement,
        created_at=made_at,
    )

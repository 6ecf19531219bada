"""A judgement as it is kept for the pages: what an examination came to, without the draws behind it."""

from __future__ import annotations

from datetime import datetime

from analysis.diligence.examination import Examination, Yardsticks, examine
from data.records import Dossier, EvidenceLevel, Judgement, KeptStanding


def judged_standing(
    dossier: Dossier, yardsticks: Yardsticks, *, version: int, judged_at: datetime, profile: str | None = None
) -> KeptStanding:
    """The startup judged on the day of that moment.

    Args:
        dossier: What is known of it.
        yardsticks: Rubric and tables.
        version: Of the evidence in the dossier.
        judged_at: Now.
        profile: Investor profile, the rubric's default where None.
    """
    examination = examine(dossier, yardsticks, as_of=judged_at.date(), profile=profile)
    return kept_standing(examination, dossier, version=version, judged_at=judged_at)


def kept_standing(examination: Examination, dossier: Dossier, *, version: int, judged_at: datetime) -> KeptStanding:
    """An examination as it is kept; priors alone, where nothing is on record, are no judgement."""
    assessment = examination.assessment
    is_judged = bool(dossier.facts or dossier.claims)
    return KeptStanding(
        slug=examination.startup.slug,
        version=version,
        profile=assessment.profile,
        as_of=assessment.as_of,
        rubric_hash=assessment.rubric_hash,
        evidence_hash=examination.evidence_hash,
        judged_at=judged_at,
        judgement=_judgement(examination) if is_judged else None,
        open_gates=assessment.open_gates if is_judged else (),
        measured_share=assessment.evidence_shares.overall[EvidenceLevel.MEASURED] if is_judged else None,
    )


def _judgement(examination: Examination) -> Judgement:
    assessment = examination.assessment
    return Judgement(
        expectation=assessment.expectation,
        risk=assessment.risk,
        verdict=assessment.verdict,
        capped_by=assessment.cap.rule if assessment.cap else None,
        findings=tuple(finding.rule for finding in assessment.findings if finding.set_aside is None),
    )

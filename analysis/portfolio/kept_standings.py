"""A judgement as it is kept for the pages: what an examination came to, without the draws behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from analysis.claims.checks import ClaimCheck, ClaimVerdict
from analysis.diligence.examination import Yardsticks
from analysis.evidence.readings import Absence
from analysis.portfolio.coverage import stage_coverage
from analysis.portfolio.exposures import DEPENDENCES, SPREADS, values_of
from analysis.portfolio.standing import Standing, standing, unmeasured
from analysis.ranking.packed_moments import Layout, as_bytes
from analysis.scoring.assessment import Assessment
from analysis.scoring.rubric import Rubric
from analysis.scoring.verdicts import lowest
from data.records import (
    AnsweredClaim,
    Dossier,
    EvidenceLevel,
    HeldBack,
    Judgement,
    KeptStanding,
    MeasuredChange,
    StandingDetail,
)

_LEVELS = (EvidenceLevel.MEASURED, EvidenceLevel.DOCUMENTED, EvidenceLevel.CLAIMED)
_HEADCOUNT = "headcount_fte"


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
    judged = standing(dossier, yardsticks, as_of=judged_at.date(), profile=profile)
    return kept_standing(judged, yardsticks, version=version, judged_at=judged_at)


def kept_standing(judged: Standing, yardsticks: Yardsticks, *, version: int, judged_at: datetime) -> KeptStanding:
    """A startup judged, as it is kept; priors alone, where nothing is on record, are no judgement."""
    examination, assessment = judged.examination, judged.assessment
    made_from = examination.assessment
    bare = KeptStanding(
        slug=judged.startup.slug,
        version=version,
        profile=made_from.profile,
        as_of=made_from.as_of,
        rubric_hash=made_from.rubric_hash,
        evidence_hash=examination.evidence_hash,
        judged_at=judged_at,
        judgement=None,
    )
    return bare if assessment is None else _with_judgement(bare, judged, assessment, yardsticks)


def _with_judgement(
    bare: KeptStanding, judged: Standing, assessment: Assessment, yardsticks: Yardsticks
) -> KeptStanding:
    return replace(
        bare,
        judgement=_judgement(assessment),
        open_gates=assessment.open_gates,
        measured_share=assessment.evidence_shares.overall[EvidenceLevel.MEASURED],
        ceiling=ceiling(assessment, yardsticks.rubric),
        moments=as_bytes(assessment.moments, Layout.of(yardsticks.rubric)),
        detail=_detail(judged, assessment, yardsticks),
    )


def ceiling(assessment: Assessment, rubric: Rubric) -> str | None:
    """The best verdict that gates and findings leave, whatever the scores; None where they leave all."""
    return lowest([cap.verdict for cap in assessment.caps], rubric.scoring) if assessment.caps else None


def _judgement(assessment: Assessment) -> Judgement:
    return Judgement(
        expectation=assessment.expectation,
        risk=assessment.risk,
        verdict=assessment.verdict,
        capped_by=assessment.cap.rule if assessment.cap else None,
        findings=tuple(finding.rule for finding in assessment.findings if finding.set_aside is None),
    )


def _detail(judged: Standing, assessment: Assessment, yardsticks: Yardsticks) -> StandingDetail:
    covered = stage_coverage(judged.evidence, yardsticks.registry)
    overall = assessment.evidence_shares.overall
    measured, documented, claimed = (overall[level] for level in _LEVELS)
    own = {judged.startup.slug: judged.evidence}
    return StandingDetail(
        chances=(*assessment.probabilities,),
        evidence=(measured, documented, claimed),
        coverage={stage: each.shares for stage, each in covered.items()},
        change=measured_change(judged, assessment, unmeasured(judged, yardsticks)),
        held_back=_held_back(assessment),
        claims=tuple(found for check in judged.claim_checks if (found := _answered_claim(check)) is not None),
        spread={each.key: values_of(each, own)[judged.startup.slug] for each in (*SPREADS, *DEPENDENCES)},
        headcount=_headcount(judged),
    )


def _held_back(assessment: Assessment) -> tuple[HeldBack, ...]:
    findings = {finding.rule: finding for finding in assessment.findings}
    held = [findings[rule] for rule in assessment.open_gates if rule in findings]
    return tuple(HeldBack(finding.rule, finding.message_en, finding.message_zh) for finding in held)


def _headcount(judged: Standing) -> float | None:
    value = judged.evidence.reading(_HEADCOUNT).value
    return None if isinstance(value, Absence) or not isinstance(value, int | float) else float(value)


def _answered_claim(check: ClaimCheck) -> AnsweredClaim | None:
    if check.p_value is None:
        return None
    score = check.score
    return AnsweredClaim(
        task=check.claim.task,
        claimed=check.claim.value,
        claimed_scale=check.claim.scale,
        measured=None if score is None else score.value,
        measured_scale=None if score is None else score.scale,
        n=None if score is None else score.n,
        p_value=check.p_value,
        said_en=check.sentence_en,
        said_zh=check.sentence_zh,
    )


def measured_change(judged: Standing, assessment: Assessment, before: Assessment | None) -> MeasuredChange:
    """What measuring changed, and what it brought up.

    A finding comes first, then that the claims hold or which is furthest off, then that something was run at all.

    Args:
        judged: The startup.
        assessment: Its judgement.
        before: The same without our measurements, None where nothing else is known.
    """
    expectation, risk = (None, None) if before is None else (before.expectation.mean, before.risk.mean)
    brought_up = partial(MeasuredChange, expectation, risk)
    known = set() if before is None else {finding.rule for finding in before.findings}
    for finding in assessment.findings:
        if finding.rule not in known:
            return brought_up("finding", finding.rule, None, finding.message_en, finding.message_zh)
    off = [check for check in judged.claim_checks if check.gap is not None]
    if off and all(check.verdict is ClaimVerdict.SUPPORTED for check in off):
        return brought_up("claims_hold", amount=float(len(off)))
    if off:
        worst = max(off, key=lambda check: abs(check.gap or 0.0))
        return brought_up("claim", worst.claim.task, worst.gap, worst.sentence_en, worst.sentence_zh)
    if not any(run.scores for run in judged.dossier.runs):
        return brought_up("nothing", amount=float(len(assessment.questions)))
    return brought_up("confirmed")

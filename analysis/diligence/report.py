"""An examination as plain values, in the shape that outside scripts rely on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from analysis.claims.checks import ClaimCheck
from analysis.diligence.examination import Examination
from analysis.questions.question import NextQuestion
from data.records import Points

_DIGITS = 6


def examination_report(
    examination: Examination, questions: Sequence[NextQuestion], language: str = "en"
) -> dict[str, Any]:
    """JSON-safe summary of an examination: scores, gates, findings, claims, drivers and the questions to ask next."""
    assessment = examination.assessment
    return {
        "startup": examination.startup.slug,
        "as_of": assessment.as_of.isoformat(),
        "profile": assessment.profile,
        "expectation": _interval(assessment.expectation),
        "risk": _interval(assessment.risk),
        "categories": {code: _interval(found) for code, found in sorted(assessment.by_category.items())},
        "verdict": assessment.verdict,
        "verdict_before_caps": assessment.verdict_before_caps,
        "capped_by": assessment.cap.rule if assessment.cap else None,
        "gates": [{"rule": gate.rule, "outcome": gate.outcome, "cap": gate.cap} for gate in assessment.gates],
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "message": finding.message_zh if language == "zh" else finding.message_en,
                "facts": [fact.key for fact in finding.facts],
                "set_aside": finding.set_aside.reason if finding.set_aside else None,
            }
            for finding in assessment.findings
        ],
        "contradictions": [
            {"rule": found.code, "gap": _finite(found.gap), "message": found.sentence(language)}
            for found in examination.contradictions
        ],
        "claims": [_claim(check, language) for check in examination.claim_checks],
        "drivers": _drivers(examination),
        "next_questions": [
            {
                "question": question.question_zh if language == "zh" else question.question_en,
                "fields": list(question.keys),
                "value_points": _rounded(question.value_points),
                "effort_hours": question.effort_hours,
                "kind": question.kind,
            }
            for question in questions
        ],
        "credibility": _credibility(examination),
        "rubric_hash": assessment.rubric_hash,
        "evidence_hash": examination.evidence_hash,
        "draws": assessment.draws,
    }


def _interval(interval: Points) -> dict[str, float | None]:
    return {"mean": _rounded(interval.mean), "low": _rounded(interval.low), "high": _rounded(interval.high)}


def _claim(check: ClaimCheck, language: str) -> dict[str, Any]:
    return {
        "task": check.claim.task,
        "metric": check.claim.metric,
        "claimed": check.claim.value,
        "measured": check.score.value if check.score else None,
        "n": check.score.n if check.score else None,
        "interval": [_rounded(check.interval.low), _rounded(check.interval.high)] if check.interval else None,
        "verdict": check.verdict.value,
        "sentence": check.sentence_zh if language == "zh" else check.sentence_en,
    }


def _drivers(examination: Examination) -> list[dict[str, Any]]:
    """Criteria by how far they move their axis away from where a missing answer would have left it."""
    terms = [term for term in examination.assessment.terms if term.share > 0]
    rows = [
        {
            "criterion": term.key,
            "axis": term.belief.criterion.axis,
            "level": term.belief.level.value,
            "effect": _rounded(term.axis_slope * (term.belief.mean - term.belief.criterion.missing.mean)),
        }
        for term in terms
    ]
    return sorted(rows, key=lambda row: (-abs(row["effect"]), row["criterion"]))


def _credibility(examination: Examination) -> dict[str, Any] | None:
    trust = examination.assessment.credibility
    if trust is None:
        return None
    broken = sum(not claim.held for claim in trust.checked)
    return {
        "mean": _rounded(trust.overall.mean),
        "by_kind": {code: _rounded(kind.mean) for code, kind in trust.by_kind.items()},
        "checked": len(trust.checked),
        "broken": broken,
    }


def _finite(value: float) -> float | None:
    return _rounded(value) if math.isfinite(value) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)

"""Questions about what was found: refuted claims, gates and grave findings, each with what would settle it."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.questions.question import NextQuestion
from analysis.scoring.assessment import Assessment
from analysis.scoring.rubric import Rubric
from analysis.scoring.rules import Finding
from analysis.scoring.settings import QuestionSettings, Severity

ASKED_FIRST: tuple[Severity, ...] = ("gate", "high")
_EXPLANATION = "explanation"
_EVEN = 0.5
"""Probability that a company can explain a finding; nothing is known of it."""


def found_questions(assessment: Assessment, rubric: Rubric, settings: QuestionSettings) -> Iterator[NextQuestion]:
    """One question per gate or grave finding that still counts.

    Its value is what the finding takes where it stands, at even odds of an explanation, in points of net value.
    """
    rules = {rule.key: rule for rule in rubric.rules}
    hours = settings.effort_hours.get(_EXPLANATION, settings.default_effort_hours)
    for finding in assessment.findings:
        if finding.set_aside is None and finding.severity in ASKED_FIRST:
            rule = rules[finding.rule]
            yield NextQuestion(
                kind="ask",
                keys=rule.reads,
                question_en=_with_proof(finding, rule.question("en"), "en"),
                question_zh=_with_proof(finding, rule.question("zh"), "zh"),
                value_points=_EVEN * settings.unknown_rules[finding.severity].loss_points,
                variance_share=0.0,
                effort_hours=hours,
                hours_of_work=hours,
                documents=(),
                criteria=(),
                rules=(finding.rule,),
                severity=finding.severity,
                is_about_a_finding=True,
            )


def _with_proof(finding: Finding, question: str, language: str) -> str:
    """What was found, then the question that asks for the explanation and the proof."""
    if language == "zh":
        return f"我们查得：{finding.message_zh}{question}"
    return f"We found: {finding.message_en} {question}"

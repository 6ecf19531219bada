"""What “invest if” hangs on: every condition still open, and who closes it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from analysis.questions.wording import own_work
from analysis.scoring.assessment import Assessment
from analysis.scoring.rubric import Rubric

Closer = Literal["company", "run"]


class InvestmentCondition(NamedTuple):
    """A rule that keeps the verdict from “invest”, what settles it in both languages, and who can."""

    rule: str
    asked_en: str
    asked_zh: str
    closer: Closer


def investment_conditions(assessment: Assessment, rubric: Rubric) -> tuple[InvestmentCondition, ...]:
    """The conditions of an “invest if”, gates first; none for any other verdict.

    A rule that waits for a run of ours alone is closed by us, any other by the company's answer.
    """
    if assessment.verdict != "invest_if":
        return ()
    missing = {question.rule: question.missing for question in assessment.questions}
    rules = {rule.key: rule for rule in rubric.rules}
    found = []
    for cap in sorted(assessment.caps, key=lambda cap: (rules[cap.rule].severity != "gate", rules[cap.rule].number)):
        keys = missing.get(cap.rule, ())
        ours = bool(keys) and all(own_work(key, rubric, "en") for key in keys)
        unknown = cap.outcome == "unknown"
        asked = [rules[cap.rule].question(language, while_unknown=unknown) for language in ("en", "zh")]
        if ours:
            asked = [_own_steps(keys, rubric, language) for language in ("en", "zh")]
        found.append(InvestmentCondition(cap.rule, asked[0], asked[1], "run" if ours else "company"))
    return tuple(found)


def _own_steps(keys: tuple[str, ...], rubric: Rubric, language: str) -> str:
    steps = dict.fromkeys(own_work(key, rubric, language) for key in keys)
    return ("" if language == "zh" else " ").join(steps)

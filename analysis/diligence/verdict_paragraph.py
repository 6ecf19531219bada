"""The verdict in one paragraph: what was measured, what had to be believed, what would change it.

Composed from the terms of the waterfall, so that no sentence says what no number bears.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.scoring.assessment import Assessment
from analysis.scoring.rubric import Rubric
from analysis.scoring.score_steps import Driver, score_steps
from analysis.scoring.settings import AxisCode
from data.records import EvidenceLevel

_AXES: tuple[AxisCode, ...] = ("expectation", "risk")
_NAMED = 2
_WORDS = {
    "en": {
        "verdict": "{verdict}: expectation {expectation:.0f}, risk {risk:.0f}.",
        "capped": "The scores alone would give “{before}”. {reason}",
        "undecided": "The scores alone would give “{before}”, but this is not decided: {reason}.",
        "measured": "Of what we measured, {names} weighed most.",
        "unmeasured": "We measured nothing that counts.",
        "believed": "Of what we had to believe, {names} weighed most.",
        "change": "What would change it: {names}.",
        "answer": "an answer that resolves “{name}”",
        "known": "knowing “{name}”",
        "driver": "“{name}” ({effect} on {axis})",
        "expectation": "expectation",
        "risk": "risk",
        "joint": " and ",
        "stop": " ",
    },
    "zh": {
        "verdict": "{verdict}：期望 {expectation:.0f}，风险 {risk:.0f}。",
        "capped": "仅按得分应为“{before}”。{reason}",
        "undecided": "仅按得分应为“{before}”，但尚未判定：{reason}。",
        "measured": "实测之中，影响最大的是{names}。",
        "unmeasured": "尚无计入的实测。",
        "believed": "只能相信的内容中，影响最大的是{names}。",
        "change": "以下会改变结论：{names}。",
        "answer": "能够消除“{name}”的答复",
        "known": "查明“{name}”",
        "driver": "“{name}”（{axis} {effect}）",
        "expectation": "期望",
        "risk": "风险",
        "joint": "与",
        "stop": "",
    },
}


def verdict_paragraph(assessment: Assessment, rubric: Rubric, language: str) -> str:
    """The paragraph in `language` ("en" or "zh"); drivers with the points they move their axis by."""
    said = _WORDS[language]
    names = rubric.scoring.verdict_names(language)
    head = said["verdict"].format(
        verdict=names[assessment.verdict], expectation=assessment.expectation.mean, risk=assessment.risk.mean
    )
    measured = _drivers(assessment, rubric, (EvidenceLevel.MEASURED,), language)
    believed = _drivers(assessment, rubric, (EvidenceLevel.CLAIMED,), language)
    sentences = [
        head,
        _cap(assessment, rubric, language),
        said["measured"].format(names=said["joint"].join(measured)) if measured else said["unmeasured"],
        said["believed"].format(names=said["joint"].join(believed)) if believed else "",
        said["change"].format(names=said["joint"].join(_changes(assessment, rubric, language))),
    ]
    return said["stop"].join(sentence for sentence in sentences if sentence)


def _cap(assessment: Assessment, rubric: Rubric, language: str) -> str:
    cap = assessment.cap
    if cap is None:
        return ""
    before = rubric.scoring.verdict_names(language)[assessment.verdict_before_caps]
    finding = next((each for each in assessment.findings if each.rule == cap.rule), None)
    if finding is None:
        return _WORDS[language]["undecided"].format(before=before, reason=_rule_name(cap.rule, rubric, language))
    reason = finding.message_zh if language == "zh" else finding.message_en
    return _WORDS[language]["capped"].format(before=before, reason=reason)


def _drivers(assessment: Assessment, rubric: Rubric, levels: Sequence[EvidenceLevel], language: str) -> list[str]:
    """The criteria of these levels that move either axis most, with the points they move it by."""
    labels = {criterion.key: criterion.label(language) for criterion in rubric.criteria}
    moved: list[tuple[float, AxisCode, Driver]] = [
        (abs(driver.effect), axis, driver)
        for axis in _AXES
        for driver in score_steps(assessment, axis, rubric.scoring).drivers
        if driver.level in levels
    ]
    said = _WORDS[language]
    largest = sorted(moved, key=lambda each: (-each[0], each[2].key))[:_NAMED]
    return [
        said["driver"].format(name=labels[driver.key], effect=_signed(driver.effect), axis=said[axis])
        for _, axis, driver in largest
    ]


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−")


def _changes(assessment: Assessment, rubric: Rubric, language: str) -> list[str]:
    """Two facts: what holds the verdict down, gravest first, then what is least known for the weight it carries."""
    said, labels = _WORDS[language], {criterion.key: criterion.label(language) for criterion in rubric.criteria}
    order = [name.code for name in rubric.scoring.verdicts]
    caps = sorted(assessment.caps, key=lambda cap: (-order.index(cap.verdict), cap.outcome, cap.rule))
    holding = [cap.rule for cap in caps if order.index(cap.verdict) > order.index(assessment.verdict_before_caps)]
    widest = sorted(assessment.terms, key=lambda term: (-abs(term.axis_slope) * term.belief.sd, term.key))
    answers = [said["answer"].format(name=_rule_name(rule, rubric, language)) for rule in holding]
    return [*answers, *(said["known"].format(name=labels[term.key]) for term in widest)][:_NAMED]


def _rule_name(key: str, rubric: Rubric, language: str) -> str:
    return next(rule.label(language) for rule in rubric.rules if rule.key == key)

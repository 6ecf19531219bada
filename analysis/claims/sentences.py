"""Checks of claims in words, in English and Chinese: the verdict, what differs, and where the figure is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.claims.verdict_sentences import VerdictFigures, score_words, verdict_sentence
from data.records import Claim, Score

if TYPE_CHECKING:
    from analysis.claims.checks import ClaimCheck

_ASPECTS = {
    "metric": ("metric", "指标"),
    "shots": ("number of shots", "示例数"),
    "template": ("prompt template", "提示模板"),
    "split": ("split", "数据划分"),
    "items": ("number of items", "题量"),
    "which_items": ("which items were used", "所用题目"),
    "model": ("model", "模型"),
    "chain_of_thought": ("chain of thought", "思维链"),
    "majority_of": ("answers voted over", "多数表决的答案数"),
    "subset": ("subset", "子集"),
}


def check_sentence(check: ClaimCheck, margin: float, language: str) -> str:
    """The outcome of one check in plain words, in `language` ("en" or "zh")."""
    parts = [
        _verdict_part(check, margin, language),
        _unverified_part(check, language),
        _other_protocol_part(check, language),
    ]
    separator = " " if language == "en" else ""
    return separator.join(part for part in parts if part)


def aspect_name(aspect: str, language: str) -> str:
    """What a condition of a protocol is called, in `language`."""
    english, chinese = _ASPECTS[aspect]
    return english if language == "en" else chinese


def _verdict_part(check: ClaimCheck, margin: float, language: str) -> str:
    if check.score is None:
        return (
            f"Not measured yet: no run of {check.claim.task} stands beside the claim."
            if language == "en"
            else f"尚未实测：没有 {check.claim.task} 的运行结果可与该自报对照。"
        )
    if check.decision_interval is None:
        return _not_comparable_part(check, language)
    figures = VerdictFigures(
        outcome=check.verdict.value,
        claimed=check.claim.value,
        measured=check.score.value,
        interval=check.decision_interval,
        n=check.score.n,
        total=check.score.total,
        margin=margin,
        direction=check.claim.direction,
        n_needed=check.n_needed,
        scale=check.claim.scale,
        effective_items=check.score.effective_items,
    )
    return verdict_sentence(figures, language)


def _not_comparable_part(check: ClaimCheck, language: str) -> str:
    if not check.differences:
        return (
            "Not comparable: the metric comes without a standard error, so chance cannot be judged."
            if language == "en"
            else "不可比：该指标没有标准误，无法判断偶然误差。"
        )
    if language == "en":
        listed = "; ".join(
            f"{aspect_name(item.aspect, language)}: claimed {item.claimed}, run {item.measured}"
            for item in check.differences
        )
        return f"Not comparable: claim and run differ in {listed}."
    listed = "；".join(
        f"{aspect_name(item.aspect, language)}（自报 {item.claimed}，实测 {item.measured}）"
        for item in check.differences
    )
    return f"不可比：自报与实测在以下条件上不同：{listed}。"


def _unverified_part(check: ClaimCheck, language: str) -> str:
    """What one side does not state; said of judged claims only, since others already differ."""
    if check.decision_interval is None or not check.unverified:
        return ""
    names = [aspect_name(aspect, language) for aspect in check.unverified]
    if language == "en":
        return f"Not stated on one side, so not compared: {', '.join(names)}."
    return f"一方未说明、因此未作比对的条件：{'、'.join(names)}。"


def _other_protocol_part(check: ClaimCheck, language: str) -> str:
    if check.reached_under is None:
        return ""
    described = _protocol(check.reached_under, check.claim, language)
    if language == "en":
        return f"The claimed figure is reached only under another protocol: {described}."
    return f"该自报值仅在另一种评测条件下达到：{described}。"


def _protocol(score: Score, claim: Claim, language: str) -> str:
    task = "" if score.task == claim.task else (f"{score.task}, " if language == "en" else f"{score.task}，")
    value = score_words(score.value, score.scale)
    shots = "" if score.shots is None else (f", {score.shots} shots" if language == "en" else f"，{score.shots} 个示例")
    answers = "" if score.filter == "none" else (f", {score.filter}" if language == "en" else f"，{score.filter}")
    return (
        f"{task}{score.metric}{shots}{answers} ({value})"
        if language == "en"
        else f"{task}{score.metric}{shots}{answers}（{value}）"
    )

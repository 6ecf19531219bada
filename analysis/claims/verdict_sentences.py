"""Verdicts in words: one sentence per outcome, in English and Chinese, for a reader who knows no statistics."""

from __future__ import annotations

from typing import NamedTuple

from analysis.inference.intervals import Interval
from data.records import Scale


class VerdictFigures(NamedTuple):
    """What a sentence needs to know."""

    outcome: str
    claimed: float
    measured: float
    interval: Interval
    n: int
    total: int | None
    margin: float
    direction: str
    n_needed: int | None
    scale: Scale = Scale.FRACTION
    effective_items: float | None = None


_SENTENCES = {
    ("supported", "en"): (
        "Supported: the claim is {claim} and the run scored {measured} on {items}; {doubt}, {close}."
    ),
    ("supported", "zh"): "成立：自报{claim}，在{items}上实测为 {measured}；{doubt}，{close}。",
    ("overstated", "en"): (
        "Overstated: the claim is {claim}, but the run scored {measured} on {items}; {doubt}, "
        "so the claim is too high by more than the {margin} allowed."
    ),
    ("overstated", "zh"): (
        "夸大：自报{claim}，而在{items}上实测仅为 {measured}；{doubt}，因此自报值偏高且超出允许的 {margin}。"
    ),
    ("understated", "en"): (
        "Understated: the claim is {claim}, yet the run scored {measured} on {items}; {doubt}, "
        "so the model does better than claimed by more than {margin}."
    ),
    ("understated", "zh"): (
        "低报：自报{claim}，而在{items}上实测达 {measured}；{doubt}，因此模型表现优于自报且超出 {margin}。"
    ),
    ("inconclusive", "en"): (
        "Inconclusive: the claim is {claim} and the run scored {measured} on {items}; {doubt}, "
        "which neither confirms nor refutes the claim{needed}."
    ),
    ("inconclusive", "zh"): (
        "尚无定论：自报{claim}，在{items}上实测为 {measured}；{doubt}，既不能证实也不能否定该自报{needed}。"
    ),
}


def score_words(value: float, scale: Scale) -> str:
    """A score as a sentence writes it: one digit where there is a full score, else four significant ones; its unit."""
    number = f"{scale.shown(value):.4g}" if scale.full_score is None else f"{scale.shown(value):.1f}"
    return f"{number} {scale.unit}".rstrip()


def verdict_sentence(figures: VerdictFigures, language: str) -> str:
    """The outcome in one sentence, in `language` ("en" or "zh")."""
    template = _SENTENCES[figures.outcome, language]
    return template.format(
        claim=_claim(figures, language),
        measured=_score(figures.measured, figures),
        items=_items(figures, language),
        doubt=_doubt(figures, language),
        close=_close(figures, language),
        margin=_margin(figures, language),
        needed=_needed(figures, language),
    )


def _claim(figures: VerdictFigures, language: str) -> str:
    claim = _score(figures.claimed, figures)
    if figures.direction == "exact":
        return claim if language == "en" else f"为 {claim}"
    return f"{claim} or more" if language == "en" else f"不低于 {claim}"


def _items(figures: VerdictFigures, language: str) -> str:
    if figures.total is not None and figures.n == figures.total:
        return f"all {figures.n:,} items" if language == "en" else f"全部 {figures.n:,} 道题"
    if figures.total is not None:
        return (
            f"{figures.n:,} of {figures.total:,} items"
            if language == "en"
            else f" {figures.total:,} 道题中的 {figures.n:,} 道"
        )
    return f"{figures.n:,} items" if language == "en" else f" {figures.n:,} 道题"


def _doubt(figures: VerdictFigures, language: str) -> str:
    if figures.total is not None and figures.n == figures.total:
        return "every item was run, so chance plays no part" if language == "en" else "全部题目均已运行，不含抽样误差"
    low, high = _score(figures.interval.low, figures), _score(figures.interval.high, figures)
    shared = _shared_texts(figures, language)
    if language == "en":
        return f"allowing for chance{shared}, the true score lies between {low} and {high} (90 % interval)"
    return f"计入偶然误差{shared}后，真实成绩在 {low} 与 {high} 之间（90% 区间）"


def _shared_texts(figures: VerdictFigures, language: str) -> str:
    """What items that share a text are worth, in brackets; empty where each stands alone."""
    if figures.effective_items is None:
        return ""
    worth = f"{figures.effective_items:,.0f}"
    return (
        f" (items share texts and count as {worth})" if language == "en" else f"（题目共用文本，仅相当于 {worth} 道）"
    )


def _close(figures: VerdictFigures, language: str) -> str:
    margin = _margin(figures, language)
    if figures.direction == "at_least":
        return f"no more than {margin} below the claim" if language == "en" else f"比自报至多低 {margin}"
    return f"within {margin} of the claim" if language == "en" else f"与自报相差不超过 {margin}"


def _margin(figures: VerdictFigures, language: str) -> str:
    if figures.scale.full_score is None:
        return f"{figures.margin:.3g}"
    points = f"{figures.margin / figures.scale.step:.3g}"
    if language == "zh":
        return f"{points} 个百分点"
    return f"{points} point" if points == "1" else f"{points} points"


def _needed(figures: VerdictFigures, language: str) -> str:
    if figures.n_needed is None:
        return ""
    if language == "en":
        return f"; {figures.n_needed:,} items would settle it"
    return f"；约需 {figures.n_needed:,} 道题方可判定"


def _score(value: float, figures: VerdictFigures) -> str:
    return score_words(value, figures.scale)

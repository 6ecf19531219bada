"""The tables of the sensitivity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from analysis.questions.change_of_mind import ChangeOfMind, RuleTurn, Turn
from analysis.ranking.second_opinions import SecondOpinions, WeightSwap
from analysis.ranking.sensitivity import SampledShare, Swing, VarianceShare
from analysis.scoring.assessment import Assessment
from analysis.scoring.rubric import Rubric
from analysis.scoring.rules import Finding
from analysis.scoring.settings import AxisCode
from pages.components import loaders
from pages.components.evidence_words import level_word
from pages.components.finding_words import severity_word
from pages.components.format import interval, score, share, signed
from pages.components.language import language, text
from pages.components.rows import LINE, Cell, Part, Row, Scale, View, axis, bridge, glyph, severity, table, words

_MOST_SWINGS, _MOST_TURNS = 15, 8


def tornado_view(
    assessment: Assessment,
    code: AxisCode,
    swings: Sequence[Swing],
    closed: Sequence[VarianceShare],
    sampled: Sequence[SampledShare],
) -> View:
    """Each criterion from its 10th to its 90th percentile, and its share of the variance by three ways to take it."""
    shares, drawn = {each.key: each for each in closed}, {each.key: each for each in sampled}
    levels = {term.key: term.belief.level for term in assessment.terms}
    criteria = {entry.key: entry.label(language()) for entry in loaders.rubric().criteria}
    scale = _scale(swings[:_MOST_SWINGS])
    columns = [
        Cell([words(text("startup.drivers.criterion"))]),
        Cell([words(text("decide.sensitivity.ends"))], "number"),
        Cell([axis(scale)]),
        *(Cell([_head(name)], "number") for name in ("swing", "joint")),
        *(Cell([_head(name)], "number wide") for name in ("closed", "sampled")),
    ]
    rows = []
    for swing in swings[:_MOST_SWINGS]:
        low, high = sorted((swing.at_low, swing.at_high))
        level = levels[swing.key]
        label: list[Part] = [words(criteria[swing.key], "strong"), LINE, glyph(level.value)]
        cells = [
            Cell([*label, words(level_word(level), "mute small")]),
            Cell([words(interval(low, high, 1), "mute")], "number"),
            Cell([bridge(swing.at_low, swing.at_high, code, scale, height=42)], "chart"),
            Cell([words(f"{swing.size:.1f}", "strong")], "number"),
            Cell([words(share(shares[swing.key].joint, 1))], "number"),
            Cell([words(share(shares[swing.key].own, 1), "mute")], "number wide"),
            Cell([words(share(drawn[swing.key].own, 1), "mute")], "number wide"),
        ]
        rows.append(Row(cells))
    return table(columns, rows, label=text("decide.sensitivity.tornado"))


def _head(name: str) -> Part:
    return words(text(f"decide.sensitivity.{name}"), source=text(f"decide.sensitivity.{name}_why"))


def _scale(swings: Sequence[Swing]) -> Scale:
    """From the lowest to the highest end, on whole fives."""
    ends = [end for swing in swings for end in (swing.at_low, swing.at_high)] or [0.0, 5.0]
    low, high = 5 * math.floor(min(ends) / 5), 5 * math.ceil(max(ends) / 5)
    high = max(high, low + 5)
    middle = (low + high) / 2
    return Scale(200, low, high, (low, middle, high), tuple((tick, f"{tick:g}") for tick in (low, middle, high)))


def rules_view(mind: ChangeOfMind, rubric: Rubric, findings: Sequence[Finding]) -> View:
    """Rules that change the verdict by themselves, with what was found where that is why."""
    said = {found.rule: found.message_zh if language() == "zh" else found.message_en for found in findings}
    rules, names = {rule.key: rule for rule in rubric.rules}, rubric.scoring.verdict_names(language())
    columns = [Cell([words(text(f"decide.mind.{name}"))]) for name in ("severity", "if", "then")]
    rows = [
        Row(
            [
                Cell([severity(turn.severity, severity_word(turn.severity))], "tight"),
                Cell(
                    [
                        words(text(f"decide.mind.{turn.outcome}", rule=rules[turn.rule].label(language()))),
                        *_found(turn, said),
                    ]
                ),
                Cell([words(names[turn.verdict], "strong")], "tight"),
            ],
            rule=True,
        )
        for turn in mind.rules
    ]
    return table(columns, rows, label=text("decide.mind.title"))


def _found(turn: RuleTurn, said: Mapping[str, str]) -> list[Part]:
    return [LINE, words(said[turn.rule], "mute small")] if turn.rule in said else []


def criteria_view(mind: ChangeOfMind, rubric: Rubric) -> View:
    """The criteria whose outcome moves the chance to clear the line most."""
    criteria = {entry.key: entry.label(language()) for entry in rubric.criteria}
    columns = [
        Cell([words(text("decide.mind.criterion"))]),
        *(Cell([words(text(f"decide.mind.{name}"))], "number") for name in ("worst", "best", "between")),
    ]
    rows = [
        Row(
            [
                Cell([words(criteria[turn.key], "strong")]),
                Cell(_turn_parts(turn.worst, mind, rubric), "number"),
                Cell(_turn_parts(turn.best, mind, rubric), "number"),
                Cell([words(signed(100 * (turn.best.chance - turn.worst.chance), 0))], "number"),
            ],
            rule=True,
        )
        for turn in mind.criteria[:_MOST_TURNS]
    ]
    return table(columns, rows, label=text("decide.mind.criterion"))


def _turn_parts(turn: Turn, mind: ChangeOfMind, rubric: Rubric) -> list[Part]:
    said = text("decide.mind.at", points=score(turn.points))
    parts: list[Part] = [words(share(turn.chance), "strong"), LINE, words(said, "mute small")]
    if turn.verdict != mind.verdict:
        parts += [LINE, words(rubric.scoring.verdict_names(language())[turn.verdict], "small attention")]
    return parts


def swaps_view(opinions: SecondOpinions, names: Mapping[str, str], rubric: Rubric) -> View:
    """The least change of one weight at which two neighbours draw level."""
    labels = {each.code: each.label_zh if language() == "zh" else each.label_en for each in rubric.categories}
    columns = [Cell([words(text(f"decide.swaps.{name}"))]) for name in ("axis", "pair", "change")]
    rows = [
        Row(
            [
                Cell([words(text(f"axis.{swap.axis}"), "mute")], "tight"),
                Cell([words(text("decide.swaps.ahead", ahead=names[swap.ahead], behind=names[swap.behind]))]),
                Cell([words(_swap_said(swap, labels))]),
            ],
            rule=True,
        )
        for swap in opinions.swaps
    ]
    return table(columns, rows, label=text("decide.swaps.title"))


def _swap_said(swap: WeightSwap, labels: Mapping[str, str]) -> str:
    if swap.category is None or swap.weight is None or swap.share_after is None:
        return text("decide.swaps.never")
    return text(
        "decide.swaps.at",
        category=labels[swap.category],
        weight=share(swap.weight),
        after=share(swap.share_after),
    )

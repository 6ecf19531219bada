"""The ranking under other weights beside the profile's, and the chance of every rank."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.portfolio.places import SURE
from analysis.ranking.reweighting import Reweighed, Reweighting
from analysis.ranking.second_opinions import FreeWeights, SecondOpinions
from analysis.scoring.rubric import Rubric
from data.records import Points, Startup
from pages.components import loaders
from pages.components.format import interval, rank, score, share, signed
from pages.components.language import language, text
from pages.components.names import shown_name
from pages.components.rows import LINE, Cell, Part, Range, Row, View, axis, strip, table, words

_MOST_RANKS = 6


def ranking_view(startups: Mapping[int, Startup], before: Reweighting, after: Reweighting, rubric: Rubric) -> View:
    """Rank, both axes and verdict under the new weights, each with what it was; startups by key."""
    columns = [
        Cell([words(text("overview.ranking.startup"))]),
        Cell([words(text("overview.ranking.rank"))], "number"),
        Cell([words(text("axis.expectation"))], "number"),
        Cell([axis()]),
        Cell([words(text("axis.risk"))], "number"),
        Cell([axis()]),
        Cell([words(text("overview.ranking.verdict"))]),
    ]
    shown = [key for key in after.order if key in startups]
    rows = [_row(startups[key], before.startups[key], after.startups[key], rubric) for key in shown]
    return table(columns, rows, label=text("overview.ranking.title"), cards=True)


def _row(startup: Startup, was: Reweighed, now: Reweighed, rubric: Rubric) -> Row:
    names = rubric.scoring.verdict_names(language())
    verdict: list[Part] = [words(names[now.verdict], "strong" if now.verdict != was.verdict else "")]
    if now.verdict != was.verdict:
        verdict += [LINE, words(text("decide.was", value=names[was.verdict]), "mute small")]
    ranks: list[Part] = [words(rank(now.best, now.worst), "strong")]
    if (was.best, was.worst) != (now.best, now.worst):
        ranks += [LINE, words(text("decide.was", value=rank(was.best, was.worst)), "mute small")]
    cells = [
        Cell([words(shown_name(startup), "strong")]),
        Cell(ranks, "number labelled", text("overview.ranking.rank")),
        *_axis_cells("expectation", was.expectation, now.expectation),
        *_axis_cells("risk", was.risk, now.risk),
        Cell(verdict, "tight"),
    ]
    return Row(cells, rule=now.beats_next is not None and now.beats_next >= SURE)


def _axis_cells(code: str, was: Points, now: Points) -> list[Cell]:
    change = now.mean - was.mean
    drawn = Range(now.mean, now.low, now.high)
    shown: list[Part] = [
        words(score(now.mean), "strong"),
        LINE,
        words(interval(now.low, now.high), "mute small"),
        strip(drawn, code, inset=True),
    ]
    if abs(change) >= 0.05:
        good = change > 0 if code == "expectation" else change < 0
        shown.append(words(signed(change), "small expectation" if good else "small attention"))
    return [Cell(shown, "number axis", text(f"axis.{code}")), Cell([strip(drawn, code, height=54)], "chart")]


def rank_views(startups: Mapping[int, Startup], after: Reweighting, opinions: SecondOpinions | None) -> list[View]:
    """Chances of every rank under these weights, and how often each startup is first whatever the weights."""
    shown = min(len(after.order), _MOST_RANKS)
    labels = {each.code: each.label_zh if language() == "zh" else each.label_en for each in loaders.rubric().categories}
    columns = [
        Cell([words(text("overview.ranking.startup"))]),
        *(Cell([words(text("decide.weights.rank", rank=place + 1))], "number") for place in range(shown)),
        Cell([words(text("decide.weights.any_first"))], "number"),
        Cell([words(text("decide.weights.central"))], "wide"),
    ]
    rows = []
    for place, key in enumerate(after.order):
        if key not in startups:
            continue
        chances = after.rank_probabilities[place, :shown]
        free = opinions.free_weights.get(startups[key].slug) if opinions is not None else None
        rows.append(
            Row(
                [
                    Cell([words(shown_name(startups[key]), "strong")]),
                    *(Cell([words(*_chance(float(chance)))], "number") for chance in chances),
                    Cell(_first_of_all(free), "number"),
                    Cell([words(_central(free, labels), "mute small")], "wide"),
                ],
                rule=True,
            )
        )
    return [table(columns, rows, label=text("decide.weights.ranks"))]


def _chance(chance: float) -> tuple[str, str]:
    """Words and style: what hardly ever happens steps back, what is likely stands out."""
    return share(chance), "strong" if chance >= 0.5 else "mute" if chance < 0.01 else ""


def _first_of_all(free: FreeWeights | None) -> list[Part]:
    return [words(text("decide.not_tried"), "mute")] if free is None else [words(share(free.rank_acceptability[0]))]


def _central(free: FreeWeights | None, labels: Mapping[str, str]) -> str:
    """The categories that weigh most where the startup comes first, with the chance of being first there."""
    if free is None or free.central_weights is None or free.confidence is None:
        return text("decide.weights.never_first") if free is not None else ""
    weights = free.central_weights
    most = sorted(weights, key=lambda code: -weights[code])[:2]
    named = ("、" if language() == "zh" else ", ").join(f"{labels[code]} {share(weights[code])}" for code in most)
    return text("decide.weights.central_says", named=named, share=share(free.confidence))

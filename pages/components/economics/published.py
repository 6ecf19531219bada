"""The startup's model beside published ones: percentiles, compute over the years, and score by size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from analysis.diligence.run_results import newest_scores
from analysis.published.comparison import (
    Capability,
    Standing,
    ValuedScore,
    capability_percentile,
    training_standings,
    value_standings,
    valued_scores,
)
from analysis.published.scores import PublishedScore, parse_published_scores
from analysis.published.tables import ModelPrice, PublishedModel, parse_model_prices, parse_published_models
from analysis.quantities.ranges import Range
from data.catalogue import reference_text
from data.records import Score
from pages.components import loaders
from pages.components.economics.charts import Axes, Field, Mark, field_chart
from pages.components.economics.choice import Start
from pages.components.economics.quantities import in_count, in_flop, in_power
from pages.components.economics.wording import said
from pages.components.format import accuracy, day, percentage, score_value, significant
from pages.components.frame import section
from pages.components.language import language
from pages.components.names import shown_name
from pages.components.plots import plot_text, short_name, show_figure
from pages.components.rows import Cell, Row, show, table, words
from pages.components.theme import palette

TASKS = (
    ("mmlu", 5),
    ("gsm8k", 8),
    ("arc_challenge", 0),
    ("hellaswag", 0),
    ("piqa", 0),
    ("boolq", 0),
    ("winogrande", 0),
)
_VALUE_COLUMNS = (
    ("value", ""),
    ("own", "number"),
    ("share", "number"),
    ("n", "number"),
    ("newest", "wide"),
    ("best", ""),
)
_WRITERS = {"params": in_count, "tokens": in_count, "flop": in_flop}


class Run(NamedTuple):
    """The run on the screen: parameters, tokens and compute."""

    params: float
    tokens: float
    flop: Range


def show_published(start: Start, run: Run | None) -> None:
    """Where the run stands among published ones, and published scores by size."""
    section(said("published.title"), said("published.note"))
    _show_standings(start, run)
    left, right = st.columns(2, gap="medium")
    with left:
        _show_compute(start, run)
    with right:
        _show_scores(start)


def _show_standings(start: Start, run: Run | None) -> None:
    found = training_standings(
        published_models(),
        params=run.params if run else None,
        tokens=run.tokens if run else None,
        flop=run.flop.mid if run else None,
    )
    columns = [
        Cell([words(said(f"published.column.{name}"))], "number" if name in {"value", "share", "n"} else "")
        for name in ("figure", "value", "share", "n", "newest")
    ]
    rows = [_standing_row(name, each) for name, each in found.items()]
    capability = None if start.standing is None else _capability(start)
    if capability is not None:
        rows.append(_capability_row(capability))
    show([table(columns, rows, label=said("published.title"))], key="published_standings")
    if capability is not None and capability.share is None:
        reason = capability.reason_zh if language() == "zh" else capability.reason_en
        st.caption(said("published.capability_unknown", reason=reason))


def _standing_row(name: str, each: Standing) -> Row:
    value = said("unknown") if each.value is None else _WRITERS[name](each.value)
    where = said("unknown") if each.share is None else percentage(each.share)
    newest = "" if each.newest is None else day(each.newest, language())
    return Row(
        [
            Cell([words(said(f"published.figure.{name}"))]),
            Cell([words(value, "" if each.value is not None else "mute")], "number"),
            Cell([words(where, "strong" if each.share is not None else "mute")], "number"),
            Cell([words(str(each.n), "mute")], "number"),
            Cell([words(newest, "mute")], "tight"),
        ],
        rule=True,
    )


def _capability(start: Start) -> Capability:
    runs = start.standing.dossier.runs if start.standing else ()
    return capability_percentile(newest_scores(runs), published_scores(), start.figures.computing_params)


def _capability_row(found: Capability) -> Row:
    shown = words(said("unknown"), "mute") if found.share is None else words(percentage(found.share), "strong")
    return Row(
        [
            Cell([words(said("published.figure.capability"))]),
            Cell(),
            Cell([shown], "number"),
            Cell([words(str(found.models), "mute")], "number"),
            Cell([words("" if found.dated is None else day(found.dated, language()), "mute")]),
        ],
        rule=True,
    )


def _show_compute(start: Start, run: Run | None) -> None:
    known = [(model, model.training_flop) for model in published_models() if "Language" in model.domain]
    points = [
        Mark(_year(model.published), value, "", _hover(model.name, f"{in_flop(value)} FLOP"))
        for model, value in known
        if value is not None
    ]
    own = []
    if run is not None:
        name = short_name(shown_name(start.standing.startup)) if start.standing else said("training.optimum.this")
        hover = _hover(name, f"{in_flop(run.flop.mid)} FLOP")
        own = [Mark(_year(loaders.today()), run.flop.mid, plot_text(name), hover)]
    section(said("published.compute.title"), said("published.compute.note", count=len(points)))
    axes = Axes("", said("published.compute.y"), log_y=True, write_y=in_power)
    figure = field_chart(Field(points, own), axes, palette())
    show_figure(figure, key="published_compute", description=said("published.compute.alt", count=len(points)))


def _show_scores(start: Start) -> None:
    section(said("published.scores.title"), said("published.scores.note"))
    names = [f"{task} · {shots}" for task, shots in TASKS]
    chosen = st.selectbox(said("published.scores.task"), names, key="published_task", label_visibility="collapsed")
    task, shots = TASKS[names.index(str(chosen))]
    found = valued_scores(published_scores(), model_prices(), task=task, shots=shots)
    points = [
        Mark(each.published.active_parameters, 100 * each.published.score, "", _score_hover(each.published))
        for each in found
        if each.published.active_parameters is not None
    ]
    measured = [
        score
        for score in newest_scores(start.standing.dossier.runs if start.standing else ())
        if score.task == task and score.shots == shots
    ]
    active = start.figures.computing_params
    own = [
        Mark(active, score.scale.shown(score.value), plot_text(short_name(score.task)), _own_hover(score))
        for score in measured
        if active is not None
    ]
    axes = Axes(said("published.scores.x"), said("published.scores.y"), log_x=True, write_x=in_count)
    figure = field_chart(Field(points, own), axes, palette())
    show_figure(figure, key="published_scores", description=said("published.scores.alt", task=task))
    _show_value(found, measured[0].value if measured else None, start)


def _show_value(found: Sequence[ValuedScore], score: float | None, start: Start) -> None:
    """The best published score for its size and for its price, and where the startup's own stands."""
    own = value_standings(
        found, score, active_params=start.figures.computing_params, usd_per_mtok=start.number("price_usd_per_mtok")
    )
    columns = [Cell([words(said(f"published.value.{name}"))], style) for name, style in _VALUE_COLUMNS]
    best = {
        "per_size": max((each for each in found if each.per_billion_active), key=_per_size, default=None),
        "per_dollar": max((each for each in found if each.per_dollar), key=_per_dollar, default=None),
    }
    values = {"per_size": _per_size, "per_dollar": _per_dollar}
    rows = [_value_row(name, each, best[name], values[name]) for name, each in own.items()]
    show([table(columns, rows, label=said("published.value.value"))], key="published_value")
    if start.standing is not None and score is None:
        st.caption(said("published.value.not_run"))


def _per_size(each: ValuedScore) -> float:
    return each.per_billion_active or 0.0


def _per_dollar(each: ValuedScore) -> float:
    return each.per_dollar or 0.0


def _value_row(name: str, own: Standing, best: ValuedScore | None, value: Callable[[ValuedScore], float]) -> Row:
    unknown = words(said("unknown"), "mute")
    newest = "" if own.newest is None else day(own.newest, language())
    first = said("unknown") if best is None else f"{best.published.model}, {significant(value(best))}"
    return Row(
        [
            Cell([words(said(f"published.value.{name}"))]),
            Cell([unknown if own.value is None else words(significant(own.value), "strong")], "number"),
            Cell([unknown if own.share is None else words(percentage(own.share), "strong")], "number"),
            Cell([words(str(own.n), "mute")], "number"),
            Cell([words(newest, "mute")], "wide"),
            Cell([words(first, "mute small")]),
        ],
        rule=True,
    )


def _score_hover(score: PublishedScore) -> str:
    shown = f"{accuracy(score.score)} · {in_count(score.active_parameters or 0)}"
    return f"{_hover(score.model, shown)}<br>{plot_text(score.reported_in[:60])}"


def _own_hover(score: Score) -> str:
    value = score_value(score.value, score.scale)
    return _hover(score.task, said("published.scores.own", value=value, n=score.n, shots=score.shots or 0))


def _hover(name: str, second: str) -> str:
    return f"<b>{plot_text(name)}</b><br>{plot_text(second)}"


def _year(when: date) -> float:
    return when.year + (when.timetuple().tm_yday - 1) / 365.25


@lru_cache(maxsize=1)
def published_models() -> tuple[PublishedModel, ...]:
    """Published models and their compute."""
    return parse_published_models(reference_text("published_models.csv"))


@lru_cache(maxsize=1)
def published_scores() -> tuple[PublishedScore, ...]:
    """Published benchmark scores."""
    return parse_published_scores(reference_text("published_scores.csv"))


@lru_cache(maxsize=1)
def model_prices() -> tuple[ModelPrice, ...]:
    """List prices of tokens."""
    return parse_model_prices(reference_text("llm_prices.csv"))

"""What the investment may return: outcomes as published, what has to come true, and who gets what of an exit."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
import streamlit as st

from analysis.diligence.examination import DEFAULT_SEED
from analysis.finance.exit_tables import (
    Dilution,
    ExitMultiples,
    Graduation,
    parse_dilution,
    parse_exit_multiples,
    parse_graduation,
)
from analysis.finance.returns import Deal, Returns, Step, required_belief, simulated_returns
from analysis.scoring.assessment import generator_for
from data.catalogue import reference_text
from data.records import InvalidInput
from pages.components.economics.assumptions import Assumption, show_assumptions
from pages.components.economics.charts import bar_chart
from pages.components.economics.choice import Start
from pages.components.economics.controls import Field, number_field, option_field
from pages.components.economics.downloads import FigureRow, ranged, show_downloads, single
from pages.components.economics.quantities import in_money, value_figure
from pages.components.economics.remembered import field_key, first_option, remember
from pages.components.economics.valuation import Valued, show_valuations
from pages.components.economics.waterfall import show_waterfall
from pages.components.economics.wording import said
from pages.components.format import percentage, significant
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.plots import show_figure
from pages.components.rows import heads, items, show, words
from pages.components.theme import palette

TAB = "returns"
STAGES = ("seed", "a", "b", "c")
_ROUNDS = ("a", "b", "c", "d")
_FUNDING_STAGES = {"series_a": "a", "series_b": "b", "series_c_plus": "c"}
_EDGES = (0.0, 0.5, 1.0, 3.0, 5.0, 10.0, 20.0, np.inf)
_LOSS_BUCKETS = 2
_DRAWS = 20_000
_YEARS_BETWEEN_ROUNDS = 2.0
_STEP_UP = 2.0
_Table = TypeVar("_Table", ExitMultiples, Graduation, Dilution)


class Terms(NamedTuple):
    """The deal as entered, and the tables it is played through."""

    deal: Deal
    multiples: ExitMultiples
    graduation: Graduation
    dilution: Dilution
    target: float
    years: float
    exit_multiple: float | None
    revenue: float | None


def show_returns(start: Start) -> None:
    """The whole tab."""
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        terms = _entered(start)
    with right:
        if terms is None:
            empty_state(said("returns.needs"))
        else:
            found = simulated_returns(terms.deal, terms.multiples, generator_for(TAB, DEFAULT_SEED), draws=_DRAWS)
            _show_figures(found)
            _show_distribution(found)
            _show_belief(terms)
    if terms is not None:
        valued = show_valuations(terms.deal, _needed_exit(terms), terms.years, _left(terms), start)
        assumptions = _assumptions(terms)
        show_assumptions(assumptions, TAB)
        show_downloads(TAB, _downloaded(found, valued), assumptions, start)
    show_waterfall(start)


def _entered(start: Start) -> Terms | None:
    section(said("returns.title"), said("training.note_startup" if start.slug else "returns.note"))
    asked = start.number("pre_money_ask_usd")
    investment = number_field(TAB, Field("investment", 2.0), start)
    post = number_field(TAB, Field("post", asked / 1e6 + 2.0 if asked else (None if start.slug else 20.0)), start)
    stage = option_field(TAB, "stage", STAGES, start, _stage_index(start))
    exits = _table_field("exits", _exits(), start)
    graduation = _table_field("graduation", _graduations(), start)
    dilution = _table_field("dilution", _dilutions(), start)
    step_up = number_field(TAB, Field("step_up", _STEP_UP, step=0.1), start)
    between = number_field(TAB, Field("between", _YEARS_BETWEEN_ROUNDS, step=0.25), start)
    preference = number_field(TAB, Field("preference", 0.0, 0.0, 3.0, 0.5), start)
    participating = option_field(TAB, "participation", ("plain", "participating"), start) == "participating"
    target = number_field(TAB, Field("target", 10.0), start)
    revenue = start.number("arr_usd")
    exit_multiple = number_field(TAB, Field("exit_multiple", 8.0), start)
    if investment is None or post is None or step_up is None or between is None or target is None:
        return None
    steps = _steps(stage, graduation, dilution, step_up, between)
    try:
        deal = Deal(
            investment * 1e6, post * 1e6, steps, preference_multiple=preference or 0.0, participating=participating
        )
    except InvalidInput as error:
        st.error(str(error))
        return None
    years = deal.years_after_last_round + between * len(steps)
    return Terms(deal, exits, graduation, dilution, target, years, exit_multiple, revenue)


def _stage_index(start: Start) -> int:
    code = start.evidence.reading("funding_stage").value if start.evidence else None
    return STAGES.index(_FUNDING_STAGES.get(code, "seed")) if isinstance(code, str) else 0


def _table_field(name: str, tables: dict[str, _Table], start: Start) -> _Table:
    """One of the published tables, named with its window and marked where it is not verified."""
    labels = {}
    for key, each in tables.items():
        label = each.label_zh if language() == "zh" else each.label_en
        labels[key] = label if each.verified else said("field.unverified", name=label)
    key, options = field_key(TAB, name, start.slug), list(tables)
    chosen = st.selectbox(
        said(f"returns.field.{name}"),
        options,
        index=options.index(first_option(TAB, name, key, options, options[0])),
        format_func=lambda each: labels[each],
        key=key,
        help=said(f"returns.help.{name}"),
    )
    remember(TAB, name, str(chosen), options[0])
    return tables[str(chosen)]


def _steps(stage: str, graduation: Graduation, dilution: Dilution, step_up: float, years: float) -> tuple[Step, ...]:
    """Later rounds from a stage on, as far as both tables reach."""
    steps = []
    for before, after in zip(STAGES[STAGES.index(stage) :], _ROUNDS[STAGES.index(stage) :], strict=True):
        rate, sold = graduation.rates.get(before), dilution.shares.get(after)
        if rate is None or sold is None:
            break
        steps.append(Step(rate, sold, step_up, years))
    return tuple(steps)


def _show_figures(found: Returns) -> None:
    low, middle, high = found.quantiles()
    yearly, ten = found.irr_quantiles(), percentage(found.chance_of_at_least(10))
    figures = [
        value_figure(
            said("returns.mean"), f"{significant(found.mean_multiple, 2)}×", source=said("returns.source.mean")
        ),
        value_figure(
            said("returns.median"),
            f"{significant(middle, 2)}×",
            note=said("returns.interval", low=significant(low, 2), high=significant(high, 2)),
        ),
        value_figure(
            said("returns.irr"),
            percentage(yearly[1]),
            note=said("returns.irr_interval", low=percentage(yearly[0]), high=percentage(yearly[2])),
        ),
        value_figure(said("returns.loss"), percentage(found.chance_of_loss), note=f"{said('returns.ten')}: {ten}"),
    ]
    show([heads(figures)], key="returns_figures")


def _show_distribution(found: Returns) -> None:
    section(said("returns.distribution.title"), said("returns.distribution.note", draws=f"{_DRAWS:,}"))
    names, shares = _outcome_shares(found)
    figure = bar_chart(names, shares, palette(), threshold=_LOSS_BUCKETS)
    show_figure(figure, key="returns_distribution", description=said("returns.distribution.alt"))


def _outcome_shares(found: Returns) -> tuple[list[str], list[float]]:
    """Buckets of the multiple and the share of outcomes in each."""
    counts, _ = np.histogram(found.multiple, bins=np.array(_EDGES))
    names = [f"{low:g}–{high:g}×" if np.isfinite(high) else f"≥{low:g}×" for low, high in itertools.pairwise(_EDGES)]
    return names, [float(count) / len(found.multiple) for count in counts]


def _left(terms: Terms) -> float:
    """Share of the stake that later rounds leave."""
    return float(np.prod([1 - step.dilution for step in terms.deal.steps]))


def _needed_exit(terms: Terms) -> float:
    """Exit value that gives the target multiple, US dollars."""
    return required_belief(terms.deal, terms.target, years=terms.years).exit_value_usd


def _downloaded(found: Returns, valued: Sequence[Valued]) -> list[FigureRow]:
    low, middle, high = found.quantiles()
    yearly = found.irr_quantiles()
    names, shares = _outcome_shares(found)
    return [
        single(said("returns.mean"), found.mean_multiple, "ratio", f"n = {len(found.multiple):,}"),
        FigureRow(said("returns.median"), low, middle, high, "ratio"),
        FigureRow(said("returns.irr"), yearly[0], yearly[1], yearly[2], "fraction per year"),
        single(said("returns.loss"), found.chance_of_loss, "fraction"),
        *(single(name, share, "fraction") for name, share in zip(names, shares, strict=True)),
        *(ranged(said(f"valuation.{each.name}"), each.usd, "USD pre-money", each.reason) for each in valued),
    ]


def _show_belief(terms: Terms) -> None:
    """What the company must become for the target multiple."""
    section(said("returns.belief.title", target=significant(terms.target)), said("returns.belief.note"))
    belief = required_belief(
        terms.deal,
        terms.target,
        years=terms.years,
        recurring_revenue_usd=terms.revenue,
        exit_multiple_of_revenue=terms.exit_multiple,
        multiples=terms.multiples,
    )
    sentences = [
        said("returns.belief.exit", value=in_money(belief.exit_value_usd), years=significant(terms.years)),
        None
        if belief.recurring_revenue_usd is None
        else said(
            "returns.belief.revenue",
            value=in_money(belief.recurring_revenue_usd),
            multiple=significant(terms.exit_multiple or 0),
        ),
        said("returns.belief.no_arr")
        if belief.growth_per_year is None
        else said("returns.belief.growth", share=percentage(belief.growth_per_year)),
        None
        if belief.share_of_outcomes is None
        else said("returns.belief.share", share=percentage(belief.share_of_outcomes), target=significant(terms.target)),
    ]
    show([items("plain", [[[words(sentence)]] for sentence in sentences if sentence])], key="returns_belief")


def _assumptions(terms: Terms) -> list[Assumption]:
    tables: tuple[tuple[str, ExitMultiples | Graduation | Dilution], ...] = (
        ("exits", terms.multiples),
        ("graduation", terms.graduation),
        ("dilution", terms.dilution),
    )
    found = [
        Assumption(said(f"returns.field.{name}"), _shown(each), each.source, each.dated, each.verified)
        for name, each in tables
    ]
    step = terms.deal.steps[0] if terms.deal.steps else None
    if step is not None:
        shown = f"{significant(step.step_up)}× · {said('unit.years', value=significant(step.years))}"
        found.append(Assumption(said("returns.assume.step"), shown, said("returns.assume.step_source"), verified=False))
    shown = f"{terms.deal.preference_multiple:g}×"
    source = said("returns.assume.preference_source")
    found.append(Assumption(said("returns.field.preference"), shown, source, verified=False))
    return found


def _shown(each: ExitMultiples | Graduation | Dilution) -> str:
    if isinstance(each, ExitMultiples):
        return said("returns.assume.mean", mean=significant(each.mean))
    values = each.rates if isinstance(each, Graduation) else each.shares
    return " · ".join(percentage(value) for value in values.values())


@lru_cache(maxsize=1)
def _exits() -> dict[str, ExitMultiples]:
    return parse_exit_multiples(reference_text("exit_multiples.yaml"))


@lru_cache(maxsize=1)
def _graduations() -> dict[str, Graduation]:
    return parse_graduation(reference_text("graduation_dilution.yaml"))


@lru_cache(maxsize=1)
def _dilutions() -> dict[str, Dilution]:
    return parse_dilution(reference_text("graduation_dilution.yaml"))

"""Early-stage valuation methods side by side: each with its terms, its source, and a range where it has one."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from analysis.finance.returns import Deal
from analysis.finance.valuation import (
    BERKUS_CAP_USD,
    BERKUS_ITEMS,
    RISK_FACTOR_STEP_USD,
    RISK_FACTORS,
    SCORECARD_WEIGHTS,
    Scenario,
    berkus_valuation,
    first_chicago_valuation,
    risk_factor_valuation,
    scorecard_factor,
    venture_valuation,
)
from analysis.quantities.ranges import Range, exactly
from data.records import InvalidInput
from pages.components.economics.charts import Line, Whisker, whisker_chart
from pages.components.economics.choice import Start
from pages.components.economics.controls import Field, number_field
from pages.components.economics.quantities import bounds, in_exact_money, in_money
from pages.components.economics.wording import said
from pages.components.format import percentage
from pages.components.frame import section
from pages.components.plots import show_figure
from pages.components.rows import LINE, Cell, Row, show, table, words
from pages.components.theme import palette

TAB = "valuation"
REQUIRED_RETURNS = Range(0.30, 0.50, 0.70)
"""Yearly returns that investors in early companies ask for; failure is priced in."""
_EXAMPLE_MEAN = 10.0
_SCENARIOS = (("best", 0.15, 10.0), ("base", 0.35, 3.0), ("worst", 0.5, 0.2))
"""Probability, and value at exit over today's post-money; our own settings."""
_COST_OF_CAPITAL = 20.0
_LEAST_USD = 1e4
"""Shown where a method's lower bound is nothing: a logarithmic axis has no zero."""
_SOURCES = {
    "scorecard": "Bill Payne, Scorecard Valuation Methodology, 2011",
    "risk_factors": "Bill Payne on the Ohio TechAngels, 15 November 2011",
    "berkus": "Dave Berkus, The Berkus Method, 2016",
    "venture": "Sahlman 1987, Harvard Business School 9-288-006",
    "first_chicago": "Achleitner and Lutz 2005",
}


class Valued(NamedTuple):
    """What one method gives, pre-money in US dollars; None with the reason."""

    name: str
    usd: Range | None
    reason: str = ""


def show_valuations(deal: Deal, exit_usd: float, years: float, left: float, start: Start) -> list[Valued]:
    """The section; what the methods give, for the download.

    Args:
        deal: Terms asked for.
        exit_usd: Value at exit that the venture method begins with.
        years: Until the exit.
        left: Share of a stake that later rounds leave.
        start: What the fields begin with.
    """
    section(said("valuation.title"), said("valuation.note"))
    fields, shown = st.columns([1, 2.2], gap="large")
    with fields:
        found = [
            *_by_comparison(start),
            _berkus(start),
            _venture(deal, left * exit_usd, years, start),
            _first_chicago(deal, years, start),
        ]
    with shown:
        _show_chart(found, deal)
        _show_table(found)
    return found


def _by_comparison(start: Start) -> list[Valued]:
    """Scorecard and risk factors, which begin from the usual valuation of the region."""
    mean = number_field(TAB, Field("mean", None if start.slug else _EXAMPLE_MEAN, 0.01, 1e4), start)
    with st.expander(said("valuation.scorecard")):
        scores = {name: _score("score", name, Field("", 1.0, 0.5, 1.5, 0.05), start) for name in SCORECARD_WEIGHTS}
    with st.expander(said("valuation.risk_factors")):
        risks = {name: round(_score("risk", name, Field("", 0.0, -2, 2, 1), start)) for name in RISK_FACTORS}
    if mean is None:
        return [Valued(name, None, said("valuation.needs_mean")) for name in ("scorecard", "risk_factors")]
    by_risk = risk_factor_valuation(mean * 1e6, risks)
    by_score = exactly(mean * 1e6 * scorecard_factor(scores))
    taken = said("valuation.below_zero", step=in_money(RISK_FACTOR_STEP_USD * sum(risks.values())))
    return [Valued("scorecard", by_score), _above_nothing("risk_factors", by_risk, taken)]


def _above_nothing(name: str, usd: float, reason: str) -> Valued:
    """What a method gives where that is more than nothing, else the reason."""
    return Valued(name, exactly(usd)) if usd > 0 else Valued(name, None, reason)


def _score(kind: str, name: str, field: Field, start: Start) -> float:
    """One score of a method; an emptied field counts as usual."""
    found = number_field(TAB, field._replace(name=f"{kind}_{name}"), start)
    return float(field.value or 0.0) if found is None else found


def _berkus(start: Start) -> Valued:
    cap = BERKUS_CAP_USD / 1e6
    with st.expander(said("valuation.berkus")):
        items = {name: 1e6 * _score("berkus", name, Field("", cap / 2, 0.0, cap, 0.05), start) for name in BERKUS_ITEMS}
    return _above_nothing("berkus", berkus_valuation(items), said("valuation.no_items"))


def _venture(deal: Deal, terminal_usd: float, years: float, start: Start) -> Valued:
    """Between the required returns, the exit being what later rounds leave of it."""
    with st.expander(said("valuation.venture")):
        terminal = number_field(TAB, Field("terminal", round(terminal_usd / 1e6, 1), 0.01, 1e6), start)
    if terminal is None:
        return Valued("venture", None, said("valuation.needs_exit"))
    pre = [_venture_pre_money(1e6 * terminal, deal, required, years) for required in REQUIRED_RETURNS]
    if pre[1] <= 0:
        return Valued("venture", None, said("valuation.nothing"))
    return Valued("venture", Range(max(pre[2], _LEAST_USD), pre[1], pre[0]))


def _venture_pre_money(terminal_usd: float, deal: Deal, required: float, years: float) -> float:
    """Pre-money value at a required return; 0 where the investment is more than the whole is worth."""
    try:
        found = venture_valuation(terminal_usd, deal.investment_usd, required_return=required, years=years)
    except InvalidInput:
        return 0.0
    return found.pre_money_usd


def _first_chicago(deal: Deal, years: float, start: Start) -> Valued:
    """The weighted value, between those of the worst and the best scenario alone."""
    with st.expander(said("valuation.first_chicago")):
        rate = (number_field(TAB, Field("rate", _COST_OF_CAPITAL, 1, 100, 1), start) or _COST_OF_CAPITAL) / 100
        scenarios = [_scenario(name, chance, multiple, deal, start) for name, chance, multiple in _SCENARIOS]
    whole_years = max(1, round(years))
    try:
        middle = first_chicago_valuation(scenarios, rate, whole_years) - deal.investment_usd
    except InvalidInput:
        total = sum(each.probability for each in scenarios)
        return Valued("first_chicago", None, said("valuation.chances", total=percentage(total)))
    alone = [each.terminal_value_usd / (1 + rate) ** whole_years - deal.investment_usd for each in scenarios]
    if middle <= 0:
        return Valued("first_chicago", None, said("valuation.nothing"))
    return Valued("first_chicago", Range(max(min(alone), _LEAST_USD), middle, max(alone)))


def _scenario(name: str, chance: float, multiple: float, deal: Deal, start: Start) -> Scenario:
    share = number_field(TAB, Field(f"chance_{name}", 100 * chance, 0, 100, 5), start)
    usual = round(multiple * deal.post_money_usd / 1e6, 1)
    value = number_field(TAB, Field(f"value_{name}", usual, 0, 1e6), start)
    return Scenario((share or 0.0) / 100, (value or 0.0) * 1e6)


def _show_chart(found: list[Valued], deal: Deal) -> None:
    rows = [_whisker(each.name, each.usd) for each in found if each.usd is not None]
    if not rows:
        return
    asked = deal.post_money_usd - deal.investment_usd
    lines = [Line(asked, said("valuation.asked", value=in_money(asked)))] if asked > 0 else []
    figure = whisker_chart(rows, said("valuation.axis"), palette(), write=in_exact_money, lines=lines)
    show_figure(figure, key="valuation_methods", description=said("valuation.alt"))


def _whisker(name: str, usd: Range) -> Whisker:
    between = bounds(usd, in_money)
    shown = f"{in_money(usd.mid)} ({between})" if between else in_money(usd.mid)
    return Whisker(said(f"valuation.{name}"), usd, f"<b>{said(f'valuation.{name}')}</b><br>{shown}")


def _show_table(found: list[Valued]) -> None:
    columns = [
        Cell([words(said(f"valuation.column.{name}"))], "number" if name == "value" else "")
        for name in ("method", "value", "source")
    ]
    show(
        [table(columns, [_row(each) for each in found], label=said("valuation.title"), cards=True)],
        key="valuation_table",
    )


def _row(each: Valued) -> Row:
    value = words(said("unknown"), "mute") if each.usd is None else words(in_money(each.usd.mid), "strong")
    note = each.reason if each.usd is None else bounds(each.usd, in_money)
    cells = [
        Cell([words(said(f"valuation.{each.name}")), LINE, words(_means(each.name), "mute small")]),
        Cell([value, LINE, words(note, "mute small")], "number"),
        Cell([words(_SOURCES[each.name], "small mute")]),
    ]
    return Row(cells, rule=True)


def _means(name: str) -> str:
    low, middle, high = (percentage(value) for value in REQUIRED_RETURNS)
    step, cap = in_money(RISK_FACTOR_STEP_USD), in_money(BERKUS_CAP_USD)
    return said(f"valuation.means.{name}", low=low, middle=middle, high=high, step=step, cap=cap)

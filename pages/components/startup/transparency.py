"""How much the company makes public, by the indicators of a published index, beside the companies scored there."""

from __future__ import annotations

import streamlit as st

from analysis.compliance.transparency import (
    IndicatorResult,
    IndicatorState,
    Transparency,
    TransparencyChecklist,
    peer_standing,
    transparency,
)
from analysis.portfolio.standing import Standing
from pages.components import loaders
from pages.components.finding_words import source_line
from pages.components.format import interval, share
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.names import shown_name
from pages.components.rows import LINE, Cell, Part, Range, Row, Scale, View, axis, show, strip, table, words

_SCALE = Scale(width=190, labels=((0, "0%"), (50, "50%"), (100, "100%")))
_STATES = (IndicatorState.MET, IndicatorState.SHOWN, IndicatorState.NOT_MET, IndicatorState.UNKNOWN)


def show_transparency(standing: Standing) -> None:
    """The share of indicators met beside the index's companies, counts per section, and every indicator on demand."""
    checklist = loaders.yardsticks().checklist
    if checklist is None:
        return
    found = transparency(standing.evidence, checklist)
    section(text("startup.transparency.title"), text("startup.transparency.note", edition=checklist.edition))
    left, right = st.columns([1, 1.25], gap="large")
    with left:
        show([_peers_view(standing, found, checklist)], key="transparency_peers")
    with right:
        show([_groups_view(found, checklist)], key="transparency_groups")
    with st.expander(text("startup.transparency.all", count=len(found.results))):
        show([_indicators_view(found, checklist)], key="transparency_indicators")
    st.markdown(
        f":small[:gray[{text('startup.transparency.source', source=checklist.source, licence=checklist.licence)}]]"
    )


def _peers_view(standing: Standing, found: Transparency, checklist: TransparencyChecklist) -> View:
    """The companies of the edition by share, ours among them with what is unknown left open."""
    peers = peer_standing(found, loaders.transparency_scores(), checklist.edition)
    surely = 100 * found.lowest_share
    ours = Range(surely, surely, 100 * found.highest_share)
    rows = [(score.score / score.indicators, score.company) for score in (*peers.higher, *peers.within, *peers.lower)]
    drawn = [
        (100 * met, Row([Cell([words(company)]), *_cells(share(met), Range(100 * met, None, None), "neutral")]))
        for met, company in rows
    ]
    name = [words(shown_name(standing.startup), "strong"), LINE, words(text("startup.transparency.ours"), "mute small")]
    said = interval(100 * found.lowest_share, 100 * found.highest_share) + "%"
    drawn.append((surely, Row([Cell(name), *_cells(said, ours, "measured")], selected=True)))
    drawn.sort(key=lambda pair: -pair[0])
    columns = [
        Cell([words(text("startup.transparency.company"))]),
        Cell([words(text("startup.transparency.share"))], "number"),
        Cell([axis(_SCALE)]),
    ]
    return table(columns, [row for _, row in drawn], label=text("startup.transparency.title"))


def _cells(said: str, drawn: Range, role: str) -> list[Cell]:
    return [Cell([words(said)], "number"), Cell([strip(drawn, role, _SCALE, height=30)], "chart low")]


def _groups_view(found: Transparency, checklist: TransparencyChecklist) -> View:
    columns = [
        Cell([words(text("startup.transparency.section"))]),
        *(Cell([words(text(f"startup.transparency.{state.value}"))], "number") for state in _STATES),
    ]
    rows = []
    for group in checklist.groups:
        counts = [found.count(state, group.code) for state in _STATES]
        cells = [Cell([words(str(count), "" if count else "mute")], "number") for count in counts]
        rows.append(Row([Cell([words(group.label_zh if language() == "zh" else group.label_en)]), *cells]))
    totals = [Cell([words(str(found.count(state)), "strong")], "number") for state in _STATES]
    rows.append(Row([Cell([words(text("startup.transparency.total"), "strong")]), *totals]))
    return table(columns, rows, label=text("startup.transparency.section"))


def _indicators_view(found: Transparency, checklist: TransparencyChecklist) -> View:
    groups = {group.code: group.label_zh if language() == "zh" else group.label_en for group in checklist.groups}
    columns = [Cell([words(text(f"startup.transparency.{name}"))]) for name in ("indicator", "state", "rests_on")]
    rows = [_indicator_row(each, groups[each.indicator.group]) for each in found.results]
    return table(columns, rows, label=text("startup.transparency.indicator"))


def _indicator_row(result: IndicatorResult, group: str) -> Row:
    indicator, chinese = result.indicator, language() == "zh"
    label = indicator.label_zh if chinese else indicator.label_en
    question = indicator.question_zh if chinese else indicator.question_en
    lines = list(dict.fromkeys(source_line(fact.source) for fact in result.facts))[:2]
    style = "strong" if result.state is IndicatorState.MET else "mute"
    asked: list[Part] = [words(label, "strong"), words(group, "mute small"), LINE, words(question, "small")]
    cells = [
        Cell(asked),
        Cell([words(text(f"startup.transparency.{result.state.value}"), style)], "tight"),
        Cell([words(" · ".join(lines), "mute small")]),
    ]
    return Row(cells, rule=True)

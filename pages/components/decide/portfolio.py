"""Startups as one portfolio: what it comes to, how it spreads, and what its parts hang on together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from analysis.portfolio.exposures import DEPENDENCES, SPREADS, Dimension
from analysis.portfolio.holdings import axes_of_portfolio, herfindahl_index, shares_of
from analysis.portfolio.places import Place
from analysis.ranking.concentration import Concentration, Exposure, common_exposures, concentration
from analysis.scoring.settings import AxisCode
from data.records import Points
from pages.components import loaders
from pages.components.decide.choosing import choose_startups
from pages.components.decide.claims_together import show_claims_together
from pages.components.decide.exposures import shown_value
from pages.components.format import in_words, plain_number, score, share
from pages.components.format import interval as ends
from pages.components.frame import empty_state, page_title, section
from pages.components.language import language, text
from pages.components.listing import everybody, places_of
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.rows import LINE, Cell, Figure, Part, Row, View, heads, show, table, words, worth

AXES: tuple[AxisCode, ...] = ("expectation", "risk")
HELD_FIRST, MOST_HELD = 25, 200
Found = Mapping[str, Concentration]


def show_portfolio() -> None:
    """The view."""
    heading = st.container()
    slugs = choose_startups(
        text("decide.portfolio.choose"), key="portfolio", fewest=1, most=MOST_HELD, first=HELD_FIRST
    )
    places = places_of(slugs)
    amounts = _amounts(places)
    if sum(amounts.values()) <= 0:
        with heading:
            page_title(text("decide.portfolio.title.none"))
        empty_state(text("decide.portfolio.nothing_held"))
        return
    part = shares_of(amounts)
    held = [place for place in places if place.slug in part]
    dimensions = (*SPREADS, *DEPENDENCES)
    spread = {place.slug: place.standing.detail.spread if place.standing.detail else {} for place in held}
    found = {
        each.key: concentration(part, {slug: own.get(each.key, ()) for slug, own in spread.items()})
        for each in dimensions
    }
    with heading:
        _title(held, found)
        show([heads(_figures(held, part))], key="portfolio_heads")
    left, right = st.columns([1.2, 1], gap="large")
    with left:
        section(text("decide.portfolio.spread"), text("decide.portfolio.spread_note"))
        show([_spread_view(dimensions, found)], key="portfolio_spread")
    with right:
        section(text("decide.portfolio.common"), text("decide.portfolio.common_note"))
        _show_common(found, _names_of(held))
    show_claims_together(held)


def _names_of(places: Sequence[Place]) -> dict[str, str]:
    return {place.slug: shown_name(place.startup) for place in places}


def _amounts(places: Sequence[Place]) -> dict[str, float]:
    """What is held of each startup; equal amounts until they are changed."""
    names = _names_of(places)
    name, held = text("overview.ranking.startup"), text("decide.portfolio.amount")
    with st.expander(text("decide.portfolio.amounts"), expanded=False):
        frame = st.data_editor(
            pd.DataFrame({name: list(names.values()), held: [1.0] * len(names)}),
            hide_index=True,
            disabled=[name],
            column_config={held: st.column_config.NumberColumn(min_value=0.0, format="%.6g", required=True)},
            key=f"portfolio_amounts_{language()}_{'_'.join(names)}",
        )
    given = [0.0 if pd.isna(amount) else float(amount) for amount in frame[held]]
    return dict(zip(names, given, strict=True))


def _title(held: Sequence[Place], found: Found) -> None:
    common = [
        (exposure, dimension)
        for dimension in DEPENDENCES
        for exposure in common_exposures(found[dimension.key])
        if exposure.value not in dimension.harmless
    ]
    count = in_words(len(held), language(), capital=True)
    if not common:
        page_title(text("decide.portfolio.title.apart", count=count), text("decide.portfolio.lead"))
        return
    exposure, dimension = max(common, key=lambda pair: pair[0].share)
    title = text(
        "decide.portfolio.title.common",
        count=in_words(len(exposure.startups), language(), capital=True),
        all=in_words(len(held), language()),
        dimension=text(f"decide.dimension.{dimension.key}"),
        value=literal(shown_value(dimension, exposure.value)),
    )
    page_title(title, text("decide.portfolio.lead"))


def _figures(held: Sequence[Place], part: Mapping[str, float]) -> list[Figure]:
    figures = [_axis_figure(code, points) for code, points in zip(AXES, _axes(held, part), strict=True)]
    verdicts: list[str] = [place.verdict for place in held]
    names = loaders.rubric().scoring.verdict_names(language())
    said = " · ".join(f"{verdicts.count(code)} {name}" for code, name in names.items() if code in verdicts)
    figures.append(Figure(text("decide.portfolio.held"), [words(str(len(held)))], [words(said, "mute")]))
    index = herfindahl_index(part)
    figures.append(
        Figure(
            text("decide.portfolio.effective"),
            [words(plain_number(1 / index, 1), source=text("decide.portfolio.effective_why"))],
            [words(text("decide.portfolio.index", index=f"{index:.2f}"), "mute")],
        )
    )
    return figures


def _axes(held: Sequence[Place], part: Mapping[str, float]) -> tuple[Points, Points]:
    """Expectation and risk of the whole."""
    found = everybody()
    if found is None:
        raise LookupError("startups are held, so that they are weighed")
    rows = [found.contenders.row(place.key) for place in held]
    known = [(row, part[place.slug]) for row, place in zip(rows, held, strict=True) if row is not None]
    total = sum(share for _, share in known)
    moments = found.moments.of(np.array([row for row, _ in known], dtype=np.int64))
    return axes_of_portfolio(moments, [share / total for _, share in known])


def _axis_figure(code: AxisCode, values: Points) -> Figure:
    shown: list[Part] = [
        words(score(values.mean), source=text("decide.portfolio.axis_why")),
        words(ends(values.low, values.high), "small mute"),
    ]
    return Figure(text(f"decide.portfolio.{code}"), shown, [words(text("decide.portfolio.interval"), "mute")])


def _spread_view(dimensions: Sequence[Dimension], found: Found) -> View:
    columns = [
        Cell([words(text("decide.portfolio.by"))]),
        Cell([words(text("decide.portfolio.shares"))]),
        Cell([words(text("decide.portfolio.hhi"), source=text("decide.portfolio.hhi_why"))], "number"),
    ]
    rows = []
    for dimension in dimensions:
        each = found[dimension.key]
        parts: list[Part] = []
        for exposure in each.exposures[:5]:
            said = f"{shown_value(dimension, exposure.value)} {share(exposure.share)}"
            parts += [words(said, "small"), worth(exposure.share)]
        if each.unknown > 0:
            parts += [words(text("decide.portfolio.unknown", share=share(each.unknown)), "mute small")]
        low, high = each.lowest_index, each.highest_index
        index = f"{low:.2f}" if abs(high - low) < 0.005 else f"{low:.2f}–{high:.2f}"
        named = text(f"decide.dimension.{dimension.key}")
        label = words(f"{named[:1].upper()}{named[1:]}", "strong")
        rows.append(Row([Cell([label]), Cell(parts), Cell([words(index)], "number")], rule=True))
    return table(columns, rows, label=text("decide.portfolio.spread"))


def _show_common(found: Found, names: Mapping[str, str]) -> None:
    rows = []
    for dimension in (*DEPENDENCES, *SPREADS):
        for exposure in common_exposures(found[dimension.key]):
            if exposure.value not in dimension.harmless:
                rows.append((exposure, dimension))
    if not rows:
        empty_state(text("decide.portfolio.no_common"))
        return
    rows.sort(key=lambda pair: (pair[1] in SPREADS, -pair[0].share))
    columns = [Cell([words(text(f"decide.portfolio.{name}"))]) for name in ("shared", "by_whom")]
    columns.append(Cell([words(text("decide.portfolio.share"))], "number"))
    drawn = [_common_row(exposure, dimension, names) for exposure, dimension in rows]
    show([table(columns, drawn, label=text("decide.portfolio.common"))], key="portfolio_common")


def _common_row(exposure: Exposure, dimension: Dimension, names: Mapping[str, str]) -> Row:
    joint = "、" if language() == "zh" else ", "
    label = [words(shown_value(dimension, exposure.value), "strong"), LINE]
    cells = [
        Cell([*label, words(text(f"decide.dimension.{dimension.key}"), "mute small")]),
        Cell([words(joint.join(names[slug] for slug in exposure.startups), "small")]),
        Cell([words(share(exposure.share))], "number"),
    ]
    return Row(cells, rule=True)

"""Other weights: what they make of the order, at once, and keeping them under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from analysis.ranking.ranks import RankedBy
from analysis.ranking.reweighting import Reweighting, Weighing, order_agreement, reweighting
from analysis.scoring.settings import Profile, Weights
from data import repository
from data.records import Startup
from pages.components import loaders
from pages.components.charts.quadrant import QuadrantPoint, QuadrantWords, quadrant
from pages.components.contenders import weighing
from pages.components.decide.opinions import MOST, opinions_on_first
from pages.components.decide.saved_profiles import show_saving
from pages.components.decide.weight_fields import weight_fields
from pages.components.decide.weight_tables import rank_views, ranking_view
from pages.components.format import share, signed
from pages.components.frame import page_title, section
from pages.components.language import language, text
from pages.components.listing import is_past
from pages.components.markdown import literal, muted
from pages.components.names import shown_name
from pages.components.plots import plot_text, short_name, show_figure
from pages.components.rows import show
from pages.components.theme import palette

_RANKED_BY: tuple[RankedBy, ...] = ("expectation", "risk", "net")
_SHOWN = 25


@st.fragment
def show_weights() -> None:
    """The view; a moved slider draws this part anew and nothing else."""
    if is_past():
        st.markdown(muted(text("decide.weights.today")))
    rubric = loaders.rubric()
    base = rubric.profile(loaders.profile_in_use())
    heading = st.container()
    left, right = st.columns([1, 1.9], gap="large")
    with left:
        by = st.segmented_control(
            text("decide.weights.by"),
            _RANKED_BY,
            default="expectation",
            required=True,
            format_func=lambda name: text(f"decide.by.{name}"),
            key=f"weights_by_{language()}",
        )
        weights = weight_fields(rubric, base)
    found = None if weights is None else _effect(base, weights, by)
    if weights is None or found is None:
        return
    with heading:
        _title(found, base, edited=weights != base.weights)
    with right:
        _show_effect(found)
        section(text("decide.weights.ranks"), text("decide.weights.ranks_note", most=MOST))
        slugs = [startup.slug for startup in found.startups.values()]
        show(rank_views(found.startups, found.after, opinions_on_first(found.weighed, slugs)), key="weights_ranks")
    with left:
        show_saving(rubric, base, weights)


class Effect(NamedTuple):
    """What other weights make of the order.

    Attributes:
        weighed: Everybody under them.
        startups: The first under them, by key.
        before: Those startups under the profile's own weights.
        after: Under the new ones.
        was_first: Key of the first under the profile's own weights.
        agreement: Kendall's tau of both orders.
        is_same: Whether the first stand in the same order under both.
    """

    weighed: Weighing
    startups: Mapping[int, Startup]
    before: Reweighting
    after: Reweighting
    was_first: int
    agreement: float
    is_same: bool


def _effect(base: Profile, weights: Weights, by: RankedBy) -> Effect | None:
    """The same draws for both weightings, so that only the weights make a difference."""
    own, new = weighing(base.weights, by), weighing(weights, by)
    if own is None or new is None:
        return None
    rubric = loaders.rubric()
    after = reweighting(new, rubric, most=_SHOWN)
    before = reweighting(own, rubric, most=0, beside=after.order)
    with loaders.reading() as session:
        rows = repository.ranked_of(session, rubric.default_profile, after.order)
    startups = {row.key: row.startup for row in rows}
    first = own.keys(_SHOWN)
    return Effect(new, startups, before, after, first[0], order_agreement(own, new), first == after.order)


def _title(found: Effect, base: Profile, *, edited: bool) -> None:
    first = found.after.order[0]
    name = literal(shown_name(found.startups[first])) if first in found.startups else ""
    if len(found.weighed.contenders) == 1:
        page_title(text("decide.weights.title.only", name=name), text("decide.weights.lead"))
        return
    if not edited:
        kind = "base"
    elif first != found.was_first:
        kind = "leads"
    else:
        kind = "same" if found.is_same else "order"
    profile, chance = literal(base.label(language())), share(found.after.startups[first].first)
    aside = text("decide.weights.agreement", tau=signed(found.agreement, 2), profile=profile)
    title = text(f"decide.weights.title.{kind}", name=name, profile=profile, share=chance)
    page_title(title, text("decide.weights.lead"), aside if edited else "")


def _show_effect(found: Effect) -> None:
    total, shown = len(found.weighed.contenders), len(found.after.order)
    note = text("decide.weights.chart_note")
    if total > shown:
        note += f" {text('overview.quadrant.crowd', count=shown, total=f'{total:,}')}"
    section(text("overview.quadrant.title"), note)
    words = QuadrantWords(text("overview.quadrant.expectation"), text("overview.quadrant.risk"))
    invest = loaders.rubric().scoring.verdict_lines.invest
    points = [_point(found, key) for key in found.after.order if key in found.startups]
    line = (invest.expectation_at_least, invest.risk_at_most)
    crowd = found.weighed.moments.mean if total > shown else None
    figure = quadrant(points, words, palette(), line=line, crowd=crowd)
    show_figure(figure, key="weights_quadrant", description=text("overview.quadrant.alt", count=len(points)))
    show([ranking_view(found.startups, found.before, found.after, loaders.rubric())], key="weights_ranking")


def _point(found: Effect, key: int) -> QuadrantPoint:
    startup = found.startups[key]
    was, now = found.before.startups[key], found.after.startups[key]
    moved = abs(was.expectation.mean - now.expectation.mean) + abs(was.risk.mean - now.risk.mean) > 0.05
    lines = [f"<b>{plot_text(shown_name(startup))}</b>"]
    for axis in ("expectation", "risk"):
        value, earlier = getattr(now, axis).mean, getattr(was, axis).mean
        lines.append(f"{text(f'axis.{axis}')} {value:.0f} ({signed(value - earlier)})")
    row = found.weighed.contenders.row(key)
    return QuadrantPoint(
        name=plot_text(short_name(shown_name(startup), 8 if language() == "zh" else 14)),
        hover="<br>".join(lines),
        expectation=now.expectation.mean,
        risk=now.risk.mean,
        contour=now.ellipse,
        is_gated=row is not None and bool(found.weighed.contenders.held_back[row]),
        trail=[(was.risk.mean, was.expectation.mean)] if moved else [],
    )

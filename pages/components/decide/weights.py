"""Other weights: what they make of the order, at once, and keeping them under a name."""

from __future__ import annotations

import numpy as np
import streamlit as st

from analysis.diligence.examination import DEFAULT_SEED
from analysis.portfolio.places import Place
from analysis.ranking.ranks import RankedBy
from analysis.ranking.reweighting import Reweighting, order_agreement, reweighting
from analysis.scoring.settings import Profile
from pages.components import loaders
from pages.components.charts.quadrant import QuadrantPoint, QuadrantWords, quadrant
from pages.components.decide.opinions import MOST, assessments_of, opinions_on
from pages.components.decide.saved_profiles import show_saving
from pages.components.decide.weight_fields import weight_fields
from pages.components.decide.weight_tables import rank_views, ranking_view
from pages.components.format import share, signed
from pages.components.frame import page_title, section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.plots import plot_text, short_name, show_figure
from pages.components.rows import show
from pages.components.theme import palette

_RANKED_BY: tuple[RankedBy, ...] = ("expectation", "risk", "net")
_MOST_ELLIPSES = 25


@st.fragment
def show_weights(places: list[Place]) -> None:
    """The view; a moved slider draws this part anew and nothing else."""
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
    if weights is None:
        return
    before, after = (_reweighed(places, each, by) for each in (base, base.model_copy(update={"weights": weights})))
    with heading:
        _title(places, base, before, after)
    with right:
        _show_effect(places, before, after)
        section(text("decide.weights.ranks"), text("decide.weights.ranks_note", most=MOST))
        show(rank_views(places, after, opinions_on(places)), key="weights_ranks")
    with left:
        show_saving(rubric, base, weights)


def _reweighed(places: list[Place], profile: Profile, by: RankedBy) -> Reweighting:
    """The same draws for every weighting, so that only the weights make a difference."""
    rng = np.random.default_rng(DEFAULT_SEED)
    return reweighting(assessments_of(places), profile.weights, loaders.rubric(), rng=rng, by=by)


def _title(places: list[Place], base: Profile, before: Reweighting, after: Reweighting) -> None:
    names = {place.standing.startup.slug: literal(shown_name(place.standing.startup)) for place in places}
    first, leader = after.order[0], names[after.order[0]]
    profile = literal(base.label(language()))
    if len(places) == 1:
        page_title(text("decide.weights.title.only", name=leader), text("decide.weights.lead"))
        return
    edited = any(after.startups[slug].expectation.mean != before.startups[slug].expectation.mean for slug in names)
    edited = edited or any(after.startups[slug].risk.mean != before.startups[slug].risk.mean for slug in names)
    if not edited:
        kind = "base"
    elif first != before.order[0]:
        kind = "leads"
    else:
        kind = "same" if after.order == before.order else "order"
    aside = text("decide.weights.agreement", tau=signed(order_agreement(before.order, after.order), 2), profile=profile)
    title = text(f"decide.weights.title.{kind}", name=leader, profile=profile, share=share(after.startups[first].first))
    page_title(title, text("decide.weights.lead"), aside if edited else "")


def _show_effect(places: list[Place], before: Reweighting, after: Reweighting) -> None:
    section(text("overview.quadrant.title"), text("decide.weights.chart_note"))
    words = QuadrantWords(text("overview.quadrant.expectation"), text("overview.quadrant.risk"))
    invest = loaders.rubric().scoring.verdict_lines.invest
    points = [_point(place, before, after, with_ellipse=index < _MOST_ELLIPSES) for index, place in enumerate(places)]
    figure = quadrant(points, words, palette(), line=(invest.expectation_at_least, invest.risk_at_most))
    show_figure(figure, key="weights_quadrant", description=text("overview.quadrant.alt", count=len(places)))
    show([ranking_view(places, before, after, loaders.rubric())], key="weights_ranking")


def _point(place: Place, before: Reweighting, after: Reweighting, *, with_ellipse: bool) -> QuadrantPoint:
    slug, name = place.standing.startup.slug, plot_text(shown_name(place.standing.startup))
    was, now = before.startups[slug], after.startups[slug]
    moved = abs(was.expectation.mean - now.expectation.mean) + abs(was.risk.mean - now.risk.mean) > 0.05
    lines = [f"<b>{name}</b>"]
    for axis in ("expectation", "risk"):
        value, earlier = getattr(now, axis).mean, getattr(was, axis).mean
        lines.append(f"{text(f'axis.{axis}')} {value:.0f} ({signed(value - earlier)})")
    return QuadrantPoint(
        name=plot_text(short_name(shown_name(place.standing.startup), 8 if language() == "zh" else 14)),
        hover="<br>".join(lines),
        expectation=now.expectation.mean,
        risk=now.risk.mean,
        contour=after.ellipses[slug] if with_ellipse else ([], []),
        is_gated=bool(place.open_gates),
        trail=[(was.risk.mean, was.expectation.mean)] if moved else [],
    )

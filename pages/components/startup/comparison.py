"""Any two startups, and how sure it is which stands before the other."""

from __future__ import annotations

import streamlit as st

from analysis.portfolio.places import Place
from analysis.ranking.ranks import RankedBy
from analysis.ranking.reweighting import probability_ahead
from data.records import Points
from pages.components import loaders
from pages.components.choosing import choose_startup
from pages.components.contenders import weighing
from pages.components.format import score_with_interval, share
from pages.components.language import language, text
from pages.components.listing import places_of
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.navigation import open_comparison


def show_comparison(place: Place) -> None:
    """A menu that sets this startup beside another."""
    with st.popover(text("startup.compare.label")):
        slug = choose_startup(
            text("startup.compare.with"), key=f"compare_{place.slug}", nobody=text("startup.compare.nobody")
        )
        other = next(iter(places_of([slug])), None) if slug and slug != place.slug else None
        if other is None:
            return
        st.markdown(comparison(place, other))
        if st.button(text("startup.compare.open"), key=f"open_comparison_{place.slug}"):
            open_comparison(place.slug, other.slug)


def comparison(place: Place, other: Place) -> str:
    """On either axis both scores with intervals and the probability that the first stands better, as Markdown."""
    axes: tuple[tuple[RankedBy, Points, Points], ...] = (
        ("expectation", place.expectation, other.expectation),
        ("risk", place.risk, other.risk),
    )
    return "\n\n".join(_axis(place, other, axis, ours, theirs) for axis, ours, theirs in axes)


def _axis(place: Place, other: Place, axis: RankedBy, ours: Points, theirs: Points) -> str:
    code = language()
    everybody = weighing(loaders.rubric().profile(loaders.profile_in_use()).weights, axis)
    ahead = None if everybody is None else probability_ahead(everybody, place.key, other.key)
    return text(
        f"startup.compare.{axis}",
        name=literal(shown_name(other.startup)),
        ours=score_with_interval(ours.mean, ours.low, ours.high, code),
        theirs=score_with_interval(theirs.mean, theirs.low, theirs.high, code),
        share=text("fact.unknown") if ahead is None else share(ahead),
    )

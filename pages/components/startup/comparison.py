"""Any two startups, and how sure it is which stands before the other."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.portfolio.places import Place
from analysis.ranking.ranks import RankedBy, probability_better
from data.records import Points
from pages.components.format import score_with_interval, share
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.navigation import open_comparison


def show_comparison(place: Place, places: Sequence[Place]) -> None:
    """A menu that sets this startup beside another."""
    others = {other.standing.startup.slug: other for other in places if other is not place}
    if not others:
        return
    with st.popover(text("startup.compare.label")):
        slug = st.selectbox(
            text("startup.compare.with"),
            list(others),
            format_func=lambda key: shown_name(others[key].standing.startup),
            key=f"compare_{place.standing.startup.slug}",
        )
        st.markdown(comparison(place, others[slug]))
        if st.button(text("startup.compare.open"), key=f"open_comparison_{place.standing.startup.slug}"):
            open_comparison(place.standing.startup.slug, str(slug))


def comparison(place: Place, other: Place) -> str:
    """On either axis both scores with intervals and the probability that the first stands better, as Markdown."""
    code, name = language(), literal(shown_name(other.standing.startup))
    ours, theirs = place.assessment, other.assessment
    axes: tuple[tuple[RankedBy, Points, Points], ...] = (
        ("expectation", ours.expectation, theirs.expectation),
        ("risk", ours.risk, theirs.risk),
    )
    return "\n\n".join(
        text(
            f"startup.compare.{axis}",
            name=name,
            ours=score_with_interval(mine.mean, mine.low, mine.high, code),
            theirs=score_with_interval(its.mean, its.low, its.high, code),
            share=share(probability_better(ours, theirs, by=axis)),
        )
        for axis, mine, its in axes
    )

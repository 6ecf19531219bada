"""Choosing startups for a view, kept in the address so that the view can be passed on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.portfolio.places import Place
from pages.components.language import text
from pages.components.names import shown_name

_NAMED = "with"
FEWEST, MOST = 2, 5


def names_of(places: Sequence[Place]) -> dict[str, str]:
    """What each startup is called, by slug, in the order of the ranking."""
    return {place.standing.startup.slug: shown_name(place.standing.startup) for place in places}


def chosen_places(places: Sequence[Place]) -> list[Place]:
    """Two to five startups: those the address names, else the first of the ranking; in the order of the ranking."""
    names = names_of(places)
    named = [slug for slug in st.query_params.get_all(_NAMED) if slug in names][:MOST]
    first = named if len(named) >= FEWEST else [*named, *(slug for slug in names if slug not in named)][:FEWEST]
    key = f"compare_{'_'.join(first)}"
    chosen = st.multiselect(
        text("decide.compare.choose"),
        list(names),
        default=first,
        max_selections=MOST,
        format_func=lambda slug: names[slug],
        key=key,
        on_change=_take,
        args=(key,),
    )
    return [place for place in places if place.standing.startup.slug in chosen]


def chosen_place(places: Sequence[Place]) -> Place:
    """One startup: the first that the address names, else the first of the ranking."""
    names = names_of(places)
    named = [slug for slug in st.query_params.get_all(_NAMED) if slug in names]
    first = named[0] if named else next(iter(names))
    key = f"one_of_{first}"
    slug = st.selectbox(
        text("startup.choose"),
        list(names),
        index=list(names).index(first),
        format_func=lambda each: names[each],
        key=key,
        on_change=_take,
        args=(key,),
    )
    return next(place for place in places if place.standing.startup.slug == slug)


def _take(key: str) -> None:
    chosen = st.session_state[key]
    st.query_params[_NAMED] = [chosen] if isinstance(chosen, str) else list(chosen)

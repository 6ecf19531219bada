"""Choosing startups for a view, kept in the address so that the view can be passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from analysis.portfolio.standing import Standing
from analysis.scoring.assessment import Assessment
from data.records import Startup
from data.repository import MOST_LETTERS
from pages.components import loaders
from pages.components.choosing import FEW, MOST, choose_startup
from pages.components.language import text
from pages.components.listing import listed
from pages.components.markdown import muted
from pages.components.names import shown_name

_NAMED = "with"


class Judged(NamedTuple):
    """A startup judged in full from the session's viewpoint."""

    startup: Startup
    standing: Standing
    assessment: Assessment

    @property
    def slug(self) -> str:
        """Of the startup."""
        return self.startup.slug


def judged_of(slugs: Sequence[str]) -> list[Judged]:
    """The startups of these slugs, judged now where that has not been done; those without evidence are left out."""
    found = [standing for slug in slugs if (standing := loaders.standing_of(slug)) is not None]
    return [Judged(each.startup, each, each.assessment) for each in found if each.assessment is not None]


def names_of(judged: Sequence[Judged]) -> dict[str, str]:
    """What each startup is called, by slug, in their order."""
    return {each.slug: shown_name(each.startup) for each in judged}


def choose_startups(label: str, *, key: str, fewest: int, most: int, first: int) -> list[str]:
    """Slugs of several startups: those the address names, else the first of the ranking; in the order chosen.

    Among many a field above the box looks names up, and the box offers what was found beside what is chosen.

    Args:
        label: Of the box.
        key: Of the box.
        fewest: Where the address names fewer, the first of the ranking fill up.
        most: How many may be chosen.
        first: How many of the ranking are chosen at first.
    """
    start = _start(fewest, most, first)
    names = _offered(start, key)
    box = f"{key}_{'_'.join(start)}"
    return st.multiselect(
        label,
        list(names),
        default=start,
        max_selections=most,
        format_func=lambda slug: names[slug],
        key=box,
        on_change=_take,
        args=(box,),
    )


def _start(fewest: int, most: int, first: int) -> list[str]:
    named = list(dict.fromkeys(st.query_params.get_all(_NAMED)))[:most]
    known = loaders.startups_in_use(named)
    start = [slug for slug in named if slug in known]
    if len(start) >= fewest and start:
        return start
    ranked = [place.slug for place in listed(limit=max(first, fewest)).places]
    return [*start, *(slug for slug in ranked if slug not in start)][: max(first, fewest)]


def _offered(start: Sequence[str], key: str) -> dict[str, str]:
    """Names by slug: all startups where they are few, else what is chosen and what was looked up."""
    chosen = loaders.startups_in_use([*start, *st.session_state.get(f"{key}_{'_'.join(start)}", ())])
    if loaders.startup_count(FEW + 1) <= FEW:
        return _named(chosen) | _named({each.slug: each for each in loaders.startups_named("", FEW)})
    words = st.text_input(
        text("choose.startup.find"), key=f"{key}_words", max_chars=MOST_LETTERS, label_visibility="collapsed",
        placeholder=text("choose.startup.find"),
    )  # fmt: skip
    found = loaders.startups_named(words or "", MOST)
    if len(found) == MOST:
        st.markdown(muted(text("choose.first", count=MOST)))
    return _named(chosen) | _named({each.slug: each for each in found})


def _named(startups: Mapping[str, Startup]) -> dict[str, str]:
    return {slug: shown_name(each) for slug, each in startups.items()}


def choose_one(key: str) -> str | None:
    """The slug of one startup: the first that the address names, else the first of the ranking."""
    named = st.query_params.get_all(_NAMED)[:1]
    first = list(loaders.startups_in_use(named)) or [place.slug for place in listed(limit=1).places]
    asked = first[0] if first else None
    return choose_startup(text("startup.choose"), key=key, asked=asked, on_change=_take_one)


def _take(key: str) -> None:
    st.query_params[_NAMED] = list(st.session_state[key])


def _take_one(slug: str | None) -> None:
    if slug:
        st.query_params[_NAMED] = [slug]

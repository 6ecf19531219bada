"""Second opinions on the startups judged, kept until evidence, profile or day change."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.diligence.examination import DEFAULT_SEED
from analysis.portfolio.places import Place
from analysis.ranking.second_opinions import SecondOpinions, second_opinions
from analysis.scoring.assessment import Assessment
from pages.components import loaders
from pages.components.loaders import StateKey
from pages.components.viewpoint import chosen_day

MOST = 12
"""Startups of which every weighting is tried; more take longer than a reader waits."""


def assessments_of(places: Sequence[Place]) -> dict[str, Assessment]:
    """The judgements by slug, in the order of the rows."""
    return {place.standing.startup.slug: place.assessment for place in places}


def opinions_on(places: Sequence[Place]) -> SecondOpinions | None:
    """Second opinions on the first of these startups; None while there are fewer than two."""
    if len(places) < 2:
        return None
    slugs = tuple(place.standing.startup.slug for place in places[:MOST])
    return _opinions(loaders.state_key(), loaders.profile_in_use(), str(chosen_day()), slugs, _places=places[:MOST])


@st.cache_resource(ttl=3600, max_entries=16, show_spinner=False)
def _opinions(
    key: StateKey,  # noqa: ARG001 - part of the cache key
    profile: str,  # noqa: ARG001 - part of the cache key
    day: str,  # noqa: ARG001 - part of the cache key
    slugs: tuple[str, ...],  # noqa: ARG001 - part of the cache key
    *,
    _places: Sequence[Place],
) -> SecondOpinions:
    return second_opinions(assessments_of(_places), loaders.rubric(), seed=DEFAULT_SEED)

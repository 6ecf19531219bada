"""Second opinions on the first startups of the ranking, or on those compared, kept until they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis.diligence.examination import DEFAULT_SEED
from analysis.ranking.packed_moments import CategoryBelief
from analysis.ranking.reweighting import Weighing
from analysis.ranking.second_opinions import SecondOpinions, second_opinions
from analysis.scoring.axes import CategoryMoments
from pages.components import loaders

MOST = 12
"""Startups of which every weighting is tried; more take longer than a reader waits."""


def opinions_on(moments: Mapping[str, CategoryMoments]) -> SecondOpinions | None:
    """Second opinions on these startups; None while there are fewer than two."""
    return _kept({slug: CategoryBelief(each.mean, each.covariance) for slug, each in moments.items()})


def opinions_on_first(found: Weighing, slugs: Sequence[str]) -> SecondOpinions | None:
    """Second opinions on the first startups of a weighing, whose slugs these are."""
    rows = found.order[: min(MOST, len(slugs))].tolist()
    beliefs = (found.contenders.moments.belief(row) for row in rows)
    return _kept(dict(zip(slugs, beliefs, strict=False)))


def _kept(beliefs: dict[str, CategoryBelief]) -> SecondOpinions | None:
    if len(beliefs) < 2:
        return None
    content = tuple((slug, each.mean.tobytes(), each.covariance.tobytes()) for slug, each in beliefs.items())
    return _opinions(content, loaders.profile_in_use(), loaders.rubric().content_hash, _beliefs=beliefs)


@st.cache_resource(ttl=3600, max_entries=16, show_spinner=False)
def _opinions(
    content: object,  # noqa: ARG001 - part of the cache key
    profile: str,
    rubric_hash: str,  # noqa: ARG001 - part of the cache key
    *,
    _beliefs: Mapping[str, CategoryBelief],
) -> SecondOpinions:
    rubric = loaders.rubric()
    return second_opinions(_beliefs, rubric.profile(profile), rubric, seed=DEFAULT_SEED)

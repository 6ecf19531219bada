"""What a judgement hangs on, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from analysis.diligence.examination import DEFAULT_SEED
from analysis.questions.change_of_mind import ChangeOfMind, change_of_mind
from analysis.ranking.sensitivity import (
    SampledShare,
    Swing,
    VarianceShare,
    sampled_variance_shares,
    tornado,
    variance_shares,
)
from analysis.scoring.assessment import generator_for
from analysis.scoring.rules import Finding
from analysis.scoring.settings import AxisCode
from data.repository import StartupMark
from pages.components import loaders
from pages.components.decide.choosing import Judged, choose_one, judged_of
from pages.components.decide.opinions import MOST, opinions_on_first
from pages.components.decide.sensitivity_tables import criteria_view, rules_view, swaps_view, tornado_view
from pages.components.format import share
from pages.components.frame import empty_state, page_title, section
from pages.components.language import language, text
from pages.components.listing import everybody, is_past, listed
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.rows import show
from pages.components.viewpoint import chosen_day

_AXES: tuple[AxisCode, ...] = ("expectation", "risk")
_SAMPLES = 2_048
_FELT = 0.005
"""Change of a chance below which nothing is felt: it rounds to no percent."""


class Sensitivity(NamedTuple):
    """Swings, shares of the variance in closed form and by sampling, and what would change the verdict."""

    swings: tuple[Swing, ...]
    closed: tuple[VarianceShare, ...]
    sampled: tuple[SampledShare, ...]
    mind: ChangeOfMind


def show_sensitivity() -> None:
    """The view."""
    heading = st.container()
    left, right = st.columns([2.4, 1], vertical_alignment="bottom", gap="medium")
    with left:
        slug = choose_one("sensitivity_startup")
    with right:
        code = st.segmented_control(
            text("decide.sensitivity.axis"),
            _AXES,
            default="expectation",
            required=True,
            format_func=lambda name: text(f"axis.{name}"),
            key=f"sensitivity_axis_{language()}",
        )
    judged = judged_of([slug]) if slug else []
    if slug is None or not judged:
        empty_state(text("startup.not_assessed"))
        return
    place = judged[0]
    key = (loaders.mark_of(slug), loaders.profile_in_use(), str(chosen_day()), slug, code)
    found = _sensitivity(*key, _place=place)
    with heading:
        _title(place, found, code)
    section(text("decide.sensitivity.tornado"), text("decide.sensitivity.tornado_note", samples=f"{_SAMPLES:,}"))
    show([tornado_view(place.assessment, code, found.swings, found.closed, found.sampled)], key="tornado")
    _show_mind(found.mind, place.assessment.findings)
    _show_swaps()


def _title(place: Judged, found: Sensitivity, code: AxisCode) -> None:
    labels = {entry.key: entry.label(language()) for entry in loaders.rubric().criteria}
    name = literal(shown_name(place.startup))
    first = max(found.closed, key=lambda each: each.joint)
    page_title(
        text("decide.sensitivity.title", name=name, criterion=literal(labels[first.key]), axis=text(f"axis.{code}")),
        text("decide.sensitivity.lead", share=share(first.joint), axis=text(f"axis.{code}")),
    )


def _show_mind(mind: ChangeOfMind, findings: Sequence[Finding]) -> None:
    verdicts = loaders.rubric().scoring.verdict_names(language())
    section(
        text("decide.mind.title"),
        text("decide.mind.note", verdict=verdicts[mind.verdict], chance=share(mind.chance)),
    )
    left, right = st.columns([1, 1.4], gap="large")
    with left:
        if mind.rules:
            show([rules_view(mind, loaders.rubric(), findings)], key="mind_rules")
        else:
            empty_state(text("decide.mind.no_rule"))
        if mind.all_resolved != mind.verdict:
            st.markdown(text("decide.mind.all_resolved", verdict=verdicts[mind.all_resolved]))
    with right:
        if mind.criteria and mind.criteria[0].reach >= _FELT:
            show([criteria_view(mind, loaders.rubric())], key="mind_criteria")
        else:
            empty_state(text("decide.mind.no_criterion"))


def _show_swaps() -> None:
    section(text("decide.swaps.title"), text("decide.swaps.note"))
    found, names = everybody(), {place.slug: shown_name(place.startup) for place in listed(limit=MOST).places}
    opinions = None if found is None or is_past() else opinions_on_first(found, list(names))
    if opinions is None:
        empty_state(text("decide.swaps.none"))
        return
    show([swaps_view(opinions, names, loaders.rubric())], key="swaps")


@st.cache_resource(ttl=3600, max_entries=32, show_spinner=False)
def _sensitivity(
    mark: StartupMark | None,  # noqa: ARG001 - part of the cache key
    profile: str,  # noqa: ARG001 - part of the cache key
    day: str,  # noqa: ARG001 - part of the cache key
    slug: str,
    code: AxisCode,
    *,
    _place: Judged,
) -> Sensitivity:
    assessment, rubric = _place.assessment, loaders.rubric()
    return Sensitivity(
        tornado(assessment, code),
        variance_shares(assessment, code, rubric.scoring.dependence),
        sampled_variance_shares(assessment, code, rng=np.random.default_rng(DEFAULT_SEED), samples=_SAMPLES),
        change_of_mind(assessment, rubric, rng=generator_for(slug, DEFAULT_SEED)),
    )

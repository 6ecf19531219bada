"""One startup: what may be expected, what must be feared, and what each number rests on."""

from __future__ import annotations

import streamlit as st

from analysis.portfolio.places import Place
from analysis.portfolio.standing import Standing
from pages.components import loaders
from pages.components.catch_up import waiting
from pages.components.choosing import choose_startup
from pages.components.economics.contradictions import show_contradictions
from pages.components.frame import empty_state, page_head, page_title
from pages.components.guard import page_guard
from pages.components.language import text
from pages.components.listing import everybody, is_past, listed, places_of
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.startup.archive import show_archived, show_archiving
from pages.components.startup.change import show_change
from pages.components.startup.claims import show_claims
from pages.components.startup.comparison import show_comparison
from pages.components.startup.credibility import show_credibility
from pages.components.startup.export import show_export
from pages.components.startup.findings import show_findings
from pages.components.startup.head import show_figures, show_title
from pages.components.startup.makeup import show_makeup
from pages.components.startup.pipeline import show_pipeline_of
from pages.components.startup.questions import show_questions
from pages.components.startup.records import show_history, show_models
from pages.components.startup.stages import show_facts, show_pipeline
from pages.components.startup.transparency import show_transparency
from pages.components.startup.verdict_words import show_verdict_words
from pages.components.startup.waterfall import show_waterfall
from pages.components.viewpoint_control import show_past_notice, show_viewpoint

_CHOSEN = "startup_chosen"


def main() -> None:
    """The whole screen."""
    page_guard()
    asked = st.query_params.get("id")
    if asked is not None and (archived := loaders.archived(slug=asked)):
        show_archived(archived[0])
        return
    if not is_past():
        waiting()
    chosen = _chosen(asked)
    if chosen is None:
        page_head(text("navigation.startup"))
        page_title(text("overview.title.none"))
        empty_state(text("overview.empty"))
        st.page_link("pages/upload.py", label=text("overview.go_upload"))
        return
    page_head(text("navigation.overview"), shown_name(chosen.startup), fictional=chosen.startup.fictional)
    place = next(iter(places_of([chosen.startup.slug])), None) if chosen.assessment else None
    _head(chosen, place)
    show_past_notice()
    _body(chosen, place)


def _chosen(asked: str | None) -> Standing | None:
    """The startup named in the address, else the one seen last, else the first of the ranking, else any."""
    if asked is not None:
        if (found := loaders.standing_of(asked)) is not None:
            st.session_state[_CHOSEN] = asked
            return found
        st.warning(text("startup.unknown", slug=literal(asked)))
    seen = st.session_state.get(_CHOSEN)
    if seen is not None and not loaders.archived(slug=seen) and (found := loaders.standing_of(seen)) is not None:
        return found
    first = [place.slug for place in listed(limit=1).places] or [each.slug for each in loaders.startups_named("", 1)]
    if not first:
        return None
    st.session_state[_CHOSEN] = first[0]
    return loaders.standing_of(first[0])


def _head(chosen: Standing, place: Place | None) -> None:
    slug = chosen.startup.slug
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        show_title(chosen, loaders.registry(), loaders.rubric())
    with right:
        choose_startup(
            text("startup.choose"), key="startup", asked=slug, label_visibility="collapsed", on_change=_go_to
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            if place is not None and not is_past():
                show_comparison(place)
            show_export(slug)
            show_archiving(chosen.startup)
            show_viewpoint()


def _go_to(slug: str | None) -> None:
    if slug:
        st.query_params["id"] = slug


def _body(chosen: Standing, place: Place | None) -> None:
    assessment = chosen.assessment
    if assessment is None:
        empty_state(text("startup.not_assessed"))
    else:
        show_figures(assessment, place, everybody())
        show_verdict_words(assessment, loaders.rubric())
    show_pipeline(chosen, loaders.registry(), loaders.rubric())
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        show_claims(chosen)
    with right:
        show_findings(chosen)
        if chosen.examination.contradictions:
            show_contradictions(chosen.examination.contradictions, text("startup.contradictions"), key="startup")
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        show_facts(chosen, loaders.registry())
    with right:
        show_questions(chosen)
    if assessment is not None:
        show_waterfall(chosen)
        show_credibility(chosen)
        show_makeup(assessment, loaders.rubric())
        show_transparency(chosen)
    show_models(chosen)
    show_pipeline_of(chosen.startup.slug)
    show_change(chosen)
    show_history(chosen, loaders.registry())


if __name__ == "__main__":
    main()

"""One startup: what may be expected, what must be feared, and what each number rests on."""

from __future__ import annotations

import streamlit as st

from analysis.portfolio.places import ranking
from analysis.portfolio.standing import Standing
from pages.components import loaders
from pages.components.economics.contradictions import show_contradictions
from pages.components.frame import empty_state, page_head, page_title
from pages.components.guard import page_guard
from pages.components.language import text
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
    standings = loaders.standings()
    chosen = _chosen(standings)
    if chosen is None:
        page_head(text("navigation.startup"))
        page_title(text("overview.title.none"))
        empty_state(text("overview.empty"))
        st.page_link("pages/upload.py", label=text("overview.go_upload"))
        return
    page_head(text("navigation.overview"), shown_name(chosen.startup), fictional=chosen.startup.fictional)
    _head(chosen, standings)
    show_past_notice()
    _body(chosen, standings)


def _chosen(standings: list[Standing]) -> Standing | None:
    """The startup named in the address, else the one seen last, else the first of the ranking."""
    by_slug = {entry.startup.slug: entry for entry in standings}
    asked = st.query_params.get("id")
    if asked is not None and asked not in by_slug and by_slug:
        st.warning(text("startup.unknown", slug=literal(asked)))
    ranked = [place.standing.startup.slug for place in ranking(standings)]
    for slug in (asked, st.session_state.get(_CHOSEN), *ranked, *by_slug):
        if slug in by_slug:
            st.session_state[_CHOSEN] = slug
            return by_slug[str(slug)]
    return None


def _head(chosen: Standing, standings: list[Standing]) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        show_title(chosen, loaders.registry(), loaders.rubric())
    with right:
        names = {entry.startup.slug: shown_name(entry.startup) for entry in standings}
        st.selectbox(
            text("startup.choose"),
            list(names),
            index=list(names).index(chosen.startup.slug),
            format_func=lambda slug: names[slug],
            key=f"choose_{chosen.startup.slug}",
            on_change=_go_to_choice,
            args=(f"choose_{chosen.startup.slug}",),
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, horizontal_alignment="right"):
            places = ranking(standings)
            place = next((place for place in places if place.standing is chosen), None)
            if place is not None:
                show_comparison(place, places)
            show_export(chosen.startup.slug)
            show_archiving(chosen.startup)
            show_viewpoint()


def _go_to_choice(key: str) -> None:
    st.query_params["id"] = st.session_state[key]


def _body(chosen: Standing, standings: list[Standing]) -> None:
    places = ranking(standings)
    place = next((place for place in places if place.standing is chosen), None)
    if place is None:
        empty_state(text("startup.not_assessed"))
    else:
        show_figures(place, places)
        show_verdict_words(place.assessment, loaders.rubric())
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
    if place is not None:
        show_waterfall(chosen)
        show_credibility(chosen)
        show_makeup(place.assessment, loaders.rubric())
    if place is not None:
        show_transparency(chosen)
    show_models(chosen)
    show_pipeline_of(chosen.startup.slug)
    show_change(chosen)
    show_history(chosen, loaders.registry())


if __name__ == "__main__":
    main()

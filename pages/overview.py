"""Who is ahead, and how sure is that: the portfolio on two axes."""

from __future__ import annotations

import streamlit as st

from analysis.portfolio.places import Place, clears_line, conclusion, ranking
from analysis.scoring.rubric import Rubric
from data.records import RunState
from pages.components import loaders
from pages.components.charts.quadrant import QuadrantWords, quadrant
from pages.components.format import day, in_words, join_names
from pages.components.frame import empty_state, page_head, page_title, section
from pages.components.guard import page_guard
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.navigation import open_startup
from pages.components.overview.archived import show_archived_list
from pages.components.overview.finding import show_found, show_search_field
from pages.components.overview.views import changes_view, gates_view, quadrant_points, ranking_view
from pages.components.plots import show_figure
from pages.components.rows import show
from pages.components.theme import palette
from pages.components.viewpoint_control import show_past_notice, show_viewpoint

_LONGEST_TRAIL = 12
UNDER_WAY = (RunState.QUEUED, RunState.RUNNING, RunState.RETRYING)


def main() -> None:
    """The whole screen."""
    page_guard()
    standings = loaders.standings()
    places = ranking(standings)
    page_head(text("navigation.overview"), fictional=any(entry.startup.fictional for entry in standings))
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        page_title(
            _title(places),
            *_lead(places, loaders.rubric()),
        )
    with right:
        show_search_field()
        with st.container(horizontal=True, horizontal_alignment="right"):
            show_viewpoint()
    show_past_notice()
    _runs_under_way()
    show_found()
    if not places:
        empty_state(text("overview.empty"))
        st.page_link("pages/upload.py", label=text("overview.go_upload"))
        show_archived_list()
        return
    pressed = _upper_half(places, loaders.rubric())
    section(text("overview.ranking.title"), text("overview.ranking.note"))
    pressed = show(ranking_view(places, loaders.registry(), loaders.rubric()), key="ranking") or pressed
    show_archived_list()
    if pressed:
        open_startup(pressed)


def _title(places: list[Place]) -> str:
    found = conclusion(places)
    name = literal(shown_name(found.leader)) if found.leader else ""
    return text(f"overview.title.{found.kind}", count=in_words(found.count, language(), capital=True), name=name)


def _lead(places: list[Place], rubric: Rubric) -> tuple[str, str]:
    if not places:
        return "", ""
    lines = rubric.scoring.verdict_lines
    clear = [literal(shown_name(place.standing.startup)) for place in places if clears_line(place.assessment, lines)]
    gated = sum(bool(place.open_gates) for place in places)
    number = in_words(len(places), language(), capital=True)
    when = day(places[0].assessment.as_of, language())
    first = text("overview.lead.assessed" if len(places) > 1 else "overview.lead.assessed_one", count=number, day=when)
    clearing = (
        text(f"overview.lead.clear_{'one' if len(clear) == 1 else 'many'}", names=join_names(clear, language()))
        if clear
        else text("overview.lead.clear_none")
    )
    held = (
        text(f"overview.lead.gated_{min(gated, 2)}", count=in_words(gated, language(), capital=True)) if gated else ""
    )
    return first, " ".join(part for part in (clearing, held) if part)


def _upper_half(places: list[Place], rubric: Rubric) -> str | None:
    left, right = st.columns([1.75, 1], gap="medium")
    invest = rubric.scoring.verdict_lines.invest
    line = (invest.expectation_at_least, invest.risk_at_most)
    with left:
        section(
            text("overview.quadrant.title"),
            text("overview.quadrant.note", expectation=f"{line[0]:.0f}", risk=f"{line[1]:.0f}"),
        )
        words = QuadrantWords(text("overview.quadrant.expectation"), text("overview.quadrant.risk"))
        figure = quadrant(quadrant_points(places, _trails(places)), words, palette(), line=line)
        show_figure(figure, key="quadrant", description=text("overview.quadrant.alt", count=len(places)))
    with right:
        section(text("overview.changes.title"), text("overview.changes.note"))
        pressed = show([changes_view(places)], key="changes")
        section(text("overview.gates.title"))
        held = gates_view(places)
        if held is None:
            empty_state(text("overview.gates.none"))
        else:
            pressed = show([held], key="gates") or pressed
    return pressed


def _trails(places: list[Place]) -> dict[str, list[tuple[float, float]]]:
    """Where each startup stood in the judgements kept, as far as they were made with the rubric and profile shown."""
    if not places or places[0].assessment.profile != loaders.rubric().default_profile:
        return {}
    found = {}
    for place in places:
        kept = loaders.snapshots(place.standing.startup.slug)
        stood = [each for each in kept if each.rubric_hash == place.assessment.rubric_hash]
        found[place.standing.startup.slug] = [
            (each.judgement.risk.mean, each.judgement.expectation.mean) for each in stood[-_LONGEST_TRAIL:]
        ]
    return found


@st.fragment(run_every="2s")
def _runs_under_way() -> None:
    """One line while measurements are going on; the page is drawn anew when one has ended."""
    going = len(loaders.recent_runs(states=UNDER_WAY))
    ended = loaders.state_key().runs_ended
    before = st.session_state.get("runs_ended_seen", ended)
    st.session_state["runs_ended_seen"] = ended
    if going:
        key = "overview.measuring_first" if ended == 0 else "overview.measuring"
        st.markdown(f":gray[{text(key, going=going, ended=ended)}]")
    if ended != before:
        st.rerun()


if __name__ == "__main__":
    main()

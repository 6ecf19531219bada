"""Who is ahead, and how sure is that: the portfolio on two axes."""

from __future__ import annotations

import streamlit as st

from analysis.portfolio.places import Place, conclusion
from analysis.ranking.reweighting import Weighing
from data import repository
from data.records import RunState
from pages.components import loaders
from pages.components.catch_up import waiting
from pages.components.charts.quadrant import QuadrantWords, quadrant
from pages.components.format import count as in_digits
from pages.components.format import day, in_words, join_names
from pages.components.frame import empty_state, page_head, page_title, section
from pages.components.guard import page_guard
from pages.components.language import language, text
from pages.components.listing import (
    clearing_keys,
    everybody,
    is_own,
    is_past,
    listed,
    matching_count,
    most_moved,
    places_with,
)
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.navigation import open_startup
from pages.components.overview.archived import show_archived_list
from pages.components.overview.finding import show_found, show_search_field
from pages.components.overview.ranking import show_ranking
from pages.components.overview.views import LEAST_CHANGE, changes_view, gates_view, quadrant_points
from pages.components.overview.waiting import show_waiting
from pages.components.plots import show_figure
from pages.components.rows import show
from pages.components.theme import palette
from pages.components.viewpoint import chosen_day
from pages.components.viewpoint_control import show_past_notice, show_viewpoint

CHARTED = 25
# Startups drawn one by one; where there are more, the others show as how densely they lie.
_LONGEST_TRAIL = 12
_MOST_LISTED = 5
_MOST_NAMED = 3
UNDER_WAY = (RunState.QUEUED, RunState.RUNNING, RunState.RETRYING)


def main() -> None:
    """The whole screen."""
    page_guard()
    waits = {} if is_past() else waiting()
    first, found = listed(limit=CHARTED).places, everybody()
    page_head(text("navigation.overview"), fictional=any(place.startup.fictional for place in first))
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        page_title(_title(first, found), *_lead(first, found))
    with right:
        show_search_field()
        with st.container(horizontal=True, horizontal_alignment="right"):
            show_viewpoint()
    show_past_notice()
    show_waiting(waits)
    _runs_under_way()
    show_found()
    if found is None or not first:
        empty_state(text("overview.past_none" if is_past() else "overview.empty"))
        st.page_link("pages/upload.py", label=text("overview.go_upload"))
        show_archived_list()
        return
    pressed = _upper_half(first, found)
    pressed = show_ranking(len(found.contenders)) or pressed
    show_archived_list()
    if pressed:
        open_startup(pressed)


def _title(first: list[Place], found: Weighing | None) -> str:
    total = 0 if found is None else len(found.contenders)
    if total > CHARTED:
        count, _ = clearing_keys(_MOST_NAMED)
        name = literal(shown_name(first[0].startup))
        return text(
            "overview.title.many", count=in_digits(count, language()), total=in_digits(total, language()), name=name
        )
    said = conclusion(first, total)
    name = literal(shown_name(said.leader)) if said.leader else ""
    return text(f"overview.title.{said.kind}", count=in_words(said.count, language(), capital=True), name=name)


def _lead(first: list[Place], found: Weighing | None) -> tuple[str, str]:
    if found is None or not first:
        return "", ""
    total = len(found.contenders)
    when = day(max(place.standing.as_of for place in first), language())
    key = "overview.lead.assessed" if total > 1 else "overview.lead.assessed_one"
    assessed = text(key, count=in_words(total, language(), capital=True), day=when)
    return assessed, " ".join(part for part in (_clearing_said(), _held_said()) if part)


def _clearing_said() -> str:
    count, keys = clearing_keys(_MOST_NAMED)
    if not count:
        return text("overview.lead.clear_none")
    names = [literal(shown_name(place.startup)) for place in places_with(keys)]
    if count > len(names):
        others = in_digits(count - len(names), language())
        return text(
            "overview.lead.clear_others", names=("、" if language() == "zh" else ", ").join(names), count=others
        )
    return text(f"overview.lead.clear_{'one' if count == 1 else 'many'}", names=join_names(names, language()))


def _held_said() -> str:
    count = 0 if is_past() else matching_count(repository.with_open_gate())
    if not count:
        return ""
    return text(f"overview.lead.gated_{min(count, 2)}", count=in_words(count, language(), capital=True))


def _upper_half(first: list[Place], found: Weighing) -> str | None:
    if is_past():
        _quadrant(first, found)
        return None
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        _quadrant(first, found)
    with right:
        pressed = _changes()
        return _gates() or pressed


def _quadrant(first: list[Place], found: Weighing) -> None:
    invest = loaders.rubric().scoring.verdict_lines.invest
    line = (invest.expectation_at_least, invest.risk_at_most)
    total = len(found.contenders)
    note = text("overview.quadrant.note", expectation=f"{line[0]:.0f}", risk=f"{line[1]:.0f}")
    many = total > len(first)
    if many:
        note = f"{note} {text('overview.quadrant.crowd', count=len(first), total=in_digits(total, language()))}"
    section(text("overview.quadrant.title"), note)
    words = QuadrantWords(text("overview.quadrant.expectation"), text("overview.quadrant.risk"))
    crowd = found.moments.mean if many else None
    figure = quadrant(quadrant_points(first, _trails(first)), words, palette(), line=line, crowd=crowd)
    show_figure(figure, key="quadrant", description=text("overview.quadrant.alt", count=len(first)))


def _changes() -> str | None:
    section(text("overview.changes.title"), text("overview.changes.note"))
    places = most_moved(_MOST_LISTED)
    if len(places) == _MOST_LISTED and not any((place.standing.moved or 0.0) >= LEAST_CHANGE for place in places):
        empty_state(text("overview.changes.none"))
        return None
    return show([changes_view(places)], key="changes")


def _gates() -> str | None:
    section(text("overview.gates.title"))
    held = listed(where=repository.with_open_gate(), limit=_MOST_LISTED)
    if not held.places:
        empty_state(text("overview.gates.none"))
        return None
    return show([gates_view(held.places)], key="gates")


def _trails(places: list[Place]) -> dict[int, list[tuple[float, float]]]:
    """Where each startup stood in the judgements kept, as far as they were made with the rubric and profile shown."""
    if not places or not (is_own() or is_past()):
        return {}
    rubric = loaders.rubric()
    with loaders.reading() as session:
        kept = repository.judgements_of(
            session, [place.key for place in places], rubric.default_profile, rubric.content_hash
        )
    return {
        key: [
            (each.judgement.risk.mean, each.judgement.expectation.mean)
            for each in judged
            if each.created_at.date() <= chosen_day()
        ][-_LONGEST_TRAIL:]
        for key, judged in kept.items()
    }


@st.fragment(run_every="2s")
def _runs_under_way() -> None:
    """One line while measurements are going on; the page is drawn anew when one has ended or somebody was judged."""
    going = len(loaders.recent_runs(states=UNDER_WAY))
    ended, judged = loaders.state_key().runs_ended, loaders.last_judged()
    seen = (ended, judged)
    before = st.session_state.get("portfolio_seen", seen)
    st.session_state["portfolio_seen"] = seen
    if going:
        key = "overview.measuring_first" if ended == 0 else "overview.measuring"
        st.markdown(f":gray[{text(key, going=going, ended=ended)}]")
    if seen != before:
        st.rerun()


if __name__ == "__main__":
    main()

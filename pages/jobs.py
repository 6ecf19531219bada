"""What is being measured, what waits, what ended how, and what repeats."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from data.records import RunState, Startup
from pages.components import loaders
from pages.components.choosing import chosen_model, chosen_startup
from pages.components.format import in_words
from pages.components.frame import page_head, page_title, section
from pages.components.guard import page_guard
from pages.components.jobs.ended import ended_runs, listed, show_ended
from pages.components.jobs.live import UNDER_WAY, show_live
from pages.components.jobs.request import MODEL, show_request
from pages.components.jobs.schedules import STARTUP, show_schedules
from pages.components.language import language, text


def main() -> None:
    """The whole screen."""
    page_guard()
    going, ended, schedules = loaders.recent_runs(states=UNDER_WAY), ended_runs(), loaders.schedules()
    slugs = {run.startup_slug for run in (*going, *listed(ended))} | {each.startup_slug for each in schedules}
    known = loaders.startups_in_use(slugs)
    page_head(text("navigation.jobs"), fictional=_is_fictional(known.values()))
    running = sum(run.state is not RunState.QUEUED for run in going)
    page_title(_title(running, len(going) - running), text("jobs.lead"), text("jobs.lead_aside"))
    show_live()
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        section(text("jobs.request.title"), text("jobs.request.note"))
        show_request()
    with right:
        show_ended(ended)
    show_schedules(schedules, known)


def _is_fictional(shown: Iterable[Startup]) -> bool:
    """Whether any startup that the screen shows or is about to ask a run of is."""
    model, scheduled = chosen_model(MODEL), chosen_startup(STARTUP)
    asked = (None if model is None else model.startup, scheduled)
    return any(startup.fictional for startup in (*shown, *asked) if startup is not None)


def _title(running: int, waiting: int) -> str:
    if running == 0 and waiting == 0:
        return text("jobs.title_idle")
    code = language()
    if running == 0:
        return text("jobs.title_waiting", waiting=in_words(waiting, code, capital=code == "en"))
    shown = in_words(running, code, capital=code == "en")
    if waiting == 0:
        return text("jobs.title_running", running=shown)
    return text("jobs.title", running=shown, waiting=in_words(waiting, code))


if __name__ == "__main__":
    main()

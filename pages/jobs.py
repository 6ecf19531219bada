"""What is being measured, what waits, what ended how, and what repeats."""

from __future__ import annotations

import streamlit as st

from data.records import RunState
from pages.components import loaders
from pages.components.format import in_words
from pages.components.frame import page_head, page_title, section
from pages.components.guard import page_guard
from pages.components.jobs.ended import show_ended
from pages.components.jobs.live import UNDER_WAY, show_live
from pages.components.jobs.request import show_request
from pages.components.jobs.schedules import show_schedules
from pages.components.language import language, text


def main() -> None:
    """The whole screen."""
    page_guard()
    dossiers = loaders.dossiers()
    page_head(text("navigation.jobs"), fictional=any(dossier.startup.fictional for dossier in dossiers))
    going = loaders.recent_runs(states=UNDER_WAY)
    running = sum(run.state is not RunState.QUEUED for run in going)
    page_title(_title(running, len(going) - running), text("jobs.lead"), text("jobs.lead_aside"))
    show_live()
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        section(text("jobs.request.title"), text("jobs.request.note"))
        show_request(dossiers)
    with right:
        show_ended()
    show_schedules(dossiers)


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

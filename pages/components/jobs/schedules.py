"""Benchmarks that repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from data import repository
from data.catalogue import load_suites, suite_label
from data.cron import cron_problem, next_time
from data.records import AssayError, Schedule, Startup
from pages.components import loaders
from pages.components.choosing import choose_startup
from pages.components.format import moment
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.rows import Cell, Row, show, table, words

STARTUP = "schedule_startup"
"""Key of the box that says whose models."""
_OFTEN_USED = {"nightly": "0 2 * * *", "weekly": "0 2 * * 1", "monthly": "0 2 1 * *", "own": ""}


def show_schedules(schedules: Sequence[Schedule], known: Mapping[str, Startup]) -> None:
    """The list with the next time of each, and the form that adds one.

    Args:
        schedules: All there are.
        known: Their startups by slug, or more than those.
    """
    section(text("jobs.schedules.title"), text("jobs.schedules.note"))
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        _list(schedules, {slug: shown_name(startup) for slug, startup in known.items()})
    with right:
        if loaders.startup_count(1):
            _form()


def _list(schedules: Sequence[Schedule], names: Mapping[str, str]) -> None:
    if not schedules:
        empty_state(text("jobs.schedules.none"))
        return
    columns = [Cell([words(text(f"jobs.column.{name}"))]) for name in ("startup", "suite", "when", "next")] + [Cell()]
    rows = [_row(schedule, names) for schedule in schedules]
    pressed = show([table(columns, rows, label=text("jobs.schedules.title"))], key="schedules")
    if pressed:
        with loaders.session() as session:
            repository.remove_schedule(session, int(pressed), actor=loaders.ACTOR)
        st.rerun()


def _row(schedule: Schedule, names: Mapping[str, str]) -> Row:
    suite = suite_label(schedule.suite, language())
    upcoming = moment(next_time(schedule.cron, datetime.now(UTC)), language())
    cells = [
        Cell([words(names.get(schedule.startup_slug, schedule.startup_slug), "strong")]),
        Cell([words(suite)]),
        Cell([words(schedule.cron, "mute")], "tight"),
        Cell([words(upcoming if schedule.enabled else text("jobs.schedules.off"), "mute")]),
        Cell([words(text("jobs.schedules.remove"), "small", go=str(schedule.id))], "number"),
    ]
    return Row(cells, rule=True)


def _form() -> None:
    suites = {suite.name: suite for suite in load_suites()}
    # Outside the form, in which nothing that is typed counts before the end.
    slug = choose_startup(text("jobs.schedules.startup"), key=STARTUP)
    with st.form("schedule", border=False):
        suite = st.selectbox(
            text("jobs.column.suite"), list(suites), format_func=lambda name: suites[name].label(language())
        )
        often = st.selectbox(
            text("jobs.schedules.when"), list(_OFTEN_USED), format_func=lambda key: text(f"jobs.schedules.{key}")
        )
        own = st.text_input(text("jobs.schedules.cron"), placeholder="30 4 * * 1-5", max_chars=60)
        sent = st.form_submit_button(text("jobs.schedules.add"), disabled=slug is None)
    if sent and slug and suite and often:
        _add(slug, suite, own.strip() if often == "own" else _OFTEN_USED[often])


def _add(slug: str, suite: str, cron: str) -> None:
    problem = cron_problem(cron)
    if problem is not None:
        st.error(text(f"jobs.schedules.{problem}", cron=literal(cron)))
        return
    try:
        with loaders.session() as session:
            repository.add_schedule(session, slug, suite=suite, cron=cron, actor=loaders.ACTOR)
    except AssayError as refused:
        st.error(literal(str(refused)))
        return
    st.rerun()

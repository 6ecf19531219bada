"""Runs under way, read anew every two seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from data import repository
from data.catalogue import task_label
from data.records import NotFound, Refused, Run, RunState
from pages.components import loaders
from pages.components.format import duration, moment, plain_number, share
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.rows import LINE, Cell, Figure, Row, View, heads, progress, show, table, words
from pages.components.run_names import what_runs

UNDER_WAY = (RunState.RUNNING, RunState.RETRYING, RunState.QUEUED)
_FAILED = (RunState.FAILED, RunState.TIMED_OUT)
_WEEK = timedelta(days=7)
_SILENT = timedelta(seconds=90)


@st.fragment(run_every="2s")
def show_live() -> None:
    """Header figures, runs in progress and runs waiting; the whole screen follows when one has ended."""
    with loaders.session() as session:
        if not repository.worker_is_there(session):
            st.warning(text("jobs.no_worker"))
    recent = loaders.recent_runs()
    going = [run for run in recent if run.state in (RunState.RUNNING, RunState.RETRYING)]
    waiting = [run for run in reversed(recent) if run.state is RunState.QUEUED]
    show([heads(_figures(recent, going, waiting))], key="job_figures")
    section(text("jobs.running.title"), text("jobs.running.note") if going else "")
    pressed = show([_running_view(going)], key="running") if going else None
    if not going:
        empty_state(text("jobs.running.none"))
    section(text("jobs.waiting.title"))
    if waiting:
        pressed = show([_waiting_view(waiting)], key="waiting") or pressed
    else:
        empty_state(text("jobs.waiting.none"))
    if pressed and pressed.startswith("cancel:"):
        _cancel(int(pressed.removeprefix("cancel:")))
    _follow(recent)


def _figures(recent: Sequence[Run], going: Sequence[Run], waiting: Sequence[Run]) -> list[Figure]:
    since = datetime.now(UTC) - _WEEK
    ended = [run for run in recent if run.finished_at is not None and run.finished_at >= since]
    failed = sum(run.state in _FAILED for run in ended)
    speeds = [run.progress.tokens_per_second for run in going if run.progress.tokens_per_second]
    left = [run.progress.seconds_left for run in going if run.progress.seconds_left is not None]
    unknown = [words(text("fact.unknown"), "mute small")]
    tokens = [words(plain_number(sum(speeds))), words(text("jobs.figure.tokens_unit"), "small mute")]
    return [
        Figure(
            text("jobs.figure.running"),
            [words(str(len(going))), words(text("jobs.figure.waiting", count=len(waiting)), "small mute")],
        ),
        Figure(text("jobs.figure.tokens"), tokens if speeds else unknown),
        Figure(text("jobs.figure.left"), [words(duration(max(left), language()))] if left else unknown),
        Figure(
            text("jobs.figure.failed"),
            [words(str(failed)), words(text("jobs.figure.of", count=len(ended)), "small mute")],
        ),
    ]


def _running_view(runs: Sequence[Run]) -> View:
    columns = [
        Cell([words(text("jobs.column.model"))]),
        Cell([words(text("jobs.column.run"))], "wide"),
        Cell([words(text("jobs.column.progress"))]),
        Cell([], "number"),
        Cell([words(text("jobs.column.requests"))], "number wide"),
        Cell([words(text("jobs.column.left"))], "number"),
        Cell([words(text("jobs.column.device"))], "wide"),
        Cell(),
    ]
    return table(columns, [_running_row(run) for run in runs], label=text("jobs.running.title"))


def _running_row(run: Run) -> Row:
    seen = run.progress
    part = min(1.0, seen.done / seen.total) if seen.total else None
    doing = task_label(seen.task, language()) if seen.task else text(f"run.{run.state.value}")
    requests = f"{seen.done:,} / {seen.total:,}" if seen.total else text("jobs.counting")
    left = text("fact.unknown") if seen.seconds_left is None else duration(seen.seconds_left, language())
    silent = [LINE, words(text("jobs.silent"), "small attention")] if _is_silent(run) else []
    cells = [
        Cell([words(run.model.name, "strong"), LINE, words(f"{what_runs(run)} · {doing}", "mute small"), *silent]),
        Cell([words(str(run.id), "mute")], "wide"),
        Cell([progress(part, run.model.name)], "bar"),
        Cell([words("" if part is None else share(part), "strong")], "number"),
        Cell([words(requests)], "number wide"),
        Cell([words(left)], "number"),
        Cell([words(run.device or text("fact.unknown"), "mute")], "wide tight"),
        Cell([words(text("jobs.cancel"), "small", go=f"cancel:{run.id}")], "number"),
    ]
    return Row(cells, rule=True)


def _waiting_view(runs: Sequence[Run]) -> View:
    rows = [
        Row(
            [
                Cell([words(run.model.name, "strong"), LINE, words(what_runs(run), "mute small")]),
                Cell([words(str(run.id), "mute")], "wide"),
                Cell([words(text("jobs.since", at=moment(run.created_at, language())), "mute")]),
                Cell([words(text("jobs.cancel"), "small", go=f"cancel:{run.id}")], "number"),
            ],
            rule=True,
        )
        for run in runs
    ]
    return table([Cell(), Cell(), Cell(), Cell()], rows, label=text("jobs.waiting.title"))


def _is_silent(run: Run) -> bool:
    """Whether the worker has not been heard of for longer than it should take."""
    return run.heartbeat_at is not None and datetime.now(UTC) - run.heartbeat_at > _SILENT


def _cancel(run_id: int) -> None:
    try:
        with loaders.session() as session:
            repository.request_cancel(session, run_id, actor=loaders.ACTOR)
    except (NotFound, Refused) as refused:
        st.warning(literal(str(refused)))
        return
    st.toast(text("jobs.cancelled", id=run_id))


def _follow(recent: Sequence[Run]) -> None:
    """Draw the whole screen anew when a run began, ended or was asked for."""
    now = sorted((run.id, run.state.value) for run in recent)
    before = st.session_state.get("jobs_seen")
    st.session_state["jobs_seen"] = now
    if before is not None and before != now:
        st.rerun()

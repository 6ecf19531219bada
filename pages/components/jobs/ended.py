"""Runs that ended: scores, or the reason why there are none."""

from __future__ import annotations

import streamlit as st

from data.records import Run, RunState
from pages.components import loaders
from pages.components.format import accuracy, duration, moment
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.navigation import open_run
from pages.components.rows import LINE, Cell, Part, Row, show, table, words
from pages.components.run_names import what_runs
from pages.components.suites import task_label

_MOST = 12
_NORMAL_95 = 1.96


def show_ended() -> None:
    """The newest runs that ended; each opens its detail."""
    section(text("jobs.ended.title"), text("jobs.ended.note"))
    ended = loaders.recent_runs(states=tuple(state for state in RunState if state.is_final))
    if not ended:
        empty_state(text("jobs.ended.none"))
        return
    shown = ended if st.session_state.get("jobs_all_ended") else ended[:_MOST]
    columns = [Cell([words(text(f"jobs.column.{name}"))], style) for name, style in _COLUMNS]
    pressed = show([table(columns, [_row(run) for run in shown], label=text("jobs.ended.title"))], key="ended")
    if len(ended) > _MOST:
        st.checkbox(text("jobs.ended.all", count=len(ended)), key="jobs_all_ended")
    if pressed:
        open_run(int(pressed))


_COLUMNS = (("run", ""), ("model", ""), ("result", ""), ("ended", "wide"))


def _row(run: Run) -> Row:
    ended = moment(run.finished_at, language()) if run.finished_at else ""
    took = (
        duration((run.finished_at - run.started_at).total_seconds(), language())
        if run.finished_at and run.started_at
        else ""
    )
    cells = [
        Cell([words(str(run.id), go=str(run.id))]),
        Cell([words(run.model.name, "strong"), LINE, words(what_runs(run), "mute small")], "tight"),
        Cell(_result(run)),
        Cell([words(ended, "mute small"), LINE, words(took, "mute small")], "wide tight"),
    ]
    return Row(cells, rule=True)


def _result(run: Run) -> list[Part]:
    if run.state is not RunState.FINISHED:
        said = [words(text(f"run.{run.state.value}"), "attention strong")]
        return [*said, LINE, words(run.error, "small")] if run.error else said
    scored = [score for score in run.scores if score.metric == "acc"] or list(run.scores)
    if not scored:
        return [words(text("jobs.ended.no_scores"), "mute")]
    parts = [words(text("jobs.ended.scores", count=len(run.scores)))]
    best = max(scored, key=lambda score: score.n)
    spread = "" if best.standard_error is None else f" ±{100 * _NORMAL_95 * best.standard_error:.1f}"
    return [*parts, LINE, words(f"{task_label(best.task, language())} {accuracy(best.value)}{spread}", "mute small")]

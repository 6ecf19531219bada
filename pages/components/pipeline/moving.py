"""Moving a startup to another status, taking that back, and what is said where somebody else was quicker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import streamlit as st
from sqlalchemy.orm import Session

from data import repository
from data.records import (
    FIRST_STATUS,
    LAST_STATUS,
    PIPELINE_OUTCOMES,
    PIPELINE_STATUSES,
    AssayError,
    Overtaken,
    PipelineEntry,
)
from pages.components import loaders
from pages.components.format import day, moment
from pages.components.language import language
from pages.components.markdown import literal
from pages.components.pipeline.wording import days_between, outcome_name, said, status_name
from pages.components.viewpoint import today

T = TypeVar("T")
_NOTE_LETTERS = 1_000
_PROBLEM = "pipeline_problem"
_LAST = "pipeline_last_move"
_LEAVE = "pipeline_leave_dialog"


def attempt(write: Callable[[Session], T]) -> T | None:
    """What was written; None where it was refused, and `show_problem` says why."""
    try:
        with loaders.session() as session:
            return write(session)
    except Overtaken as late:
        say_problem(said("overtaken", author=literal(late.by), at=moment(late.at, language())))
    except AssayError as refused:
        say_problem(said("refused", reason=literal(str(refused))))
    return None


def say_problem(sentence: str) -> None:
    """Have a sentence, as Markdown, shown by the next drawing."""
    st.session_state[_PROBLEM] = sentence


def show_problem() -> None:
    """Why the last write was refused, once."""
    sentence = st.session_state.pop(_PROBLEM, None)
    if sentence:
        st.warning(sentence)


def show_last_move(slug: str | None = None) -> None:
    """The session's last move, of one startup or of any, with the button that takes it back."""
    name, before, after = st.session_state.get(_LAST, ("", "", None))
    if after is None or slug not in (None, after.slug):
        return
    done = said("move.done", name=literal(name), before=status_name(before), after=status_name(after.status))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(done, width="content")
        st.button(said("move.undo"), key="pipeline_undo", on_click=_undo, args=(name, after))


def open_moving(name: str, entry: PipelineEntry) -> None:
    """A dialog in which a press on a status moves the startup there."""
    st.session_state.pop(_LEAVE, None)
    st.dialog(said("move.title", name=literal(name)))(_dialog)(name, entry)


def show_moving(name: str, entry: PipelineEntry) -> None:
    """Day, note and outcome of a move, and a button for each status the startup is not in."""
    key = f"move_{entry.slug}_{entry.version}"
    st.markdown(
        said(
            "move.now",
            status=status_name(entry.status),
            day=day(entry.since, language()),
            days=days_between(entry.since, today()),
        )
    )
    first = None if entry.status == FIRST_STATUS else entry.since
    st.date_input(said("move.day"), value=today(), min_value=first, max_value=today(), key=f"{key}_day")
    st.text_input(said("move.note"), max_chars=_NOTE_LETTERS, key=f"{key}_note")
    if entry.status != LAST_STATUS:
        st.selectbox(
            said("move.outcome"), list(PIPELINE_OUTCOMES), index=None, format_func=outcome_name, key=f"{key}_outcome"
        )
    with st.container(horizontal=True):
        for status in PIPELINE_STATUSES:
            if status != entry.status:
                label = said("move.to", status=status_name(status))
                st.button(label, key=f"{key}_{status}", on_click=_move, args=(name, entry, status, key))


def _dialog(name: str, entry: PipelineEntry) -> None:
    if st.session_state.pop(_LEAVE, False):
        st.rerun()
    show_moving(name, entry)


def _move(name: str, entry: PipelineEntry, to: str, key: str) -> None:
    on, note = st.session_state[f"{key}_day"], st.session_state[f"{key}_note"]
    outcome = st.session_state.get(f"{key}_outcome") if to == LAST_STATUS else None
    st.session_state[_LEAVE] = True
    after = attempt(
        lambda session: repository.move_startup(
            session, entry, to, on=_chosen(on), note=note or "", outcome=outcome, actor=loaders.ACTOR
        )
    )
    if after is None:
        st.session_state.pop(_LAST, None)
    else:
        st.session_state[_LAST] = (name, entry.status, after)


def _chosen(on: date | None) -> date:
    """The day of the field, today where it was emptied."""
    return today() if on is None else on


def _undo(name: str, after: PipelineEntry) -> None:
    st.session_state.pop(_LAST, None)
    back = attempt(lambda session: repository.undo_move(session, after, actor=loaders.ACTOR))
    if back is not None:
        st.toast(said("move.undone", name=literal(name), status=status_name(back.status)))

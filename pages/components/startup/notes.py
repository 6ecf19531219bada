"""Notes on a startup: written, changed by their author, withdrawn and brought back; shown letter by letter."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data import repository
from data.records import Note
from pages.components import loaders
from pages.components.format import moment
from pages.components.frame import empty_state
from pages.components.language import language
from pages.components.markdown import literal, muted
from pages.components.pipeline.moving import attempt, say_problem
from pages.components.pipeline.wording import said
from pages.components.rows import block, items, show

PAGE = 10


def show_notes(slug: str) -> None:
    """The field for a new note, then a page of notes, the newest first."""
    st.subheader(said("notes.title"), anchor=False)
    with st.form(f"note_{slug}", border=False, clear_on_submit=True):
        st.text_area(
            said("notes.new"),
            max_chars=repository.LONGEST_NOTE,
            placeholder=said("notes.placeholder"),
            key=f"note_new_{slug}",
            label_visibility="collapsed",
        )
        st.form_submit_button(said("notes.add"), on_click=_add, args=(slug,))
    after: int | None = st.session_state.get(_page_key(slug))
    notes = loaders.read(lambda session: repository.notes_of(session, slug, after=after, limit=PAGE + 1))
    if not notes and after is None:
        empty_state(said("notes.none"))
    for note in notes[:PAGE]:
        _show(note)
    with st.container(horizontal=True):
        if len(notes) > PAGE:
            st.button(said("notes.older"), key=f"older_{slug}", on_click=_go_to, args=(slug, notes[PAGE - 1].id))
        if after is not None:
            st.button(said("notes.newest"), key=f"newest_{slug}", on_click=_go_to, args=(slug, None))


def _show(note: Note) -> None:
    code, is_gone = language(), note.withdrawn_at is not None
    told = [literal(note.written_by), moment(note.written_at, code)]
    if note.edited_at is not None:
        told.append(said("notes.edited", at=moment(note.edited_at, code)))
    if note.withdrawn_at is not None:
        told.append(said("notes.withdrawn", at=moment(note.withdrawn_at, code)))
    st.markdown(muted(" · ".join(told)))
    if st.session_state.get(_editing_key(note)):
        _show_editing(note)
        return
    if not is_gone:
        show([items("plain", [[[block(note.text)]]])], key=f"note_text_{note.id}")
    with st.container(horizontal=True):
        if is_gone:
            _press("restore", note, _restore)
            return
        if note.written_by == loaders.ACTOR:
            _press("edit", note, _edit, True)
        _press("withdraw", note, _withdraw)


def _press(what: str, note: Note, act: Callable[..., None], *also: object) -> None:
    st.button(said(f"notes.{what}"), type="tertiary", key=f"{what}_note_{note.id}", on_click=act, args=(note, *also))


def _show_editing(note: Note) -> None:
    key = f"note_edited_{note.id}"
    st.text_area(
        said("notes.edit"),
        value=note.text,
        max_chars=repository.LONGEST_NOTE,
        key=key,
        height="content",
        label_visibility="collapsed",
    )
    with st.container(horizontal=True):
        st.button(said("notes.save"), key=f"save_note_{note.id}", on_click=_save, args=(note, key))
        st.button(said("notes.cancel"), key=f"cancel_note_{note.id}", on_click=_edit, args=(note, False))


def _add(slug: str) -> None:
    text = st.session_state[f"note_new_{slug}"] or ""
    if not text.strip():
        say_problem(said("notes.empty"))
        return
    attempt(lambda session: repository.add_note(session, slug, text, actor=loaders.ACTOR))
    st.session_state.pop(_page_key(slug), None)


def _edit(note: Note, is_editing: bool) -> None:
    st.session_state[_editing_key(note)] = is_editing


def _save(note: Note, key: str) -> None:
    text = st.session_state[key] or ""
    if not text.strip():
        say_problem(said("notes.empty"))
        return
    attempt(lambda session: repository.edit_note(session, note, text, actor=loaders.ACTOR))
    _edit(note, False)


def _withdraw(note: Note) -> None:
    attempt(lambda session: repository.withdraw_note(session, note, actor=loaders.ACTOR))


def _restore(note: Note) -> None:
    attempt(lambda session: repository.restore_note(session, note, actor=loaders.ACTOR))


def _go_to(slug: str, after: int | None) -> None:
    st.session_state[_page_key(slug)] = after


def _page_key(slug: str) -> str:
    return f"notes_page_{slug}"


def _editing_key(note: Note) -> str:
    return f"note_editing_{note.id}"

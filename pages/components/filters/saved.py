"""Filters kept under a name: chosen, saved, deleted, and the deletion taken back."""

from __future__ import annotations

import streamlit as st

from data import repository
from data.records import Filter, InvalidInput, NotFound, SavedView
from pages.components import loaders
from pages.components.filters.address import put_in_address
from pages.components.format import moment
from pages.components.language import language, text
from pages.components.markdown import literal, muted

_NAME, _PROBLEM = "view_name", "view_problem"


def show_saved(chosen: Filter) -> None:
    """A popover with the views, those deleted, and the field to save what is shown."""
    saved = loaders.read(repository.saved_views)
    deleted = loaders.read(lambda session: repository.saved_views(session, deleted=True))
    with st.popover(text("overview.views.label", count=len(saved))):
        if problem := st.session_state.pop(_PROBLEM, ""):
            st.warning(problem)
        for view in saved:
            _show_view(view)
        for view in deleted:
            _show_deleted(view)
        with st.form("save_view", border=False):
            st.text_input(text("overview.views.name"), max_chars=repository.LONGEST_NAME, key=_NAME)
            st.form_submit_button(text("overview.views.save"), on_click=_save, args=(chosen,))


def _show_view(view: SavedView) -> None:
    by = muted(text("overview.views.by", author=literal(view.saved_by), at=moment(view.saved_at, language())))
    misfit = "" if view.filter else f" :orange[{text('overview.views.misfit', reason=literal(view.problem))}]"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{literal(view.name)} {by}{misfit}", width="stretch")
        if view.filter is not None:
            st.button(
                text("overview.views.choose"),
                key=f"choose_view_{view.key}",
                on_click=put_in_address,
                args=(view.filter,),
            )
        st.button(text("overview.views.delete"), key=f"delete_view_{view.key}", on_click=_delete, args=(view.key,))


def _show_deleted(view: SavedView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(muted(text("overview.views.deleted", name=literal(view.name))), width="stretch")
        st.button(text("overview.views.undo"), key=f"restore_view_{view.key}", on_click=_restore, args=(view.key,))


def _save(chosen: Filter) -> None:
    name = st.session_state[_NAME] or ""
    try:
        with loaders.session() as session:
            made = repository.save_view(session, name, chosen, actor=loaders.ACTOR)
    except InvalidInput as refused:
        st.session_state[_PROBLEM] = literal(str(refused)) if name.strip() else text("overview.views.nameless")
        return
    st.session_state[_NAME] = ""
    st.toast(text("overview.views.done", name=literal(made.name)))


def _delete(key: str) -> None:
    try:
        with loaders.session() as session:
            repository.delete_view(session, key, actor=loaders.ACTOR)
    except NotFound as gone:
        st.session_state[_PROBLEM] = literal(str(gone))


def _restore(key: str) -> None:
    try:
        with loaders.session() as session:
            repository.restore_view(session, key, actor=loaders.ACTOR)
    except NotFound as gone:
        st.session_state[_PROBLEM] = literal(str(gone))

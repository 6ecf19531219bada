"""Archiving a startup, and what its page says while it is archived."""

from __future__ import annotations

import streamlit as st

from data import repository
from data.records import Startup
from pages.components import loaders
from pages.components.format import moment
from pages.components.frame import page_head
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.names import shown_name


def show_archiving(startup: Startup) -> None:
    """A menu that says what archiving does, with the button that does it."""
    with st.popover(text("archive.label")):
        st.markdown(text("archive.note", name=literal(shown_name(startup))))
        if st.button(text("archive.confirm"), key=f"archive_{startup.slug}"):
            with loaders.session() as session:
                repository.archive(session, startup.slug, actor=loaders.ACTOR)
            st.query_params["id"] = startup.slug
            st.rerun()


def show_archived(startup: Startup) -> None:
    """The page of an archived startup: what it is, since when and by whom it is archived, and the way back."""
    page_head(text("navigation.overview"), shown_name(startup), fictional=startup.fictional)
    st.title(literal(shown_name(startup)), anchor=False)
    st.markdown(literal(startup.summary(language())))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":orange[{archived_line(startup)}] {text('archive.kept')}", width="stretch")
        if st.button(text("archive.restore"), key=f"restore_{startup.slug}"):
            bring_back(startup.slug)


def archived_line(startup: Startup) -> str:
    """Since when and by whom, as Markdown."""
    when = moment(startup.archived_at, language()) if startup.archived_at else ""
    return text("archive.since", at=when, author=literal(startup.archived_by or ""))


def bring_back(slug: str) -> None:
    """Restore the startup and draw the screen anew."""
    with loaders.session() as session:
        repository.restore(session, slug, actor=loaders.ACTOR)
    st.rerun()

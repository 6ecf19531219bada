"""What every screen begins with, and the head of a section."""

from __future__ import annotations

import streamlit as st

from pages.components.language import language_control, text
from pages.components.markdown import literal, muted
from pages.components.theme import watch_theme


def page_head(*crumbs: str, fictional: bool = False) -> None:
    """The first row: where one is, that the data is a demonstration if it is, and the language."""
    watch_theme()
    place = " / ".join(literal(crumb) for crumb in crumbs)
    notice = f" · {text('frame.fictional')}" if fictional else ""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(muted(f"{place}{notice}"), width="content")
        language_control()


def page_title(title: str, lead: str = "", aside: str = "") -> None:
    """The title and one sentence below it, its second half in grey; foreign parts must have been made literal."""
    st.title(title, anchor=False)
    if lead or aside:
        st.markdown(f"{lead} :gray[{aside}]".strip() if aside else lead)


def section(title: str, note: str = "") -> None:
    """The head of a section with one line on how to read it."""
    with st.container(gap=None):
        st.header(title, anchor=False)
        if note:
            st.markdown(muted(note))


def empty_state(sentence: str) -> None:
    """What to say where there is nothing to show yet."""
    st.markdown(f":gray[{sentence}]")

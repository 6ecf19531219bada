"""Tabs of which only the open one is drawn, named in the address so that a link and the way back lead to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.language import language

_ADDRESS = "tab"


def open_tab(
    names: Sequence[str], label: Callable[[str], str], *, key: str, first: str | None = None
) -> tuple[str, DeltaGenerator]:
    """The name of the tab that is open, and where it is drawn.

    Args:
        names: In their order; what stands in the address as `tab`.
        label: What each is called.
        key: Of the tabs.
        first: Which is open where the address names none; the first one without it.
    """
    labels = {name: label(name) for name in names}
    asked = st.query_params.get(_ADDRESS)
    start = asked if asked in labels else first or names[0]
    widget = f"{key}_{start}_{language()}"
    by_label = {said: name for name, said in labels.items()}
    tabs = st.tabs(
        list(by_label), default=labels[start], key=widget, on_change=_take, kwargs={"key": widget, "names": by_label}
    )
    for name, tab in zip(names, tabs, strict=True):
        if tab.open:
            return name, tab
    return start, tabs[list(names).index(start)]


def _take(key: str, names: dict[str, str]) -> None:
    """Keep in the address what was opened."""
    name = names.get(st.session_state[key])
    if name is not None:
        st.query_params[_ADDRESS] = name

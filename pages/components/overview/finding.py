"""The search of the portfolio: the field, kept in the address, and what was found."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.records import Hit
from data.repository import MOST_LETTERS
from pages.components import loaders
from pages.components.frame import empty_state, section
from pages.components.language import text
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.navigation import open_field, open_startup
from pages.components.rows import LINE, Cell, Part, Row, View, show, table, words

_ADDRESS = "find"
_FIELD = "field:"
_MOST = 20


def show_search_field() -> None:
    """The field; what is typed stands in the address as `find`."""
    asked = _asked()
    st.text_input(
        text("overview.find.label"),
        value=asked,
        max_chars=MOST_LETTERS,
        key=f"find_{asked}",
        type="search",
        placeholder=text("overview.find.placeholder"),
        on_change=_take,
        args=(f"find_{asked}",),
        label_visibility="collapsed",
    )


def show_found() -> None:
    """What holds every word of the field, nothing where it is empty; a press leaves for what was found."""
    asked = _asked()
    if not asked:
        return
    hits = loaders.found(asked, limit=_MOST)
    note = text("overview.find.first", count=_MOST) if len(hits) == _MOST else text("overview.find.note")
    section(text("overview.find.title", words=literal(asked)), note)
    if not hits:
        empty_state(text("overview.find.none"))
        return
    pressed = show([found_view(hits)], key="found")
    if pressed and pressed.startswith(_FIELD):
        open_field(pressed.removeprefix(_FIELD))
    elif pressed:
        open_startup(pressed)


def found_view(hits: Sequence[Hit]) -> View:
    """A row per hit: what it is, its name as the button that opens it, and where it holds the word."""
    columns = [Cell([words(text(f"overview.find.column.{name}"))]) for name in ("kind", "name", "place")]
    return table(columns, [_row(hit) for hit in hits], label=text("overview.find.label"))


def _row(hit: Hit) -> Row:
    cells = [
        Cell([words(text(f"overview.find.kind.{hit.kind}"), "mute small")]),
        Cell(_name(hit)),
        Cell([words(text(f"overview.find.place.{hit.place}"), "mute small"), LINE, words(hit.snippet)]),
    ]
    return Row(cells, rule=True)


def _name(hit: Hit) -> list[Part]:
    if hit.startup is None:
        return [words(hit.title, go=f"{_FIELD}{hit.key}")]
    if hit.kind == "startup":
        return [words(shown_name(hit.startup), go=hit.startup.slug)]
    return [words(hit.title, go=hit.startup.slug), LINE, words(shown_name(hit.startup), "mute small")]


def _asked() -> str:
    return st.query_params.get(_ADDRESS, "")[:MOST_LETTERS].strip()


def _take(key: str) -> None:
    asked = (st.session_state[key] or "").strip()
    if asked:
        st.query_params[_ADDRESS] = asked
    elif _ADDRESS in st.query_params:
        del st.query_params[_ADDRESS]

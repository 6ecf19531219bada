"""Whose cards the board shows, by owner and tag as the address says, and the place to rename a tag or merge two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from data import repository
from data.records import NO_FILTER, Filter
from pages.components import loaders
from pages.components.filters.address import asked_filter, put_in_address
from pages.components.filters.choices import choice_name, offered, recorded_choices
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.pipeline.moving import attempt
from pages.components.pipeline.wording import said

_PARTS = ("owners", "tags")


def board_filter() -> Filter:
    """The owners and tags that the address asks for; the board heeds nothing else of it."""
    chosen = asked_filter().chosen
    return replace(NO_FILTER, owners=chosen.owners, tags=chosen.tags)


def show_narrowing(chosen: Filter) -> None:
    """A box for owners, one for tags, and the popover in which tags are renamed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for part in _PARTS:
            _show_part(part, chosen)
        _show_renaming()


def _show_part(part: str, chosen: Filter) -> None:
    values = list(getattr(chosen, part))
    key = f"board_{part}_{'/'.join(values)}_{language()}"
    st.multiselect(
        text(f"overview.filter.part.{part}"),
        offered(part, values, {}),
        default=values,
        format_func=lambda value: choice_name(part, value, {}),
        placeholder=text("overview.filter.any"),
        key=key,
        on_change=_take,
        args=(chosen, part, key),
        width=320,
    )


def _take(chosen: Filter, part: str, key: str) -> None:
    entered: dict[str, Any] = {part: tuple(st.session_state[key])}
    put_in_address(replace(chosen, **entered))


def _show_renaming() -> None:
    tags = recorded_choices()["tags"]
    if not tags:
        return
    with st.popover(said("tags.label")), st.form("rename_tag", border=False):
        st.selectbox(said("tags.which"), tags, key="tag_renamed")
        st.text_input(said("tags.to"), max_chars=repository.LONGEST_TAG, key="tag_new_name", help=said("tags.merge"))
        st.form_submit_button(said("tags.rename"), on_click=_rename)


def _rename() -> None:
    tag, to = st.session_state["tag_renamed"], st.session_state["tag_new_name"] or ""
    count = attempt(lambda session: repository.rename_tag(session, tag, to, actor=loaders.ACTOR))
    if count is not None:
        st.toast(said("tags.done", tag=literal(tag), to=literal(to), count=count))

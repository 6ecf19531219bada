"""Those in hand with whom nobody has spoken for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from data import repository
from data.records import BoardCard, BoardPlace
from pages.components import loaders
from pages.components.format import day, plain_number
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.names import shown_name
from pages.components.navigation import open_startup
from pages.components.pipeline.wording import days_between, said, status_name
from pages.components.rows import Cell, Row, View, items, show, table, words
from pages.components.viewpoint import today

PAGE = 20
_DEFAULT_DAYS, _MOST_DAYS = 30, 3650
_MORE, _FIRST = ":more", ":first"


def show_quiet() -> None:
    """The list, with the field that says for how many days."""
    section(said("quiet.title"), said("quiet.note"))
    days = int(
        st.number_input(
            said("quiet.days"), min_value=1, max_value=_MOST_DAYS, value=_DEFAULT_DAYS, key="quiet_days", width=220
        )
    )
    before, place = today() - timedelta(days=days), f"quiet_page_{days}"
    after: BoardPlace | None = st.session_state.get(place)
    count = loaders.read(lambda session: repository.quiet_count(session, before))
    if not count:
        empty_state(said("quiet.none"))
        return
    cards = loaders.read(lambda session: repository.quiet_startups(session, before, after=after, limit=PAGE))
    st.markdown(said("quiet.count", count=plain_number(count), days=days))
    pressed = show(
        quiet_views(cards, today(), goes_on=len(cards) == PAGE and count > PAGE, is_paged=after is not None),
        key="quiet",
    )
    if pressed in (_MORE, _FIRST):
        st.session_state[place] = cards[-1].place if pressed == _MORE else None
        st.rerun()
    elif pressed:
        open_startup(pressed)


def quiet_views(cards: Sequence[BoardCard], present: date, *, goes_on: bool, is_paged: bool) -> list[View]:
    """A row per startup, then the ways to the other pages."""
    columns = [Cell([words(said(f"quiet.{name}"))]) for name in ("startup", "status", "owner", "contact")]
    columns.append(Cell([words(said("quiet.quiet"))], "number"))
    ways = [[[words(said("card.more", count=PAGE), "small", go=_MORE)]]] if goes_on else []
    ways += [[[words(said("card.first"), "small", go=_FIRST)]]] if is_paged else []
    listed = table(columns, [_row(card, present) for card in cards], label=said("quiet.title"), cards=True)
    return [listed, items("plain", ways)] if ways else [listed]


def _row(card: BoardCard, present: date) -> Row:
    entry = card.entry
    contact = day(entry.last_contact, language()) if entry.last_contact else said("card.no_contact")
    cells = [
        Cell([words(shown_name(card.startup), go=entry.slug)]),
        Cell([words(status_name(entry.status))]),
        Cell([words(entry.owner or said("card.no_owner"), "" if entry.owner else "mute")]),
        Cell([words(contact, "mute")]),
        Cell([words(days_between(entry.last_contact or entry.since, present), "strong")], "number"),
    ]
    return Row(cells, rule=True)

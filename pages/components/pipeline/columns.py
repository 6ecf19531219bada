"""The board: a column of cards per status, each with its count, its pages, and a way to move every card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from data.records import NO_FILTER, PIPELINE_STATUSES, BoardCard, BoardPlace, Filter
from pages.components.format import day, plain_number
from pages.components.frame import empty_state
from pages.components.language import language
from pages.components.names import shown_name
from pages.components.navigation import open_startup
from pages.components.pipeline.moving import open_moving
from pages.components.pipeline.wording import days_between, outcome_name, said, status_name
from pages.components.rows import LINE, Part, View, items, show, words
from pages.components.viewpoint import today

PAGE = 20
"""Cards of a column."""
_PAGES, _AMONG = "pipeline_pages", "pipeline_pages_among"
_MOVE, _OPEN, _MORE, _FIRST = "move:", "open:", "more", "first"


def board_pages(chosen: Filter | None = None) -> dict[str, BoardPlace]:
    """By status where the page shown begins, for columns that were paged; among other startups all begin anew."""
    if chosen is not None and st.session_state.get(_AMONG, NO_FILTER) != chosen:
        st.session_state[_PAGES], st.session_state[_AMONG] = {}, chosen
    found: dict[str, BoardPlace] = st.session_state.setdefault(_PAGES, {})
    return found


def show_columns(columns: Mapping[str, Sequence[BoardCard]], counts: Mapping[str, int]) -> None:
    """The columns side by side, one below the other on small screens; a press opens, moves or pages."""
    pressed: tuple[str, str] | None = None
    for status, place in zip(PIPELINE_STATUSES, st.columns(len(PIPELINE_STATUSES), gap="medium"), strict=True):
        with place:
            st.header(f"{status_name(status)} :gray[{plain_number(counts[status])}]", anchor=False)
            go = _show_column(status, columns[status], counts[status])
            pressed = (status, go) if go else pressed
    if pressed:
        _follow(*pressed, columns)


def column_view(cards: Sequence[BoardCard], *, goes_on: bool, is_paged: bool) -> View:
    """The cards of a column, then the ways to its other pages."""
    entries = [[_card(card)] for card in cards]
    if goes_on:
        entries.append([[words(said("card.more", count=PAGE), "small", go=_MORE)]])
    if is_paged:
        entries.append([[words(said("card.first"), "small", go=_FIRST)]])
    return items("plain", entries)


def _show_column(status: str, cards: Sequence[BoardCard], count: int) -> str | None:
    is_paged = status in board_pages()
    if not cards and not is_paged:
        empty_state(said("card.none"))
        return None
    goes_on = len(cards) == PAGE and (is_paged or count > PAGE)
    return show([column_view(cards, goes_on=goes_on, is_paged=is_paged)], key=f"column_{status}")


def _card(card: BoardCard) -> list[Part]:
    entry, code = card.entry, language()
    is_new = entry.since == today()
    here = said("card.today") if is_new else said("card.since", days=days_between(entry.since, today()))
    contact = said("card.contact", day=day(entry.last_contact, code)) if entry.last_contact else said("card.no_contact")
    lines: list[Part] = [
        words(shown_name(card.startup), go=f"{_OPEN}{entry.slug}"),
        LINE,
        words(f"{here} · {entry.owner or said('card.no_owner')}", "mute small"),
        LINE,
        words(contact, "mute small"),
    ]
    if entry.outcome:
        lines += [LINE, words(outcome_name(entry.outcome), "small")]
    if card.tags:
        lines += [LINE, words(" · ".join(card.tags), "small")]
    return [*lines, LINE, words(said("card.move"), "small", go=f"{_MOVE}{entry.slug}")]


def _follow(status: str, go: str, columns: Mapping[str, Sequence[BoardCard]]) -> None:
    if go.startswith(_OPEN):
        open_startup(go.removeprefix(_OPEN))
    elif go.startswith(_MOVE):
        by_slug = {card.entry.slug: card for card in columns[status]}
        if card := by_slug.get(go.removeprefix(_MOVE)):
            open_moving(shown_name(card.startup), card.entry)
    else:
        if go == _MORE:
            board_pages()[status] = columns[status][-1].place
        else:
            board_pages().pop(status, None)
        st.rerun()

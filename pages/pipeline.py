"""Where does the fund stand with each startup, whom has nobody called, and how do they move on."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from data import repository
from data.records import FIRST_STATUS, LAST_STATUS, NO_FILTER, PIPELINE_STATUSES, Filter
from pages.components import loaders
from pages.components.format import join_names, plain_number
from pages.components.frame import empty_state, page_head, page_title
from pages.components.guard import page_guard
from pages.components.language import language, text
from pages.components.loaders import StateKey
from pages.components.pipeline.columns import PAGE, board_pages, show_columns
from pages.components.pipeline.funnel import show_funnel
from pages.components.pipeline.moving import show_last_move, show_problem
from pages.components.pipeline.narrowing import board_filter, show_narrowing
from pages.components.pipeline.quiet import show_quiet
from pages.components.pipeline.wording import said, status_name


def main() -> None:
    """The whole screen."""
    page_guard()
    chosen = board_filter()
    after = board_pages(chosen)
    counts, among = (_counts(loaders.state_key(), each) for each in (NO_FILTER, chosen))
    columns = loaders.read(lambda session: repository.board(session, after=after, chosen=chosen, limit=PAGE))
    shown = [card.startup for cards in columns.values() for card in cards]
    page_head(text("navigation.pipeline"), fictional=any(startup.fictional for startup in shown))
    _title(counts)
    show_problem()
    if not any(counts.values()):
        empty_state(text("overview.empty"))
        st.page_link("pages/upload.py", label=text("overview.go_upload"))
        return
    show_last_move()
    board, quiet, funnel = st.tabs([said("board"), said("quiet.title"), said("funnel.title")])
    with board:
        show_narrowing(chosen)
        show_columns(columns, among)
    with quiet:
        show_quiet()
    with funnel:
        show_funnel(counts)


def _title(counts: Mapping[str, int]) -> None:
    in_hand = {code: counts[code] for code, status in PIPELINE_STATUSES.items() if status.in_hand and counts[code]}
    if not any(counts.values()):
        page_title(said("title_empty"))
        return
    total = sum(in_hand.values())
    parts = join_names([f"{status_name(code)} {plain_number(count)}" for code, count in in_hand.items()], language())
    aside = said("aside", sourced=plain_number(counts[FIRST_STATUS]), closed=plain_number(counts[LAST_STATUS]))
    title = said(f"title_{('none', 'one')[total]}") if total < 2 else said("title", count=plain_number(total))
    page_title(title, said("lead", parts=parts) if parts else "", aside)


@st.cache_data(ttl=3600, max_entries=4, show_spinner=False)
def _counts(key: StateKey, chosen: Filter) -> dict[str, int]:  # noqa: ARG001 - part of the cache key
    return loaders.read(lambda session: repository.status_counts(session, chosen))


if __name__ == "__main__":
    main()

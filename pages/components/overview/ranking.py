"""The ranking: how it is sorted, and its pages."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.records import LIST_ORDERS, ListOrder
from pages.components import loaders
from pages.components.format import count as in_digits
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.listing import Where, is_own, listed
from pages.components.markdown import muted
from pages.components.overview.views import ranking_view
from pages.components.rows import show

ON_A_PAGE = 25
_PAGES = "ranking_pages"


def show_ranking(total: int, where: Where = (), *, filtered: str = "") -> str | None:
    """The table, sorted and by pages; the slug of the startup that was pressed.

    Args:
        total: Startups in the list.
        where: Conditions on them.
        filtered: Stands for the conditions: another filter begins at the first page.
    """
    section(text("overview.ranking.title"), text("overview.ranking.note"))
    by = _order(total)
    pages = _pages(f"{by}|{filtered}|{language()}")
    found = listed(by=by, where=where, after=pages[-1], limit=ON_A_PAGE)
    pressed = show(ranking_view(found.places, loaders.rubric()), key="ranking")
    if len(pages) > 1 or found.following is not None:
        _show_paging(pages, found.following, len(found.places), total)
    return pressed


def _order(total: int) -> ListOrder:
    """What the list is sorted by; where all are on one page and under another profile it is expectation."""
    if total <= 1 or not is_own():
        return "expectation"
    return st.selectbox(
        text("overview.ranking.sort"),
        LIST_ORDERS,
        format_func=lambda code: text(f"overview.ranking.by.{code}"),
        key=f"ranking_by_{language()}",
        width=260,
    )


def _pages(list_shown: str) -> list[tuple[Any, int] | None]:
    """Where each page turned to began, the last being shown; another list begins anew."""
    shown, pages = st.session_state.get(_PAGES, ("", [None]))
    if shown != list_shown:
        pages = [None]
        st.session_state[_PAGES] = (list_shown, pages)
    found: list[tuple[Any, int] | None] = pages
    return found


def _show_paging(pages: list[Any], following: tuple[Any, int] | None, shown: int, total: int) -> None:
    start = (len(pages) - 1) * ON_A_PAGE
    said = text(
        "overview.ranking.page",
        first=in_digits(start + 1, language()),
        last=in_digits(start + shown, language()),
        total=in_digits(total, language()),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(muted(said), width="content")
        st.button(text("overview.ranking.first"), disabled=len(pages) < 2, on_click=_to_first, args=(pages,))
        st.button(text("overview.ranking.previous"), disabled=len(pages) < 2, on_click=pages.pop)
        st.button(text("overview.ranking.next"), disabled=following is None, on_click=pages.append, args=(following,))


def _to_first(pages: list[Any]) -> None:
    del pages[1:]

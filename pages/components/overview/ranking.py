"""The ranking: how it is sorted and filtered, and its pages."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from data import repository
from data.records import LIST_ORDERS, NO_FILTER, Filter, ListOrder, filter_document
from pages.components import loaders
from pages.components.filters.address import asked_filter
from pages.components.filters.chips import conditions, show_chips
from pages.components.filters.controls import show_controls
from pages.components.format import count as in_digits
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.listing import Listing, Where, is_own, is_past, listed, matching_count
from pages.components.markdown import literal, muted
from pages.components.overview.views import ranking_view
from pages.components.rows import show
from pages.components.viewpoint import today

ON_A_PAGE = 25
_MOST_COUNTED = 10_000
_PAGES = "ranking_pages"


def show_ranking(total: int) -> str | None:
    """The table as the address asks for it, sorted, filtered and by pages; the slug of the startup pressed.

    Args:
        total: Startups there are, whatever is asked.
    """
    section(text("overview.ranking.title"), text("overview.ranking.note"))
    chosen = _chosen(total)
    where = loaders.read(lambda session: repository.filter_conditions(session, chosen, today=today()))
    shown = _shown_total(where, total)
    if where:
        st.markdown(text("overview.filter.count", count=shown, total=in_digits(total, language())))
    pages = _pages(f"{json.dumps(filter_document(chosen))}|{language()}")
    by: ListOrder = chosen.order if is_own() else LIST_ORDERS[0]
    found = listed(by=by, turned=chosen.turned, where=where, after=pages[-1], limit=ON_A_PAGE)
    if where and not found.places:
        empty_state(text("overview.filter.none"))
        return None
    slugs = [place.slug for place in found.places]
    tags = loaders.read(lambda session: repository.tags_of(session, slugs))
    pressed = show(ranking_view(found.places, loaders.rubric(), tags), key="ranking")
    if len(pages) > 1 or found.following is not None:
        _show_paging(pages, found, shown)
    return pressed


def _chosen(total: int) -> Filter:
    """What the address asks for, with the controls that change it; on a past day nothing is filtered."""
    if is_past():
        if conditions(asked_filter().chosen):
            st.markdown(muted(text("overview.filter.past")))
        return NO_FILTER
    chosen, problem = asked_filter()
    if problem:
        st.warning(text("overview.filter.refused", reason=literal(problem)))
    if total > 1 or conditions(chosen):
        show_controls(chosen, may_sort=is_own())
        show_chips(chosen)
    if not is_own() and {"verdicts", "measured_share"} & set(conditions(chosen)):
        st.markdown(muted(text("overview.filter.as_kept")))
    return chosen


def _shown_total(where: Where, total: int) -> str:
    """How many startups the list holds, in words where there are too many to count."""
    if not where:
        return in_digits(total, language())
    count = matching_count(where, most=_MOST_COUNTED + 1)
    if count > _MOST_COUNTED:
        return text("overview.waiting.at_least", count=in_digits(_MOST_COUNTED, language()))
    return in_digits(count, language())


def _pages(list_shown: str) -> list[tuple[Any, int] | None]:
    """Where each page turned to began, the last being shown; another list begins anew."""
    shown, pages = st.session_state.get(_PAGES, ("", [None]))
    if shown != list_shown:
        pages = [None]
        st.session_state[_PAGES] = (list_shown, pages)
    found: list[tuple[Any, int] | None] = pages
    return found


def _show_paging(pages: list[Any], found: Listing, total: str) -> None:
    start = (len(pages) - 1) * ON_A_PAGE
    said = text(
        "overview.ranking.page",
        first=in_digits(start + 1, language()),
        last=in_digits(start + len(found.places), language()),
        total=total,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(muted(said), width="content")
        st.button(text("overview.ranking.first"), disabled=len(pages) < 2, on_click=_to_first, args=(pages,))
        st.button(text("overview.ranking.previous"), disabled=len(pages) < 2, on_click=pages.pop)
        following = found.following
        st.button(text("overview.ranking.next"), disabled=following is None, on_click=pages.append, args=(following,))


def _to_first(pages: list[Any]) -> None:
    del pages[1:]

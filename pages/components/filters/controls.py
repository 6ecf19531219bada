"""One row: by what the list is sorted, what it is filtered by, and the saved views."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.records import LIST_ORDERS, Filter
from pages.components.filters.address import put_in_address
from pages.components.filters.fields import show_fields
from pages.components.filters.saved import show_saved
from pages.components.language import language, text


def show_controls(chosen: Filter, *, may_sort: bool) -> None:
    """The row; under another profile the list is sorted by expectation alone."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if may_sort:
            _show_order(chosen)
        show_fields(chosen)
        show_saved(chosen)


def _show_order(chosen: Filter) -> None:
    key = f"ranking_by_{chosen.order}_{language()}"
    st.selectbox(
        text("overview.ranking.sort"),
        LIST_ORDERS,
        index=LIST_ORDERS.index(chosen.order),
        format_func=lambda code: text(f"overview.ranking.by.{code}"),
        key=key,
        on_change=_take_order,
        args=(chosen, key),
        width=260,
    )


def _take_order(chosen: Filter, key: str) -> None:
    put_in_address(replace(chosen, order=st.session_state[key]))

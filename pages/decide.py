"""Would one invest: the evidence weighed otherwise, side by side, pulled at, added up, and held against outcomes."""

from __future__ import annotations

import streamlit as st

from pages.components.catch_up import waiting
from pages.components.decide.views import VIEWS
from pages.components.frame import empty_state, page_head, page_title
from pages.components.guard import page_guard
from pages.components.language import language, text
from pages.components.listing import is_past, listed
from pages.components.overview.waiting import show_waiting
from pages.components.viewpoint_control import show_past_notice, show_viewpoint

_VIEW = "decide_view"


def main() -> None:
    """The whole screen."""
    page_guard()
    waits = {} if is_past() else waiting()
    first = listed(limit=1).places
    page_head(text("navigation.decide"), fictional=any(place.startup.fictional for place in first))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        view = _chosen_view()
        show_viewpoint()
    show_past_notice()
    show_waiting(waits)
    if not first and view != "record":
        page_title(text("overview.title.none"))
        empty_state(text("overview.past_none" if is_past() else "overview.empty"))
        st.page_link("pages/upload.py", label=text("overview.go_upload"))
        return
    VIEWS[view]()


def _chosen_view() -> str:
    """The view the address names, else the one seen last, else the first."""
    asked = st.query_params.get("view")
    first = asked if asked in VIEWS else st.session_state.get(_VIEW, next(iter(VIEWS)))
    key = f"{_VIEW}_{language()}_{first}"
    chosen = st.segmented_control(
        text("decide.view"),
        list(VIEWS),
        default=first,
        required=True,
        format_func=lambda name: text(f"decide.tab.{name}"),
        key=key,
        on_change=_take_view,
        args=(key,),
        label_visibility="collapsed",
    )
    st.session_state[_VIEW] = chosen
    return str(chosen)


def _take_view(key: str) -> None:
    st.query_params["view"] = st.session_state[key]


if __name__ == "__main__":
    main()

"""The menu that changes the investor profile and the day, and the notice while the day is a past one."""

from __future__ import annotations

import streamlit as st

from pages.components import loaders
from pages.components.format import day
from pages.components.language import language, text
from pages.components.viewpoint import chosen_day, look_from, today

_PROFILE, _DAY = "viewpoint_profile_control", "viewpoint_day_control"


def show_viewpoint() -> None:
    """A menu labelled with what is chosen; below it, a notice where the past is shown."""
    profiles = {profile.key: profile.label(language()) for profile in loaders.rubric().every_profile}
    chosen, when = loaders.profile_in_use(), chosen_day()
    shown_day = text("viewpoint.today") if when == today() else day(when, language())
    with st.popover(text("viewpoint.label", profile=profiles[chosen], day=shown_day)):
        st.selectbox(
            text("viewpoint.profile"),
            list(profiles),
            index=list(profiles).index(chosen),
            format_func=lambda key: profiles[key],
            key=f"{_PROFILE}_{chosen}_{language()}",
            on_change=_take,
            args=(f"{_PROFILE}_{chosen}_{language()}", f"{_DAY}_{when}"),
        )
        st.date_input(
            text("viewpoint.day"),
            value=when,
            max_value=today(),
            key=f"{_DAY}_{when}",
            on_change=_take,
            args=(f"{_PROFILE}_{chosen}_{language()}", f"{_DAY}_{when}"),
            help=text("viewpoint.day_help"),
        )
        st.page_link("pages/decide.py", label=text("viewpoint.edit"))


def show_past_notice() -> None:
    """Say that the past is shown, with the way back; nothing while it is not."""
    when = chosen_day()
    if when == today():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":orange[{text('viewpoint.past', day=day(when, language()))}]", width="content")
        if st.button(text("viewpoint.back"), key="viewpoint_back"):
            look_from(loaders.profile_in_use(), None)
            st.rerun()


def _take(profile_key: str, day_key: str) -> None:
    look_from(st.session_state.get(profile_key), st.session_state.get(day_key))

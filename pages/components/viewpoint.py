"""From where one looks: the investor profile and the day, the same on every screen of the session."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

_PROFILE = "viewpoint_profile"
_DAY = "viewpoint_day"


def today() -> date:
    """The present day, in UTC."""
    return datetime.now(UTC).date()


def chosen_profile() -> str | None:
    """Key of the investor profile, as chosen or named in the address as `profile`; None for the rubric's default."""
    if _PROFILE not in st.session_state:
        st.session_state[_PROFILE] = st.query_params.get("profile")
    found: str | None = st.session_state[_PROFILE]
    return found


def chosen_day() -> date:
    """The day everything is judged for, as chosen or named in the address as `as_of`; today otherwise."""
    if _DAY not in st.session_state:
        st.session_state[_DAY] = _day_named(st.query_params.get("as_of"))
    found: date | None = st.session_state[_DAY]
    return today() if found is None else found


def look_from(profile: str | None, day: date | None) -> None:
    """Take another profile and day; None is the default profile, and today."""
    st.session_state[_PROFILE] = profile
    st.session_state[_DAY] = None if day is None or day >= today() else day
    for name, value in (("profile", profile), ("as_of", st.session_state[_DAY])):
        if value is not None:
            st.query_params[name] = str(value)
        elif name in st.query_params:
            del st.query_params[name]


def _day_named(named: str | None) -> date | None:
    """The day of the address, None if there is none, it cannot be read, or it is not past."""
    try:
        day = date.fromisoformat(named or "")
    except ValueError:
        return None
    return day if day < today() else None

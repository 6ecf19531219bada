"""Every screen is reached through the router, also when its address is opened on a fresh server."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

_ROUTED = "_routed"
_REROUTED = "_rerouted"


def mark_routed() -> None:
    """Note that app.py ran before the screen in this run."""
    st.session_state[_ROUTED] = True


def page_guard() -> None:
    """Let the screen go on only behind the router; the first line of every screen.

    Streamlit runs files of a `pages/` folder directly until the first `st.navigation` call of the process, which would
    bypass page settings and language. The flag behind that is private, so a test watches it. The rerun is asked for
    once only: a second direct run means the flag no longer works, and stopping is safer than looping.
    """
    if st.session_state.pop(_ROUTED, False):
        st.session_state.pop(_REROUTED, None)
        return
    PagesManager.uses_pages_directory = False
    if not st.session_state.get(_REROUTED, False):
        st.session_state[_REROUTED] = True
        st.rerun()
    st.stop()

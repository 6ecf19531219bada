"""What a screen keeps while it is open, and no longer: a large thing must not stay with everyone who once looked."""

from __future__ import annotations

from typing import Any

import streamlit as st

_SCREEN, _KEPT = "_open_screen", "_kept_while_open"


def open_screen(name: str) -> None:
    """Note which screen is open, and let go of what another one kept."""
    if st.session_state.get(_SCREEN) != name:
        st.session_state[_SCREEN] = name
        st.session_state.pop(_KEPT, None)


def kept_while_open() -> dict[str, Any]:
    """What the open screen keeps, to read and to write."""
    kept: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    return kept

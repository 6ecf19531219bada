"""Whether the page is light or dark now, kept right when the visitor changes it."""

from __future__ import annotations

import streamlit as st

from pages.components.component_assets import mounting
from pages.components.palette import DARK, LIGHT, Palette

_KEY = "theme_watcher"


def watch_theme() -> None:
    """Rerun the page when the visitor changes between light and dark."""
    mount = mounting("theme", html="<span hidden></span>", css=None, js="theme.js")
    mount(data={"theme": _theme()}, key=_KEY, on_theme_change=lambda: None, height="content")


def palette() -> Palette:
    """The colours that stand out from the background shown."""
    return DARK if _theme() == "dark" else LIGHT


def _theme() -> str:
    seen = st.session_state.get(_KEY) or {}
    return seen.get("theme") or st.context.theme.type or "light"

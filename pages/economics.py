"""What training, serving, running and owning an LLM company costs and may return; a calculator without a startup."""

from __future__ import annotations

import streamlit as st

from pages.components import loaders
from pages.components.economics.choice import asked_startup, choose_start
from pages.components.economics.finance import show_finance
from pages.components.economics.remembered import show_reset
from pages.components.economics.returns import show_returns
from pages.components.economics.serving import show_serving
from pages.components.economics.training import show_training
from pages.components.economics.wording import said
from pages.components.frame import page_head, page_title
from pages.components.guard import page_guard
from pages.components.language import text
from pages.components.tabs import open_tab

TABS = {"training": show_training, "serving": show_serving, "finance": show_finance, "returns": show_returns}


def main() -> None:
    """The whole screen."""
    page_guard()
    shown = loaders.startups_in_use([asked_startup()])
    page_head(text("navigation.economics"), fictional=any(startup.fictional for startup in shown.values()))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        page_title(said("title"), said("lead"), said("lead_aside"))
    with right:
        start = choose_start()
    changes = st.container()
    name, tab = open_tab(list(TABS), lambda name: said(f"tab.{name}"), key="economics_tab")
    with tab:
        TABS[name](start)
    with changes:
        show_reset()


if __name__ == "__main__":
    main()

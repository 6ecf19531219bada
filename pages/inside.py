"""What does a model do with a text, and how did it learn to: the probe and the primer."""

from __future__ import annotations

import streamlit as st

from pages.components.frame import page_head, page_title
from pages.components.guard import page_guard
from pages.components.inside.exchange import announce_visit, show_absence
from pages.components.inside.primer import show_primer
from pages.components.inside.probe import show_probe, shows_fictional
from pages.components.inside.wording import said
from pages.components.language import text

TABS = {"probe": show_probe, "primer": show_primer}


def main() -> None:
    """The whole screen."""
    page_guard()
    announce_visit()
    page_head(text("navigation.inside"), fictional=shows_fictional())
    page_title(said("title"), said("lead"), said("lead_aside"))
    show_absence()
    first = "primer" if "training" in st.query_params and "probe" not in st.query_params else "probe"
    tabs = st.tabs([said(f"tab.{name}") for name in TABS], default=said(f"tab.{first}"))
    for show_tab, tab in zip(TABS.values(), tabs, strict=True):
        with tab:
            show_tab()


if __name__ == "__main__":
    main()

"""How many startups are archived, and the way to bring each back."""

from __future__ import annotations

import streamlit as st

from data.records import Startup
from pages.components import loaders
from pages.components.language import text
from pages.components.markdown import literal, muted
from pages.components.names import shown_name
from pages.components.startup.archive import archived_line, bring_back

_MOST = 50


def show_archived_list() -> None:
    """One line that unfolds into the latest archived startups, nothing while there is none."""
    count = loaders.archived_count()
    if not count:
        return
    with st.expander(text("archive.count", count=count)):
        for startup in loaders.archived(limit=_MOST):
            _show(startup)
        if count > _MOST:
            st.markdown(muted(text("archive.more", count=_MOST)))


def _show(startup: Startup) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{literal(shown_name(startup))} {muted(archived_line(startup))}", width="stretch")
        if st.button(text("archive.restore"), key=f"restore_{startup.slug}"):
            bring_back(startup.slug)

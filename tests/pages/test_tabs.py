"""Tabs of which only the open one is drawn, kept in the address."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.startups import ROOT

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from pages.components.tabs import open_tab
st.session_state.setdefault("language", {language!r})
name, tab = open_tab(["a", "b", "c"], lambda each: each.upper(), key="t", first={first!r})
with tab:
    st.write(f"drawn {{name}}")
"""


def opened(first=None, language="en", **address):
    app = AppTest.from_string(SCRIPT.format(root=str(ROOT), first=first, language=language))
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def drawn(app):
    assert not app.exception
    return [each.value for each in app.markdown]


@pytest.mark.parametrize(
    ("first", "address", "shown"),
    [(None, {}, "a"), ("b", {}, "b"), ("b", {"tab": "c"}, "c"), (None, {"tab": "<b>nobody"}, "a")],
)
def test_the_address_opens_a_tab_before_the_page_does_and_only_that_is_drawn(first, address, shown):
    app = opened(first, **address)
    assert drawn(app) == [f"drawn {shown}"] and [tab.label for tab in app.tabs] == ["A", "B", "C"]


def test_another_language_keeps_what_is_open():
    assert drawn(opened(language="zh", tab="c")) == ["drawn c"]

"""One section of a screen in an app of its own, for what lasts over several runs: widgets, state, what is written."""

from streamlit.testing.v1 import AppTest

from tests.pages.startups import ROOT

_SCRIPT = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from pages.components import loaders
from {module} import {function}
st.session_state.setdefault("language", {language!r})
{function}({given})
"""


def open_section(path, given="", *, language="en", **address):
    """The section `path` (module and function) called with these arguments, as Python, that may name `loaders`."""
    module, _, function = path.rpartition(".")
    script = _SCRIPT.format(root=str(ROOT), module=module, function=function, given=given, language=language)
    app = AppTest.from_string(script, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()

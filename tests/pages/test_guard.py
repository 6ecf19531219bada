"""A page opened past the router goes back through it, once."""

import sys

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from tests.pages.startups import ROOT

SCRIPT = """
import streamlit as st
from pages.components.guard import mark_routed, page_guard
if st.session_state.get("routed_by_test"):
    mark_routed()
page_guard()
st.write("behind the guard")
"""


def test_streamlit_still_decides_by_the_private_flag():
    assert "uses_pages_directory" in vars(PagesManager), "the guard sets this flag; find its successor"


def test_a_page_run_directly_asks_for_one_rerun_and_then_stops():
    app = AppTest.from_string(SCRIPT).run()
    assert not app.exception
    assert [element.value for element in app.markdown] == []


def test_a_page_behind_the_router_goes_on():
    app = AppTest.from_string(SCRIPT)
    app.session_state["routed_by_test"] = True
    app.run()
    assert [element.value for element in app.markdown] == ["behind the guard"]


@pytest.mark.parametrize("screen", sorted(path.name for path in (ROOT / "pages").glob("[a-z]*.py")))
def test_every_screen_calls_the_guard_first(screen):
    body = (ROOT / "pages" / screen).read_text(encoding="utf-8").partition("def main() -> None:")[2]
    statements = [line.strip() for line in body.splitlines()[1:] if line.strip() and not line.strip().startswith('"""')]
    assert statements[0] == "page_guard()"


@pytest.mark.slow
def test_the_web_process_never_loads_torch():
    assert _imported_by_pages() & {"torch", "transformers", "lm_eval", "evals"} == set()


def _imported_by_pages():
    """What a fresh interpreter has loaded after importing every module of the dashboard."""
    import subprocess

    program = (
        "import pkgutil, importlib, sys, pages.components as c\n"
        "[importlib.import_module(m.name) for m in pkgutil.walk_packages(c.__path__, 'pages.components.')]\n"
        "print(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())

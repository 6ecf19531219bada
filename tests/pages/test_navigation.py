"""The screens in menu order, and the addresses by which one leads to another."""

import pytest
import streamlit as st

from pages.components import navigation
from pages.components.language import catalogue
from tests.pages.startups import ROOT, SCREENS


@pytest.fixture
def left_for(monkeypatch):
    """Where the page was left for: path and address."""
    gone = []
    monkeypatch.setattr(st, "switch_page", lambda path, query_params=None: gone.append((path, query_params)))
    return gone


def test_every_screen_of_the_menu_has_a_file_and_a_name_in_both_languages():
    assert tuple(screen.name for screen in navigation.PAGES) == SCREENS
    for screen in navigation.PAGES:
        assert (ROOT / screen.path).is_file()
        assert catalogue("en")[f"navigation.{screen.name}"] and catalogue("zh")[f"navigation.{screen.name}"]


def test_no_file_among_the_pages_is_left_out_of_the_menu():
    files = {f"pages/{path.name}" for path in (ROOT / "pages").glob("[a-z]*.py")}
    assert files == {screen.path for screen in navigation.PAGES}


def test_one_screen_opens_first():
    assert [screen.name for screen in navigation.PAGES if screen.is_default] == ["overview"]


def test_the_drawings_of_the_brand_are_there():
    assert navigation.LOGO.is_file() and navigation.ICON.is_file()


@pytest.mark.parametrize(
    ("leave", "path", "address"),
    [
        (lambda: navigation.open_startup("northfold"), "pages/startup.py", {"id": "northfold"}),
        (lambda: navigation.open_field("arr_usd"), "pages/methodology.py", {"field": "arr_usd"}),
        (lambda: navigation.open_run(7), "pages/benchmarks.py", {"run": "7"}),
        (lambda: navigation.open_comparison("a", "b"), "pages/decide.py", {"view": "compare", "with": ["a", "b"]}),
        (lambda: navigation.open_comparison("a"), "pages/decide.py", {"view": "compare", "with": ["a"]}),
    ],
)
def test_a_link_carries_what_it_opens_in_the_address(left_for, leave, path, address):
    leave()
    assert left_for == [(path, address)]

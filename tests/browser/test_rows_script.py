"""The script that draws rows, on a page of its own: no dashboard, no server."""

import pytest

from pages.components.component_assets import ASSETS
from pages.components.rows import View, words

pytestmark = pytest.mark.browser
DRAW = """
async ([script, views]) => {
  const module = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  window.sent = [];
  module.default({ data: { views }, parentElement: document, setTriggerValue: (...sent) => window.sent.push(sent) });
}
"""


@pytest.fixture
def drawn(chromium):
    """The function that draws views on an empty page, and the page they are drawn on."""
    page = chromium.new_page()
    page.set_content('<div class="assay"></div>')
    script = (ASSETS / "rows" / "rows.js").read_text(encoding="utf-8")

    def draw(*views: View):
        page.evaluate(DRAW, [script, list(views)])
        return page

    yield draw
    page.close()


def a_table(rows: int) -> View:
    """A table with two stops for the keyboard in each of its rows."""
    cells = [{"parts": [words("a", go="a")], "style": ""}, {"parts": [words("b", source="the deck")], "style": ""}]
    return {"columns": [{"parts": [words("first")]}, {"parts": [words("second")]}], "rows": [{"cells": cells}] * rows}


def stops(page) -> int:
    return page.locator('.assay [tabindex="0"], .assay button:not([tabindex="-1"])').count()


def test_a_long_table_is_one_stop_a_row_and_several_short_ones_keep_all_of_theirs(drawn):
    assert stops(drawn(a_table(13))) == 13
    assert stops(drawn(a_table(7), a_table(7))) == 28


def test_arrow_keys_move_within_a_row(drawn):
    page = drawn(a_table(13))
    page.locator("button").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "b"


def test_where_a_figure_comes_from_is_told_to_those_who_hear_the_page(drawn):
    page = drawn(a_table(1))
    figure = page.locator("[data-source]")
    figure.focus()
    told = page.locator(f"#{figure.get_attribute('aria-describedby')}")
    assert told.text_content() == "the deck"
    page.keyboard.press("Escape")
    assert figure.get_attribute("aria-describedby") is None
    assert page.locator("[role=tooltip]").count() == 0


def test_a_button_reports_its_id_once(drawn):
    page = drawn(a_table(1))
    page.locator("button").click()
    assert page.evaluate("window.sent") == [["go", "a"]]


def test_words_of_a_startup_stay_words(drawn):
    page = drawn(
        {"heads": [{"label": "<b>bold</b>", "figure": [words("<script>window.hit = 1</script>")], "note": []}]}
    )
    assert page.locator(".assay b, .assay script").count() == 0
    assert page.evaluate("window.hit") is None

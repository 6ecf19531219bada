"""Searching the portfolio in a real browser: typed, found, kept in the address, opened; and archiving, and back."""

import pytest

pytestmark = pytest.mark.browser


def test_what_is_typed_is_found_and_opened(filled, serve, visit):
    url, *_ = filled
    visitor = visit(serve(url))
    page = visitor.open()
    page.get_by_role("table", name="Ranking").wait_for()
    page.get_by_label("Search").first.fill("云")
    page.keyboard.press("Enter")
    page.get_by_text("Found for “云”").wait_for()
    assert "find=%E4%BA%91" in page.url
    page.locator("table[aria-label=Search] button", has_text="白云认知").click()
    page.locator("h1", has_text="白云认知").wait_for()
    assert visitor.errors == []


def test_archived_on_its_page_and_brought_back_from_the_portfolio(filled, serve, visit):
    url, *_ = filled
    visitor = visit(serve(url))
    page = visitor.open("/startup?id=quill")
    page.get_by_role("button", name="Archive").click()
    page.get_by_text("Nothing is deleted").wait_for()
    page.get_by_role("button", name="Archive it").click()
    page.get_by_text("Everything known of it is kept").wait_for()
    visitor.open("/")
    page.get_by_text("1 archived").click()
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("1 archived").wait_for(state="detached")
    assert page.get_by_text("Quillstone").count() > 0

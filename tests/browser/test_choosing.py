"""Choosing one of more startups than a list holds, in a real browser and by the keyboard alone."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from data.tables import StartupRow
from pages.components.choosing import FEW

pytestmark = pytest.mark.browser


@pytest.fixture
def crowded(empty):
    """The URL of a database with more startups than a list holds, none of them known for anything."""
    url, database = empty
    now = datetime.now(UTC)
    rows = [
        {"slug": f"kestrel-{number}", "name": f"Kestrel {number:03}", "summary_en": "", "summary_zh": "",
         "fictional": False, "created_at": now} for number in range(FEW + 1)
    ]  # fmt: skip
    with database.session() as session:
        session.execute(insert(StartupRow), rows)
    return url


def test_a_startup_is_found_while_its_name_is_typed_and_taken_by_the_keyboard(crowded, serve, visit):
    visitor = visit(serve(crowded))
    page = visitor.open("/economics")
    page.get_by_text("The first 50; more of the name narrows them down.").wait_for()
    page.get_by_label("Find a startup by part of its name").focus()
    page.keyboard.type("kestrel 117")
    page.get_by_text("The first 50").wait_for(state="detached")
    page.keyboard.press("Tab")
    for _ in range(3):
        if page.evaluate("document.activeElement.getAttribute('role')") == "combobox":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name="Kestrel 117").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/economics?id=kestrel-117*")
    assert visitor.real_errors() == []

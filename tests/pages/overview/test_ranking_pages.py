"""The ranking's pages: how it is sorted, turned over, and begun anew."""

import pytest

from pages.components.catch_up import waiting
from pages.components.overview import ranking
from tests.pages.startups import add_startup, open_app, press, said, sample_facts, views

pytestmark = pytest.mark.usefixtures("routed")


@pytest.fixture
def five(database, monkeypatch):
    monkeypatch.setattr(ranking, "ON_A_PAGE", 2)
    for number, every in enumerate((1, 3, 9, 20, 40)):
        add_startup(database, f"s{number}", name=f"S{9 - number}", facts=sample_facts(every=every))
    waiting()
    return database


def shown(app):
    view = next(view for view in views(app) if view.get("label") == "Ranking")
    return [row["cells"][0]["parts"][0]["go"] for row in view["rows"]]


def test_pages_are_turned_and_together_hold_everybody_once(five):
    app = open_app("overview")
    found = [shown(app)]
    assert "1 to 2 of 5" in said(app)
    for _ in range(2):
        press(app, "Next")
        found.append(shown(app))
    assert [len(page) for page in found] == [2, 2, 1] and "5 to 5 of 5" in said(app)
    assert {slug for page in found for slug in page} == {f"s{number}" for number in range(5)}
    assert next(button for button in app.button if button.label == "Next").disabled
    press(app, "Previous")
    assert shown(app) == found[1]
    press(app, "First")
    assert shown(app) == found[0]


def test_another_order_begins_at_the_first_page(five):
    app = open_app("overview")
    press(app, "Next")
    next(box for box in app.selectbox if box.label == "Sorted by").set_value("name").run()
    assert shown(app) == ["s4", "s3"] and "1 to 2 of 5" in said(app)


def test_under_another_profile_it_is_sorted_by_expectation_alone(five):
    app = open_app("overview", profile="strategic")
    assert not [box for box in app.selectbox if box.label == "Sorted by"] and len(shown(app)) == 2
    press(app, "Next")
    assert not app.exception and "3 to 4 of 5" in said(app)


def test_all_on_one_page_have_no_pages_to_turn(one):
    assert not [button for button in open_app("overview").button if button.label == "Next"]

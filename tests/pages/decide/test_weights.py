"""Weights edited on the page: the effect at once, saved under a name, chosen everywhere, deleted and brought back."""

import pytest

from data import repository
from pages.components.decide.weight_fields import normalised
from tests.pages.startups import open_app, press, said, views

pytestmark = pytest.mark.usefixtures("routed")


def slider(app, name):
    return next(each for each in app.slider if each.label.startswith(name))


def ranking(app):
    return next(view for view in views(app) if view.get("label") == "Ranking")


def cell_words(row, place):
    return [part["words"] for part in row["cells"][place]["parts"] if "words" in part]


def trail(database):
    with database.session() as session:
        return [(event.action, event.entity_id) for event in repository.audit_events(session, entity="profile")]


def test_points_become_shares_of_their_sum_and_nothing_of_nothing():
    assert normalised({"a": 30, "b": 10}) == {"a": 0.75, "b": 0.25}
    assert normalised({"a": 0, "b": 0}) == {}


def test_a_moved_weight_shows_the_new_score_its_change_and_its_share(many):
    app = open_app("decide")
    assert "comes first in" in app.title[0].value
    before = cell_words(ranking(app)["rows"][0], 2)
    assert len(before) == 2  # the score and its interval; no change yet
    slider(app, "Return potential").set_value(0).run()
    assert not app.exception
    changed = cell_words(ranking(app)["rows"][0], 2)
    assert len(changed) == 3 and float(changed[2].replace("−", "-").replace("+", "")) != 0
    assert slider(app, "Return potential").label == "Return potential · 0%"
    assert slider(app, "Problem and product").label == "Problem and product · 31%"
    assert "65 points given out" in said(app)


def test_an_axis_without_any_weight_is_refused_in_words(one):
    app = open_app("decide")
    for name in ("Return potential", "Problem and product", "Technology progress", "Execution"):
        slider(app, name).set_value(0).run()
    assert [error.value for error in app.error] == ["Give at least one category a weight."]


def test_a_saved_profile_is_on_record_chosen_at_once_and_offered_on_other_screens(many):
    app = open_app("decide")
    slider(app, "Execution").set_value(75).run()
    app.text_input[0].set_value("Deep tech")
    press(app, "Save profile")
    assert trail(many) == [("add", "deep-tech")]
    with many.session() as session:
        (stored,) = repository.saved_profiles(session)
    assert stored.expectation["execution"] == pytest.approx(75 / 150)
    assert stored.saved_by == "dashboard"
    app.switch_page("pages/startup.py").run()
    chooser = next(box for box in app.selectbox if box.label == "Weights of")
    assert chooser.value == "deep-tech"
    assert "Deep tech" in chooser.options


def test_a_deleted_profile_gives_way_to_the_default_and_comes_back_with_undo(many):
    app = open_app("decide")
    app.text_input[0].set_value("Mine")
    press(app, "Save profile")
    press(app, "Delete")
    assert "Growth investor" in app.title[0].value
    press(app, "Undo")
    assert trail(many) == [("restore", "mine"), ("delete", "mine"), ("add", "mine")]
    press(app, "Choose")
    assert "Mine" in app.title[0].value


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Give the profile a name"), ("Growth", "Growth is a profile that ships with the rubric")],
)
def test_a_name_that_cannot_be_used_is_refused_and_nothing_written(one, name, sentence):
    app = open_app("decide")
    app.text_input[0].set_value(name)
    press(app, "Save profile")
    assert sentence in app.error[0].value
    assert trail(one) == []


def test_a_past_day_before_anything_was_known_shows_nothing_assessed(one):
    app = open_app("overview", as_of="2020-01-01")
    assert app.title[0].value == "No startup is on record yet"
    assert "As it was known on 1 Jan 2020" in said(app) and "No judgement had been kept by that day." in said(app)
    press(app, "Back to today")
    assert "Northfold" in app.title[0].value


def test_the_address_names_the_profile(one):
    app = open_app("startup", profile="strategic")
    assert next(box for box in app.selectbox if box.label == "Weights of").value == "strategic"
    app = open_app("startup", profile="nobody")
    assert next(box for box in app.selectbox if box.label == "Weights of").value == "growth"

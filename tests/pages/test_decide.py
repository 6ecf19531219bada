"""The views that decide: each opens with nothing, one and many startups, in both languages, and says what is so."""

import pytest

from pages.components.decide import choosing as several
from pages.components.decide.views import VIEWS
from pages.components.language import say
from tests.pages.startups import open_app, said, views

pytestmark = pytest.mark.usefixtures("routed")


def spoken(row):
    return [part["words"] for cell in row["cells"] for part in cell["parts"] if "words" in part]


def table_of(app, label):
    return next(view for view in views(app) if view.get("label") == label)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("fill", ["database", "one", "many"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_view_opens_without_an_error_and_with_a_title(view, fill, language, request):
    request.getfixturevalue(fill)
    app = open_app("decide", view=view, language=language)
    assert not app.exception, app.exception
    assert app.title[0].value


def test_the_address_names_the_view(many):
    app = open_app("decide", view="compare")
    assert "stands before" in app.title[0].value
    assert "comes first in" in open_app("decide", view="no_such_view").title[0].value


def test_a_comparison_named_in_the_address_shows_those_startups(many):
    app = open_app("decide", view="compare", **{"with": ["kestrel", "baiyun"]})
    assert set(app.multiselect[0].value) == {"kestrel", "baiyun"}
    assert len(table_of(app, "Axes and verdicts")["rows"]) == 2


def test_fewer_than_two_startups_are_not_compared(one):
    app = open_app("decide", view="compare")
    assert "Choose at least two startups." in said(app)


def test_sensitivity_sets_the_sampled_share_beside_the_closed_form(many):
    app = open_app("decide", view="sensitivity", **{"with": "baiyun"})
    assert "白云认知" in app.title[0].value
    rows = table_of(app, "What the score hangs on")["rows"]
    for row in rows:
        closed, sampled = (float(words.rstrip("%")) for words in spoken(row)[-2:])
        assert sampled == pytest.approx(closed, abs=2)
    swings = [float(spoken(row)[-4]) for row in rows]
    assert swings == sorted(swings, reverse=True)


def test_what_would_change_our_mind_starts_from_the_verdict_as_it_stands(many):
    app = open_app("decide", view="sensitivity", **{"with": "kestrel"})
    assert "The verdict stands at Hold" in said(app)
    chances = [spoken(row) for row in table_of(app, "If this criterion turned out")["rows"]]
    between = [abs(float(row[-1].replace("−", "-").replace("+", ""))) for row in chances]
    assert between == sorted(between, reverse=True)


@pytest.mark.parametrize("view", ["compare", "portfolio"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_among_many_the_startups_of_a_view_are_looked_up_by_their_name(many, monkeypatch, view, language):
    monkeypatch.setattr(several, "FEW", 2)
    monkeypatch.setattr(several, "MOST", 2)
    app = open_app("decide", view=view, language=language)
    assert not app.exception, app.exception
    field = next(field for field in app.text_input if field.placeholder == say(language, "choose.startup.find"))
    assert say(language, "choose.first", count=2) in said(app)
    field.set_value("halden").run()
    assert not app.exception, app.exception
    assert "Halden Bio" in app.multiselect[0].options

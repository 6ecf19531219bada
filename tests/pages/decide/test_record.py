"""Whether past judgements came true: outcomes entered by hand, and forecasts held against them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from data import repository
from data.records import Outcome
from data.tables import FactRow
from pages.components import loaders
from tests.pages.startups import add_startup, open_app, press, said, sample_facts, views

pytestmark = pytest.mark.usefixtures("routed")


def spoken(row):
    return [part["words"] for cell in row["cells"] for part in cell["parts"] if "words" in part]


def table_of(app, label):
    return next(view for view in views(app) if view.get("label") == label)


def test_an_outcome_is_entered_listed_audited_and_the_record_says_it_is_too_early(one):
    app = open_app("decide", view="record")
    assert app.title[0].value.startswith("No judgements can be held against outcomes so far")
    app.text_input[0].set_value("Register extract, p. 3")
    press(app, "Enter")
    assert not app.exception
    (row,) = table_of(app, "Outcomes on record")["rows"]
    assert spoken(row)[:3] == ["Northfold", "Raised at a higher price", "favourable"]
    assert "at least 20 are needed" in said(app)
    with one.session() as session:
        (event,) = repository.audit_events(session, entity="outcome")
    assert (event.action, event.actor) == ("add", "dashboard")


def test_an_outcome_without_a_source_is_refused(one):
    app = open_app("decide", view="record")
    press(app, "Enter")
    assert [error.value for error in app.error] == ["Name where the outcome can be checked."]
    with one.session() as session:
        assert repository.outcomes(session) == []


def test_enough_outcomes_bring_score_lift_and_calibration(database):
    long_ago = datetime.now(UTC) - timedelta(days=800)
    for number in range(20):
        slug = f"startup-{number:02}"
        add_startup(database, slug, facts=sample_facts(every=8 + number % 3))
        with database.session() as session:
            entered = Outcome(slug, loaders.today(), "up_round", number % 3 > 0, "Filing")
            repository.add_outcome(session, entered, actor="test")
    with database.session() as session:
        session.execute(update(FactRow).values(entered_at=long_ago))
    app = open_app("decide", view="record")
    assert not app.exception
    assert app.title[0].value.startswith("Over 20 outcomes the forecasts")
    figures = next(view for view in views(app) if "heads" in view)["heads"]
    assert [each["label"] for each in figures] == ["Brier score", "Lift", "Concordance", "Outcomes"]
    assert 0 <= float(figures[0]["figure"][0]["words"]) <= 1
    with database.session() as session:
        repository.archive(session, "startup-03", actor="test")
    after = open_app("decide", view="record")
    assert next(view for view in views(after) if "heads" in view)["heads"] == figures, "archived ones count"

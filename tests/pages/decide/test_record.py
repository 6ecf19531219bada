"""Portfolio, outcomes, explained changes, the transparency index and the calibration on their pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from analysis.portfolio.exposures import DEPENDENCES, HIDDEN_PARENT, values_of
from data import repository
from data.catalogue import reference_text
from data.records import EvidenceLevel, Fact, Outcome
from data.tables import FactRow
from pages.components import loaders
from pages.components.charts.calibration import CalibrationPoint, CalibrationWords, calibration_chart
from pages.components.decide.exposures import shown_value
from pages.components.palette import LIGHT
from tests.pages.startups import BINDER, a_claim, add_startup, open_app, press, said, sample_facts, views

pytestmark = pytest.mark.usefixtures("routed")
DAY = date(2026, 9, 30)


def documented(key, value):
    return Fact(key, value, EvidenceLevel.DOCUMENTED, DAY, BINDER)


def spoken(row):
    return [part["words"] for cell in row["cells"] for part in cell["parts"] if "words" in part]


def table_of(app, label):
    return next(view for view in views(app) if view.get("label") == label)


@pytest.fixture
def cloudy(database):
    """Three startups, two on one cloud, one whose base model a run found."""
    for slug, provider in (("north", "Halden Cloud"), ("south", "Halden  Cloud"), ("west", "Own hall")):
        facts = [documented("compute_provider", provider), documented("base_model_name", "own")]
        add_startup(database, slug, name=slug.title(), facts=facts)
    parent = Fact("lineage_verdict", "undeclared_parent", EvidenceLevel.MEASURED, DAY, BINDER)
    with database.session() as session:
        repository.add_facts(session, "west", [parent], actor="test")
    return database


def test_the_title_names_the_dependence_that_most_share(cloudy):
    app = open_app("decide", view="portfolio")
    assert app.title[0].value == "Two of three share the same compute provider: Halden Cloud"
    rows = table_of(app, "What they hang on together")["rows"]
    assert [spoken(row)[0] for row in rows] == ["Halden Cloud"]
    assert spoken(rows[0])[-1] == "67%"


def test_a_base_model_found_by_a_run_is_not_called_the_companys_own(cloudy):
    base = next(each for each in DEPENDENCES if each.key == "base_model_name")
    found = values_of(base, {entry.startup.slug: entry.evidence for entry in loaders.standings()})
    assert found == {"north": ("own",), "south": ("own",), "west": (HIDDEN_PARENT,)}
    assert shown_value(base, HIDDEN_PARENT) == "undeclared base model, found by a run"


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


def test_a_forecast_that_holds_lies_on_the_diagonal_with_its_interval():
    point = CalibrationPoint(0.7, 0.7, 0.5, 0.85, "seven in ten")
    diagonal, points = calibration_chart([point], CalibrationWords("F", "O"), LIGHT).data
    assert list(diagonal.x) == list(diagonal.y) == [0, 100]
    assert (points.x[0], points.y[0]) == (70, 70)
    assert points.error_y.array[0] == pytest.approx(15) and points.error_y.arrayminus[0] == pytest.approx(20)


def test_the_calibration_is_shown_as_it_was_kept(one):
    app = open_app("methodology")
    rows = table_of(app, "Do the intervals hold what they promise")["rows"]
    kept = reference_text("calibration.yaml")
    assert len(rows) == kept.count("- baseline_rank_correlation") >= 8
    assert any(
        part.get("style") == "strong attention" for row in rows for cell in row["cells"] for part in cell["parts"]
    )


@pytest.mark.parametrize(("language", "label"), [("en", "Claims called out"), ("zh", "被指出偏高的宣称")])
def test_a_claim_above_its_measurement_is_called_out_over_the_whole_portfolio(database, language, label):
    add_startup(database, "loud", facts=sample_facts(every=9), claims=[a_claim(value=0.99)], with_run=True)
    add_startup(database, "fair", facts=sample_facts(every=9), claims=[a_claim(value=0.61)], with_run=True)
    called = table_of(open_app("decide", view="portfolio", language=language), label)
    assert [spoken(row)[0] for row in called["rows"]] == ["Loud"]
    assert "99.0" in spoken(called["rows"][0]) and "60.0" in spoken(called["rows"][0])


def test_without_a_claim_compared_the_portfolio_says_that_none_is_called_out(database):
    add_startup(database, "quiet", facts=sample_facts(every=9))
    shown = said(open_app("decide", view="portfolio"))
    assert "Of 0 claims compared" in shown and "No claim of the portfolio" in shown

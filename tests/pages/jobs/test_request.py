"""Asking for a measurement on the screen."""

import pytest

from data import repository
from pages.components.jobs import request
from pages.components.jobs.request import show_request
from tests.pages.drawing import draw, spoken
from tests.pages.records import HOSTILE
from tests.pages.sections import open_section
from tests.pages.startups import add_startup, press, said


def choose(app, label, value):
    next(box for box in app.selectbox if box.label == label).set_value(value).run()


def section():
    return open_section("pages.components.jobs.request.show_request")


def requested(database):
    with database.session() as session:
        return [run.request for run in repository.runs(session)]


@pytest.fixture
def northfold(database):
    return add_startup(database, "northfold", name="Northfold", facts=[])


@pytest.mark.parametrize("kind", ["checkpoint", "lineage", "contamination", "classical_baseline", "serving"])
def test_an_examination_can_be_asked_for(database, northfold, kind):
    app = section()
    choose(app, "What to measure", f"kind:{kind}")
    assert app.number_input(key="request_limit").disabled
    press(app, "Ask for the run")
    (request,) = requested(database)
    assert (request.model_id, request.kind, request.suite, request.settings) == (northfold, kind, None, {})
    assert "waits for the worker" in said(app)


def test_a_suite_is_asked_for_with_as_many_items_as_named(database, northfold):
    app = section()
    choose(app, "What to measure", "suite:demo")
    app.number_input(key="request_limit").set_value(25).run()
    press(app, "Ask for the run")
    (request,) = requested(database)
    assert (request.kind, request.suite, request.settings) == ("benchmark", "demo", {"limit": 25})


def test_a_limit_of_an_earlier_choice_does_not_reach_an_examination(database, northfold):
    app = section()
    app.number_input(key="request_limit").set_value(25).run()
    choose(app, "What to measure", "kind:lineage")
    press(app, "Ask for the run")
    (request,) = requested(database)
    assert (request.kind, request.settings) == ("lineage", {})


def test_a_request_equal_to_one_under_way_joins_it(database, northfold):
    app = section()
    press(app, "Ask for the run")
    press(app, "Ask for the run")
    assert len(requested(database)) == 1
    assert "Run 1 waits for the worker." in said(app)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No model was handed over yet; upload a profile that names one."),
        ("zh", "尚未提交模型；请上传写明模型的档案。"),
    ],
)
def test_without_a_model_it_says_what_to_do(database, language, sentence):
    found = draw(show_request, language=language)
    assert sentence in found.said and not [node for node in found.nodes if node.type == "button"]
    with database.session() as session:
        repository.add_startup(
            session, slug="bare", name="Bare", summary_en="", summary_zh="", fictional=False, actor="test"
        )
    assert sentence in draw(show_request, language=language).said


def test_models_are_offered_with_their_startup_letter_by_letter(database, northfold):
    with database.session() as session:
        repository.add_model(session, "northfold", name=HOSTILE, location="l", actor="test")
    found = draw(show_request)
    assert list(found.widget("selectbox", "Model").options) == [
        "northfold-model · Northfold",
        f"{HOSTILE} · Northfold",
    ]


@pytest.mark.usefixtures("northfold")
@pytest.mark.parametrize(("language", "label"), [("en", "What to measure"), ("zh", "测量内容")])
def test_suites_are_offered_first_and_every_choice_is_described(language, label):
    found = draw(show_request, language=language)
    offered = list(found.widget("selectbox", label).options)
    measurements = spoken(language, request._measurements)
    assert offered == [each.label for each in measurements.values()]
    kinds = [each.kind for each in measurements.values()]
    assert kinds == sorted(kinds, key=lambda kind: kind != "benchmark")
    assert all(each.description for each in measurements.values())

"""Asking for a measurement on the screen, and what ended runs say they found."""

from datetime import date

import pytest

from data import repository
from data.records import EvidenceLevel, Fact, RunRequest, Source
from tests.pages.startups import add_startup, open_app, press, said, sample_facts, views

DAY = date(2026, 11, 25)


def choose(app, label, value):
    next(box for box in app.selectbox if box.label == label).set_value(value).run()


def requested(database):
    with database.session() as session:
        return [run.request for run in repository.runs(session)]


@pytest.fixture
def northfold(database):
    return add_startup(database, "northfold", name="Northfold", facts=sample_facts(every=9))


@pytest.mark.parametrize("kind", ["checkpoint", "lineage", "contamination", "classical_baseline", "serving"])
def test_an_examination_can_be_asked_for(database, northfold, routed, kind):
    app = open_app("jobs")
    choose(app, "What to measure", f"kind:{kind}")
    assert app.number_input(key="request_limit").disabled
    press(app, "Ask for the run")
    (request,) = requested(database)
    assert (request.model_id, request.kind, request.suite, request.settings) == (northfold, kind, None, {})
    assert "waits for the worker" in said(app)


def test_a_suite_is_asked_for_with_as_many_items_as_named(database, northfold, routed):
    app = open_app("jobs")
    choose(app, "What to measure", "suite:demo")
    app.number_input(key="request_limit").set_value(25).run()
    press(app, "Ask for the run")
    (request,) = requested(database)
    assert (request.kind, request.suite, request.settings) == ("benchmark", "demo", {"limit": 25})


def test_a_limit_of_an_earlier_choice_does_not_reach_an_examination(database, northfold, routed):
    app = open_app("jobs")
    app.number_input(key="request_limit").set_value(25).run()
    choose(app, "What to measure", "kind:lineage")
    press(app, "Ask for the run")
    (request,) = requested(database)
    assert (request.kind, request.settings) == ("lineage", {})


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Shares initialisation with an undeclared model"), ("zh", "同源")]
)
def test_an_ended_examination_says_what_it_found(database, northfold, language, told):
    with database.session() as session:
        run = repository.request_run(session, RunRequest(northfold, "lineage"))
        attempt = repository.begin_attempt(session, run.id)
        repository.finish_run(session, run.id, attempt, scores=[], samples=[], engine={}, protocol={})
        source = Source("run", f"Run {run.id}", dated=DAY, run_id=run.id)
        found = [
            Fact("architecture_type", "dense_transformer", EvidenceLevel.MEASURED, DAY, source),
            Fact("context_length_tokens", 256, EvidenceLevel.MEASURED, DAY, source),
            Fact("lineage_verdict", "undeclared_parent", EvidenceLevel.MEASURED, DAY, source),
        ]
        repository.add_facts(session, "northfold", found, actor="worker")
    shown = str(views(open_app("jobs", language=language)))
    assert told in shown
    assert "256" not in shown, "two facts are enough, and the run's own results come first"


@pytest.mark.parametrize(("language", "told"), [("en", "No worker is running"), ("zh", "工作进程没有运行")])
def test_without_a_worker_the_screen_says_so_and_how_to_start_one(database, northfold, language, told):
    (warning,) = open_app("jobs", language=language).warning
    assert told in warning.value and "python -m evals worker" in warning.value
    with database.session() as session:
        repository.give_sign(session, "worker")
    assert not open_app("jobs", language=language).warning

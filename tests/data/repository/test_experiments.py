"""Experiments: asked for once, taken once, ended once, and told of in the audit trail."""

import sys

import pytest

from data.records import InvalidInput, NotFound, ProbeQuestion, Refused, RunState, TrainingLesson
from data.repository import (
    add_model,
    add_startup,
    audit_events,
    end_experiment,
    end_interrupted_experiments,
    experiments,
    find_experiment,
    note_progress,
    request_experiment,
    request_experiment_cancel,
    take_experiment,
    waiting_experiments,
)
from data.repository.experiments import MOST_WAITING


@pytest.fixture
def model_id(database):
    with database.session() as session:
        add_startup(session, slug="k", name="K", summary_en="x", summary_zh="x", fictional=True, actor="test")
        return add_model(session, "k", name="Loom", location="models/loom", actor="test").id


def asked(session, model_id, prompt="Once upon"):
    return request_experiment(
        session, "probe", ProbeQuestion(prompt).as_settings(), requested_by="test", model_id=model_id
    ).id


def test_what_was_asked_stands_in_the_audit_trail_long_texts_cut(database, model_id):
    with database.session() as session:
        key = asked(session, model_id, "word " * 300)
        event = audit_events(session, entity="experiment")[0]
    assert (event.actor, event.action, event.entity_id) == ("test", "request", str(key))
    assert event.after["model_id"] == model_id and event.after["kind"] == "probe"
    assert event.after["settings"]["prompt"].endswith("… (1500 characters)")
    assert event.after["settings"]["temperature"] == 0.8


def test_an_experiment_is_taken_once_and_ended_once(database, model_id):
    with database.session() as session:
        key = asked(session, model_id)
        assert waiting_experiments(session) == [(key, "probe")]
        taken = take_experiment(session, key)
        assert taken.state is RunState.RUNNING and taken.started_at is not None and taken.model.name == "Loom"
        assert take_experiment(session, key) is None
        assert note_progress(session, key, {"stage": "reading"})
        assert end_experiment(session, key, state=RunState.FINISHED, result={"a": 1})
        assert not end_experiment(session, key, state=RunState.FAILED, problem={"code": "died"})
        assert not note_progress(session, key, {"stage": "late"})
        found = find_experiment(session, key)
    assert (found.state, found.result, found.problem, found.progress) == (
        RunState.FINISHED,
        {"a": 1},
        None,
        {"stage": "reading"},
    )


def test_one_that_waits_is_cancelled_at_once_one_that_runs_only_marked(database, model_id):
    with database.session() as session:
        first, second = asked(session, model_id), asked(session, model_id)
        take_experiment(session, second)
        for key in (first, second):
            request_experiment_cancel(session, key, actor="test")
        states = [find_experiment(session, key) for key in (first, second)]
        actions = [event.action for event in audit_events(session, entity="experiment")]
    assert [each.state for each in states] == [RunState.CANCELLED, RunState.RUNNING]
    assert states[1].cancel_requested
    assert actions.count("cancel") == 2


def test_more_than_twenty_do_not_wait(database, model_id):
    with database.session() as session:
        for _ in range(MOST_WAITING):
            asked(session, model_id)
        with pytest.raises(Refused, match="20 experiments wait already"):
            asked(session, model_id)


def test_what_ran_when_its_process_died_is_ended_with_the_reason(database, model_id):
    with database.session() as session:
        running, waiting = asked(session, model_id), asked(session, model_id)
        take_experiment(session, running)
        assert end_interrupted_experiments(session) == 1
        assert find_experiment(session, running).problem == {"code": "interrupted"}
        assert find_experiment(session, waiting).state is RunState.QUEUED


def test_old_results_are_dropped_and_what_was_asked_stays(database, model_id, monkeypatch):
    monkeypatch.setattr(sys.modules[request_experiment.__module__], "RESULTS_KEPT", 2)
    with database.session() as session:
        keys = [asked(session, model_id) for _ in range(4)]
        for key in keys:
            take_experiment(session, key)
            end_experiment(session, key, state=RunState.FINISHED, result={"n": key})
    with database.session() as session:
        found = [find_experiment(session, key) for key in keys]
        listed = experiments(session, kind="probe")
    assert [each.result for each in found] == [None, None, {"n": keys[2]}, {"n": keys[3]}]
    assert found[0].settings["prompt"] == "Once upon"
    assert [each.id for each in listed] == keys[::-1] and all(each.result is None for each in listed)


def test_an_unknown_experiment_or_model_is_said_to_be_unknown(database):
    with database.session() as session:
        with pytest.raises(NotFound, match="No experiment 7"):
            find_experiment(session, 7)
        with pytest.raises(NotFound, match="No model 99"):
            asked(session, 99)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"prompt": "  \n"}, "prompt"),
        ({"prompt": "x" * 2001}, "2001"),
        ({"temperature": float("nan")}, "temperature"),
        ({"temperature": 2.1}, "2.1"),
        ({"length": 101}, "length"),
        ({"top": 0}, "top"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_question_outside_its_limits_is_refused_by_name(wrong, named):
    with pytest.raises(InvalidInput, match=named):
        ProbeQuestion(**({"prompt": "Once"} | wrong))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"text": "short"}, "text"),
        ({"text": "x" * 20_001}, "20001"),
        ({"prompt": " "}, "prompt"),
        ({"steps": 10}, "steps"),
        ({"layers": 5}, "layers"),
        ({"hidden": 100}, "hidden"),
        ({"heads": 3}, "heads"),
    ],
)
def test_a_lesson_outside_its_limits_is_refused_by_name(wrong, named):
    with pytest.raises(InvalidInput, match=named):
        TrainingLesson(**({"text": "word " * 100, "prompt": "word"} | wrong))

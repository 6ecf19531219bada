"""Asking the worker and following it: addresses that name nothing, problems in words, stages on the way."""

from dataclasses import replace

import pytest

from data import repository
from data.records import RunState
from pages.components.inside import exchange
from pages.components.inside.wording import LOCALES
from pages.components.language import catalogue
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE, MOMENT, experiment

VALUES = {
    "tokens": 9, "most": 3, "location": "a/b", "message_en": "A pickle.", "message_zh": "序列化文件。",
    "needed": 9.0, "free": 1.0, "reason": "Bad: *x*", "how": "SIGKILL", "seconds": 120, "characters": 3,
    "least": 200,
}  # fmt: skip


def problem(language="en", **given):
    failed = experiment("probe", state=RunState.FAILED, problem={**VALUES, **given})
    return draw(exchange.show_problem, failed, language=language).said.replace("\u2060", "")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_problem_of_the_catalogue_is_told_in_words_without_a_gap(language):
    codes = [key.removeprefix("problem.") for key in catalogue(language, LOCALES) if key.startswith("problem.")]
    assert len(codes) > 10
    for code in codes:
        said = problem(language, code=code)
        assert said and "{" not in said, code


@pytest.mark.parametrize(
    ("language", "code", "sentence"),
    [
        ("en", "gate", "found this: A pickle\\."),
        ("zh", "gate", "序列化文件。"),
        ("en", "never_heard_of", "It broke down (Bad: \\*x\\*)"),
        ("en", "timed_out", "after 120 seconds"),
        ("en", "prompt_too_long", "has 9 tokens in this model's vocabulary, at most 3"),
    ],
)
def test_a_problem_is_told_with_its_values_as_text(language, code, sentence):
    assert sentence in problem(language, code=code)


def test_a_hostile_reason_makes_no_markup():
    assert "\\<b\\>A" in problem(code="not_loaded", reason=HOSTILE)


@pytest.mark.parametrize(
    ("state", "english", "chinese"),
    [(RunState.CANCELLED, "cancelled", "已取消"), (RunState.TIMED_OUT, "took too long", None)],
)
def test_an_end_without_a_problem_is_told_by_its_state(state, english, chinese):
    ended = experiment("probe", state=state)
    assert english in draw(exchange.show_problem, ended).said
    if chinese:
        assert chinese in draw(exchange.show_problem, ended, language="zh").said


@pytest.mark.parametrize("named", ["", "x", "-1", "1.5", "999", "²", "٣", "9" * 40])
def test_an_address_that_names_no_experiment_shows_nothing(calculator, named):
    assert draw(exchange.chosen, "probe", address={"probe": named}).result is None


def asked(database, kind="training"):
    with database.session() as session:
        return repository.request_experiment(session, kind, {"prompt": "x"}, requested_by="test").id


def test_an_experiment_is_found_by_its_kind_alone(database):
    key = asked(database)
    assert draw(exchange.chosen, "training", address={"training": str(key)}).result.id == key
    assert draw(exchange.chosen, "probe", address={"probe": str(key)}).result is None


def test_what_is_asked_stands_in_the_address_and_in_the_name_of_the_dashboard(database):
    drawn = draw(exchange.ask, "training", {"prompt": "x"})
    with database.session() as session:
        (found,) = repository.experiments(session, kind="training")
    assert drawn.address == {"training": str(found.id)}
    assert (found.requested_by, found.state) == ("dashboard", RunState.QUEUED)


@pytest.mark.parametrize(
    ("progress", "share", "stage"),
    [
        ({}, None, "Starting"),
        ({"stage": "opening"}, None, "Examining and opening the model"),
        ({"stage": "writing", "done": 10, "total": 40}, 0.25, "Writing on: 10 of 40 tokens"),
        ({"stage": "training", "curve": [3.0, 2.0, 1.0], "total": 300}, 0.01, "Training: step 3 of 300"),
        ({"stage": "writing", "done": 0, "total": 0}, None, "Writing on: 0 of 0 tokens"),
    ],
)
def test_how_far_it_is_is_told_by_its_stage(progress, share, stage):
    running = experiment("probe", state=RunState.RUNNING, progress=progress, started_at=MOMENT)
    assert draw(exchange._stage, running).result == (share, stage)


@pytest.mark.parametrize(
    ("signs", "sentence"),
    [
        ((), "No worker is running"),
        (("worker",), "The worker is loading its model libraries"),
        (("worker", "experiments"), "Waiting for its turn"),
    ],
)
def test_what_has_not_begun_says_what_it_waits_for(database, signs, sentence):
    with database.session() as session:
        for name in signs:
            repository.give_sign(session, name)
    waiting = replace(experiment("probe", state=RunState.QUEUED), started_at=None)
    share, stage = draw(exchange._stage, waiting).result
    assert share is None and sentence in stage
    assert ("No worker" in draw(exchange.show_absence).said) is (not signs)


def test_a_visit_is_announced_once_and_not_at_every_drawing(database):
    draw(exchange.announce_visit)
    with database.session() as session:
        first = repository.sign_seen(session, "visitor")
    draw(exchange.announce_visit)
    with database.session() as session:
        assert repository.sign_seen(session, "visitor") >= first

"""Runs: asked for once, carried out under a fence, finished together or not at all, cancelled cleanly."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data.records import (
    InvalidInput,
    Judgement,
    KeptJudgement,
    NotFound,
    Points,
    Refused,
    RunProgress,
    RunRequest,
    RunState,
    SampleResult,
    Scale,
    Score,
)
from data.repository import (
    add_model,
    add_schedule,
    add_startup,
    assessments_of,
    audit_events,
    begin_attempt,
    cancel_requested,
    end_run,
    find_run,
    finish_run,
    keep_assessment,
    record_progress,
    remove_schedule,
    request_cancel,
    request_run,
    runs,
    samples_of,
    schedules,
)

SCORE = Score("mmlu", "acc", 0.5, 0.01, 100, 14042, 5, "1", "hash", scale=Scale.FRACTION)
SAMPLE = SampleResult("mmlu", 0, {"question": "?"}, "A", [["ctx", " A"]], [[-1.5, True]], {"acc": 1.0})


@pytest.fixture
def model(session):
    add_startup(session, slug="acme", name="Acme", summary_en="a", summary_zh="b", fictional=True, actor="test")
    return add_model(session, "acme", name="M", location="m", actor="test")


@pytest.fixture
def run(session, model):
    return request_run(session, RunRequest(model.id, suite="demo", settings={"limit": 10}))


def finished(session, run, attempt, scores=(SCORE,), samples=(SAMPLE,)):
    return finish_run(session, run.id, attempt, scores=scores, samples=samples, engine={"torch": "2"}, protocol={})


def test_the_same_request_joins_the_run_under_way(session, model, run):
    again = request_run(session, RunRequest(model.id, suite="demo", settings={"limit": 10}, requested_by="page"))
    other = request_run(session, RunRequest(model.id, suite="demo", settings={"limit": 20}))
    assert again.id == run.id
    assert other.id != run.id
    assert (run.state, run.attempt, run.startup_slug) == (RunState.QUEUED, 0, "acme")


@pytest.mark.parametrize(
    ("kind", "settings", "sentence"),
    [
        ("classical_baseline", {"sead": 7}, "Run setting 'sead' is not known to 'classical_baseline'"),
        ("checkpoint", {"claimed_parameter_billion": 3}, "'claimed_parameter_billion' is not known to 'checkpoint'"),
        ("benchmark", {"limit": -1}, "'limit' of 'benchmark': got -1, expected a whole number"),
    ],
)
def test_a_request_with_a_wrong_setting_is_refused_before_anything_is_written(session, model, kind, settings, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        request_run(session, RunRequest(model.id, kind, settings=settings))
    assert runs(session) == []


def test_the_order_of_tasks_does_not_make_another_run(session, model):
    first = request_run(session, RunRequest(model.id, tasks=("a", "b")))
    assert request_run(session, RunRequest(model.id, tasks=("b", "a"))).id == first.id


def test_a_finished_measurement_may_be_asked_for_again(session, model, run):
    finished(session, run, begin_attempt(session, run.id))
    again = request_run(session, RunRequest(model.id, suite="demo", settings={"limit": 10}))
    assert again.id != run.id
    assert again.run_key == run.run_key.replace(":1", ":2")


def test_a_finished_run_holds_scores_samples_and_its_last_progress(session, run):
    attempt = begin_attempt(session, run.id, device="cpu")
    assert record_progress(session, run.id, attempt, RunProgress(40, 100, 12.5, 6.0, "mmlu"))
    assert find_run(session, run.id).progress == RunProgress(40, 100, 12.5, 6.0, "mmlu")
    assert finished(session, run, attempt)
    read = find_run(session, run.id)
    assert (read.state, read.device, read.progress.done, read.progress.seconds_left) == ("finished", "cpu", 100, 0.0)
    assert [(score.metric, score.value, score.run_id) for score in read.scores] == [("acc", 0.5, run.id)]
    assert samples_of(session, run.id, "mmlu") == [SAMPLE]
    assert read.finished_at is not None and read.finished_at >= read.started_at


def test_samples_come_in_item_order_and_by_page(session, run):
    samples = [SampleResult("mmlu", number, {}, "A", [], [], {}) for number in (3, 1, 2, 0)]
    finished(session, run, begin_attempt(session, run.id), samples=samples)
    assert [sample.doc_id for sample in samples_of(session, run.id, "mmlu", offset=1, limit=2)] == [1, 2]
    assert [sample.doc_id for sample in samples_of(session, run.id, "mmlu", limit=None)] == [0, 1, 2, 3]


def test_a_worker_whose_attempt_was_taken_over_can_write_nothing(session, run):
    first = begin_attempt(session, run.id)
    second = begin_attempt(session, run.id)
    assert (first, second) == (1, 2)
    assert not record_progress(session, run.id, first, RunProgress(99))
    assert not finished(session, run, first)
    assert not end_run(session, run.id, state=RunState.FAILED, error="late", attempt=first)
    assert find_run(session, run.id).state is RunState.RUNNING
    assert find_run(session, run.id).scores == ()
    assert finished(session, run, second)


def test_a_result_that_comes_after_the_end_is_not_taken(session, run):
    attempt = begin_attempt(session, run.id)
    assert end_run(session, run.id, state=RunState.TIMED_OUT, error="slow", attempt=attempt)
    assert not finished(session, run, attempt)
    read = find_run(session, run.id)
    assert (read.state, read.error, read.scores) == (RunState.TIMED_OUT, "slow", ())


def test_a_retry_clears_the_error_and_keeps_the_start(session, run):
    attempt = begin_attempt(session, run.id)
    started = find_run(session, run.id).started_at
    end_run(session, run.id, state=RunState.RETRYING, error="lost contact", attempt=attempt)
    assert (find_run(session, run.id).state, find_run(session, run.id).finished_at) == (RunState.RETRYING, None)
    begin_attempt(session, run.id)
    read = find_run(session, run.id)
    assert (read.state, read.error, read.started_at, read.attempt) == (RunState.RUNNING, None, started, 2)


def test_cancelling_a_queued_run_ends_it_at_once(session, run):
    cancelled = request_cancel(session, run.id, actor="ann")
    assert cancelled.state is RunState.CANCELLED
    assert cancelled.finished_at is not None
    assert [event.action for event in audit_events(session, entity="run")] == ["cancel", "request"]


def test_cancelling_a_running_run_leaves_a_mark_for_the_worker(session, run):
    attempt = begin_attempt(session, run.id)
    assert not cancel_requested(session, run.id)
    assert request_cancel(session, run.id, actor="ann").state is RunState.RUNNING
    assert cancel_requested(session, run.id)
    assert end_run(session, run.id, state=RunState.CANCELLED, error=None, attempt=attempt)
    with pytest.raises(Refused, match=r"has ended already \(cancelled\)"):
        request_cancel(session, run.id, actor="ann")


def test_runs_are_listed_newest_first_and_by_state(session, model, run):
    other = request_run(session, RunRequest(model.id, kind="lineage"))
    begin_attempt(session, other.id)
    assert [found.id for found in runs(session)] == [other.id, run.id]
    assert [found.id for found in runs(session, states=(RunState.QUEUED,))] == [run.id]
    assert [found.id for found in runs(session, kind="lineage", slugs=("acme",))] == [other.id]
    assert runs(session, slugs=("nobody",)) == []
    assert len(runs(session, limit=1)) == 1


def test_the_newest_runs_that_ended_are_read_from_the_newest_on_and_not_sorted_out_of_all(plan):
    ended = [state for state in RunState if state.is_final]
    assert "TEMP B-TREE" not in plan(lambda session: runs(session, states=ended, limit=5))
    assert "run_by_state" in plan(lambda session: runs(session, states=[RunState.QUEUED], limit=5))


def test_an_unknown_run_is_refused(session):
    with pytest.raises(NotFound, match="No run 5"):
        find_run(session, 5)


def test_a_schedule_is_kept_once_and_can_be_removed(session, model):
    schedule = add_schedule(session, "acme", suite="demo", cron="0 3 * * 1", actor="ann")
    assert schedules(session) == [schedule]
    with pytest.raises(InvalidInput, match="already has suite 'demo' at"):
        add_schedule(session, "acme", suite="demo", cron="0 3 * * 1", actor="ann")
    assert remove_schedule(session, schedule.id, actor="ann").cron == "0 3 * * 1"
    assert schedules(session) == []
    with pytest.raises(NotFound, match="No schedule"):
        remove_schedule(session, schedule.id, actor="ann")


def test_the_same_judgement_is_kept_once(session, model, today):
    judgement = Judgement(Points(80.0, 70.0, 90.0), Points(30.0, 20.0, 40.0), "hold", "soft_arr", ("soft_arr",))
    first = KeptJudgement(today, "r", "growth", "e", judgement, datetime(2026, 11, 1, tzinfo=UTC))
    second = replace(first, evidence_hash="f", judgement=replace(judgement, capped_by=None, findings=()))
    assert keep_assessment(session, "acme", first)
    assert not keep_assessment(session, "acme", first)
    assert keep_assessment(session, "acme", second)
    assert assessments_of(session, "acme", profile="growth") == [first, second]
    assert assessments_of(session, "acme", profile="seed") == []

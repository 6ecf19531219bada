from datetime import UTC, datetime, timedelta

import pytest

from data.database import open_database
from data.records import InvalidInput, RunState, Schedule
from data.repository import add_model, add_schedule, add_startup, archive, end_run, restore, runs
from evals.jobs.repeats import check_cron, latest_due, request_due_runs

MONDAY_THREE = "0 3 * * 1"


def schedule(created_at):
    return Schedule(1, "nimbus", "demo", MONDAY_THREE, True, created_at)


def test_the_latest_moment_is_that_of_the_cron_expression():
    friday = datetime(2026, 9, 25, 12, tzinfo=UTC)
    assert latest_due(schedule(datetime(2026, 9, 1, tzinfo=UTC)), friday) == datetime(2026, 9, 21, 3, tzinfo=UTC)


def test_nothing_is_due_before_the_first_moment_after_the_schedule_was_added():
    wednesday = datetime(2026, 9, 23, tzinfo=UTC)
    assert latest_due(schedule(wednesday), wednesday + timedelta(days=2)) is None


@pytest.mark.parametrize("cron", ["", "every day", "0 3 * *", "0 3 * * 1 2026", "61 3 * * 1"])
def test_a_cron_expression_that_cannot_be_read_is_refused(cron):
    with pytest.raises(InvalidInput, match="cannot be read; give five fields in UTC"):
        check_cron(cron)


@pytest.fixture
def database(tmp_path):
    database = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with database.session() as session:
        add_startup(session, slug="nimbus", name="N", summary_en="", summary_zh="", fictional=True, actor="t")
        for name in ("one", "two"):
            add_model(session, "nimbus", name=name, location=name, actor="t")
        add_schedule(session, "nimbus", suite="demo", cron=MONDAY_THREE, actor="t")
    return database


def test_a_due_schedule_asks_once_for_each_model_and_again_when_the_next_moment_comes(database):
    soon = datetime.now(UTC) + timedelta(days=8)
    with database.session() as session:
        assert request_due_runs(session, datetime.now(UTC)) == []
        asked = request_due_runs(session, soon)
    assert [run.model.name for run in asked] == ["one", "two"]
    assert {run.request.requested_by for run in asked} == {"schedule 1"}


def test_a_schedule_of_an_archived_startup_asks_for_nothing_until_it_is_restored(database):
    soon = datetime.now(UTC) + timedelta(days=8)
    with database.session() as session:
        archive(session, "nimbus", actor="t")
        assert request_due_runs(session, soon) == []
        restore(session, "nimbus", actor="t")
        assert len(request_due_runs(session, soon)) == 2


def test_a_schedule_whose_runs_are_under_way_asks_for_no_more(database):
    soon = datetime.now(UTC) + timedelta(days=8)
    with database.session() as session:
        request_due_runs(session, soon)
        request_due_runs(session, soon)
        assert len(runs(session)) == 2
        for run in runs(session):
            end_run(session, run.id, state=RunState.FAILED, error="x")
        request_due_runs(session, soon + timedelta(days=7))
        assert len(runs(session)) == 4

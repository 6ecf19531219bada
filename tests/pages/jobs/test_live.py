"""Runs under way: figures that leave unknown unknown, progress, silence, and cancelling one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data import repository
from data.records import RunProgress, RunRequest, RunState
from pages.components import loaders
from pages.components.jobs.live import _cancel, _figures, _running_view, _waiting_view, show_live
from tests.analysis.small_dossier import run
from tests.pages.drawing import cell_text, draw, parts_of, spoken, texts
from tests.pages.records import HOSTILE, measured
from tests.pages.startups import add_startup, start_running

RUNNING, QUEUED, RETRYING = RunState.RUNNING, RunState.QUEUED, RunState.RETRYING


def going(run_id=7, state=RUNNING, *, heard=5, **progress):
    """A run under way, heard of that many seconds ago."""
    seen = RunProgress(**({"done": 420, "total": 1200, "tokens_per_second": 5200.0, "seconds_left": 95.0} | progress))
    heartbeat = None if heard is None else datetime.now(UTC) - timedelta(seconds=heard)
    return replace(run((), run_id, state), progress=seen, heartbeat_at=heartbeat, device="NVIDIA H100")


def ended(run_id, state, days):
    return replace(run((), run_id, state), finished_at=datetime.now(UTC) - timedelta(days=days))


def figures(recent, language="en"):
    running = [each for each in recent if each.state in (RUNNING, RETRYING)]
    waiting = [each for each in recent if each.state is QUEUED]
    found = spoken(language, _figures, recent, running, waiting)
    return {figure.label: texts(figure.figure) for figure in found}


def rows(language, view, runs):
    return [[cell_text(cell) for cell in row["cells"]] for row in spoken(language, view, runs)["rows"]]


@pytest.mark.usefixtures("calculator")
class TestFigures:
    def test_speeds_add_up_and_the_longest_span_counts(self):
        runs = [going(), going(8, RETRYING, tokens_per_second=800.0, seconds_left=600.0), run((), 9, QUEUED)]
        assert figures(runs) == {
            "Running": "21 waiting",
            "Tokens per second": "6,000all runs together",
            "Longest run ends in": "10 min",
            "Failed in 7 days": "0of 0",
        }

    def test_they_are_named_in_chinese(self):
        assert figures([going()], "zh") == {
            "运行中": "10 项等待",
            "每秒词元": "5,200各项合计",
            "最长一项还需": "95 秒",
            "7 天内失败": "0/ 0",
        }

    def test_what_no_run_has_told_yet_is_unknown_and_not_0(self):
        quiet = going(tokens_per_second=None, seconds_left=None)
        for runs in ([quiet], []):
            found = figures(runs)
            assert found["Tokens per second"] == found["Longest run ends in"] == "unknown"

    def test_a_run_that_tells_nothing_does_not_hide_one_that_does(self):
        found = figures([going(tokens_per_second=None, seconds_left=None), going(8)])
        assert found["Tokens per second"].startswith("5,200") and found["Longest run ends in"] == "95 s"

    def test_only_failures_of_the_last_week_count_among_what_ended_in_it(self):
        recent = [
            ended(1, RunState.FAILED, 1),
            ended(2, RunState.TIMED_OUT, 6),
            ended(3, RunState.FAILED, 8),
            ended(4, RunState.FINISHED, 2),
            ended(5, RunState.CANCELLED, 2),
        ]
        assert figures(recent)["Failed in 7 days"] == "2of 4"


@pytest.mark.usefixtures("calculator")
class TestRows:
    def test_a_run_tells_task_progress_time_and_device(self):
        (row,) = rows("en", _running_view, [going(task="gsm8k")])
        model, number, _, share, items, left, device, cancel = row
        assert model.startswith("Northfold 1\n") and model.endswith("· GSM8K")
        assert (number, share, items, left) == ("7", "35%", "420 / 1,200", "95 s")
        assert (device, cancel) == ("NVIDIA H100", "Cancel")

    def test_the_bar_ends_where_the_run_does(self):
        view = spoken("en", _running_view, [going(), going(8, done=1500), going(9, total=None)])
        assert parts_of(view, "progress") == [0.35, 1.0, None]

    @pytest.mark.parametrize(
        ("language", "counting", "unknown"), [("en", "counting", "unknown"), ("zh", "统计中", "未知")]
    )
    def test_before_the_items_are_counted_nothing_is_0(self, language, counting, unknown):
        waiting = replace(going(total=None, seconds_left=None), device=None)
        (row,) = rows(language, _running_view, [waiting])
        assert row[3:7] == ["", counting, unknown, unknown]

    @pytest.mark.parametrize(("state", "word"), [(RUNNING, "running"), (RETRYING, "retrying")])
    def test_without_a_task_it_says_its_state(self, state, word):
        assert rows("en", _running_view, [going(state=state)])[0][0].endswith(f"· {word}")

    @pytest.mark.parametrize(("heard", "silent"), [(5, False), (80, False), (100, True), (None, False)])
    def test_a_worker_not_heard_of_for_a_minute_and_a_half_is_told(self, heard, silent):
        (row,) = rows("en", _running_view, [going(heard=heard)])
        assert ("not heard of for more than 90 seconds" in row[0]) is silent

    def test_a_waiting_run_tells_since_when_and_can_be_cancelled(self):
        waiting = [run((), 7, QUEUED), measured("lineage", run_id=9, state=QUEUED)]
        shown = rows("en", _waiting_view, waiting)
        assert [row[1:] for row in shown] == [
            ["7", "waiting since 30 Oct 2026 12:07 UTC", "Cancel"],
            ["9", "waiting since 30 Oct 2026 12:09 UTC", "Cancel"],
        ]
        kinds = {kind.code: kind.label_en for kind in loaders.registry().runs}
        assert shown[1][0] == f"Northfold 1\n{kinds['lineage']}"
        assert parts_of(spoken("en", _waiting_view, waiting), "go") == ["cancel:7", "cancel:9"]

    def test_a_hostile_model_name_is_plain_words(self):
        named = going()
        hostile = replace(named, model=replace(named.model, name=HOSTILE))
        assert rows("en", _running_view, [hostile])[0][0].startswith(HOSTILE)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [("en", ["No run is under way.", "No run waits."]), ("zh", ["没有正在进行的运行。", "没有等待的运行。"])],
)
def test_with_nothing_to_do_it_says_so(database, language, sentences):
    found = draw(show_live, language=language)
    assert all(sentence in found.said for sentence in sentences)
    assert len(found.views) == 1, "only the figures"


def test_running_and_waiting_stand_apart_the_oldest_waiting_first(database):
    model = add_startup(database, "northfold")
    start_running(database, model)
    with database.session() as session:
        first, second = (
            repository.request_run(session, RunRequest(model, suite="demo", settings={"limit": limit})).id
            for limit in (3, 4)
        )
    found = draw(show_live)
    assert [row[1] for row in found.rows("Running")] == [str(first - 1)]
    assert [row[1] for row in found.rows("Waiting")] == [str(first), str(second)]


def test_a_waiting_run_is_cancelled_on_record_and_a_second_time_told_why_not(database):
    model = add_startup(database, "northfold")
    with database.session() as session:
        run_id = repository.request_run(session, RunRequest(model, suite="demo")).id
    assert draw(_cancel, run_id).said == ""
    with database.session() as session:
        assert repository.find_run(session, run_id).state is RunState.CANCELLED
        (event, *_) = repository.audit_events(session, entity="run")
    assert (event.action, event.actor, event.entity_id.split("/")[-1]) == ("cancel", "dashboard", str(run_id))
    assert str(run_id) in draw(_cancel, run_id).said


def test_a_run_that_is_not_there_is_refused_in_a_sentence(database):
    assert "99" in draw(_cancel, 99).said

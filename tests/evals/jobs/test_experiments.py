"""The warm process: one experiment of each kind at a time, ended when cancelled, late or dead; and the whole way."""

import os
import subprocess
import sys
import time

import pytest

from data.database import open_database
from data.records import ProbeQuestion, RunState, TrainingLesson
from data.repository import (
    find_experiment,
    give_sign,
    request_experiment,
    request_experiment_cancel,
    sign_seen,
)
from evals.experiments.kinds import KINDS, CannotTryError, Kind
from evals.jobs import experiments
from evals.jobs.experiment_keeper import ExperimentKeeper
from evals.jobs.experiments import Lane, Reporter, carry_out
from pages.components.inside.wording import default_text


@pytest.fixture
def database(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'assay.sqlite'}")
    yield opened
    opened.engine.dispose()


def ask(database, kind="probe", settings=None):
    with database.session() as session:
        return request_experiment(session, kind, settings or {}, requested_by="test").id


def found(database, key):
    with database.session() as session:
        return find_experiment(session, key)


def lane(database, program):
    started = []

    def start(experiment):
        started.append(experiment.id)
        return os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", program])

    return Lane(database, start), started


def rounds_until(worker, condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        worker.round()
        time.sleep(0.02)


def test_one_of_each_kind_runs_and_the_next_waits(database):
    keys = [ask(database), ask(database), ask(database, "training")]
    worker, started = lane(database, "import time; time.sleep(30)")
    worker.round()
    assert started == [keys[0], keys[2]]
    with database.session() as session:
        request_experiment_cancel(session, keys[0], actor="test")
    rounds_until(worker, lambda: keys[1] in started)
    assert found(database, keys[0]).state is RunState.CANCELLED
    for key in keys[1:]:
        with database.session() as session:
            request_experiment_cancel(session, key, actor="test")
    rounds_until(worker, lambda: not worker.running)
    assert found(database, keys[2]).problem is None


def test_a_process_that_dies_leaves_the_reason(database):
    key = ask(database)
    worker, _ = lane(database, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    rounds_until(worker, lambda: found(database, key).state.is_final)
    assert found(database, key).problem == {"code": "died", "how": "SIGKILL"}


def test_one_that_takes_too_long_is_ended(database, monkeypatch):
    monkeypatch.setitem(KINDS, "probe", Kind("unused:unused", 0.3))
    key = ask(database)
    worker, _ = lane(database, "import time; time.sleep(30)")
    rounds_until(worker, lambda: found(database, key).state.is_final)
    ended = found(database, key)
    assert ended.state is RunState.TIMED_OUT and ended.problem == {"code": "timed_out", "seconds": 0}


def test_the_lane_gives_signs_and_is_idle_only_without_a_visitor(database, monkeypatch):
    worker, _ = lane(database, "pass")
    worker.round()
    with database.session() as session:
        assert sign_seen(session, "experiments") < 5
        give_sign(session, "visitor")
    monkeypatch.setattr(worker, "busy", time.monotonic() - 2 * experiments.SECONDS_IDLE)
    assert not worker.is_idle()
    monkeypatch.setattr(experiments, "SECONDS_IDLE", -1.0)
    assert worker.is_idle()


def a_result(context):
    context.report({"stage": "reading"})
    return {"heard": context.experiment.settings}


def a_refusal(context):
    raise CannotTryError("prompt_too_long", tokens=9, most=3)


def a_breakdown(context):
    raise ZeroDivisionError("by nothing")


@pytest.mark.parametrize(
    ("trial", "state", "problem"),
    [
        (a_result, "finished", None),
        (a_refusal, "failed", {"code": "prompt_too_long", "tokens": 9, "most": 3}),
        (a_breakdown, "failed", {"code": "broke_down", "reason": "ZeroDivisionError: by nothing"}),
    ],
)
def test_what_came_out_or_why_nothing_did_is_written(trial, state, problem, database, monkeypatch):
    monkeypatch.setattr(Kind, "load", lambda _: trial)
    key = ask(database, settings={"prompt": "x"})
    carry_out(database, found(database, key))
    ended = found(database, key)
    assert (ended.state, ended.problem) == (state, problem)
    assert ended.result == ({"heard": {"prompt": "x"}} if state == "finished" else None)


def test_an_unknown_kind_is_refused_and_progress_is_written_a_few_times_a_second(database):
    key = ask(database, "dance")
    report = Reporter(database, key)
    for number in range(5):
        report({"n": number})
    assert found(database, key).progress == {"n": 0}
    carry_out(database, found(database, key))
    assert found(database, key).problem == {"code": "unknown_kind", "kind": "dance"}


def test_a_fork_carries_an_experiment_out_and_leaves_this_process_alone(tmp_path):
    program = (
        "import os, sys\n"
        "from data.database import open_database\n"
        "from data.repository import find_experiment\n"
        "from evals.experiments.kinds import Kind\n"
        "from evals.jobs.experiments import forked\n"
        "import evals.jobs.experiments as m\n"
        "Kind.load = lambda kind: (lambda context: {'pid': os.getpid()})\n"
        "url, key = sys.argv[1], int(sys.argv[2])\n"
        "database = open_database(url)\n"
        "with database.session() as session: experiment = find_experiment(session, key)\n"
        "database.engine.dispose()\n"
        "pid = forked(url)(experiment)\n"
        "os.waitpid(pid, 0)\n"
        "with database.session() as session: ended = find_experiment(session, key)\n"
        "assert ended.result == {'pid': pid} and pid != os.getpid(), ended\n"
    )
    url = f"sqlite:///{tmp_path / 'assay.sqlite'}"
    opened = open_database(url)
    key = ask(opened)
    opened.engine.dispose()
    done = subprocess.run([sys.executable, "-c", program, url, str(key)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_the_warm_process_is_started_only_when_somebody_wants_it(database, monkeypatch):
    keeper = ExperimentKeeper("sqlite://")
    starts = []
    monkeypatch.setattr(ExperimentKeeper, "_start", lambda _: starts.append(1))
    keeper.look(database)
    with database.session() as session:
        assert sign_seen(session, "worker") < 5
    assert starts == []
    ask(database)
    keeper.look(database)
    keeper.look(database)
    assert starts == [1]


@pytest.mark.slow
def test_a_probe_is_answered_while_a_run_holds_the_only_slot_and_a_training_can_be_cancelled(workplace):
    from data.repository import add_model
    from evals.places import DEMO_MODELS

    workplace.start_worker()
    busy = workplace.ask("nap", timeout=300, steps=2000, seconds=0.1)
    workplace.wait_for(busy, lambda run: run.state == "running")
    database = workplace.database
    with database.session() as session:
        model = add_model(
            session, "nimbus", name="Loom", location=str(DEMO_MODELS / "kestrel-loom-labs"), actor="test"
        ).id
    times = []
    for _ in range(3):
        asked = time.monotonic()
        with database.session() as session:
            key = request_experiment(
                session, "probe", ProbeQuestion("The river").as_settings(), requested_by="test", model_id=model
            ).id
        while not (ended := found(database, key)).state.is_final:
            assert time.monotonic() - asked < 90
            time.sleep(0.05)
        assert ended.state is RunState.FINISHED, ended.problem
        times.append(time.monotonic() - asked)
    assert workplace.run(busy).state == "running"
    assert min(times[1:]) < 5, times
    lesson = TrainingLesson(default_text("en"), "In the", steps=1000, hidden=128, layers=4).as_settings()
    key = ask(database, "training", lesson)
    while not found(database, key).progress.get("curve"):
        time.sleep(0.1)
    with database.session() as session:
        request_experiment_cancel(session, key, actor="test")
    asked = time.monotonic()
    while not (ended := found(database, key)).state.is_final:
        time.sleep(0.05)
    assert ended.state is RunState.CANCELLED and time.monotonic() - asked < 3
    assert ended.progress["curve"]
    database.engine.dispose()

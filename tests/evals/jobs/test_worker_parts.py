import json
import os
import subprocess
import sys

import pytest

from data.database import open_database
from data.records import InvalidInput, RunProgress, RunRequest, RunState, Scale, Score
from data.repository import add_model, add_startup, begin_attempt, end_run, find_run, request_run
from evals.jobs.child import TAKEN_AWAY, ProgressWriter, TakenAway, keep_result, main, told_by_worker
from evals.jobs.commands import named_settings
from evals.jobs.file_locks import is_locked, take_lock, take_slot
from evals.jobs.launcher import child_environment
from evals.jobs.settings import WorkerSettings
from evals.measurements import MeasuredValue, MeasurementResult

RESULT = MeasurementResult(
    scores=(Score("t", "acc", 0.5, None, 1, 1, 0, "1", "h", scale=Scale.FRACTION),),
    facts=(MeasuredValue("params_total_billion", 1.0),),
)


@pytest.fixture
def database(tmp_path):
    return open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")


@pytest.fixture
def run(database, tmp_path):
    with database.session() as session:
        add_startup(session, slug="nimbus", name="N", summary_en="", summary_zh="", fictional=True, actor="t")
        model = add_model(session, "nimbus", name="one", location=str(tmp_path), actor="t")
        asked = request_run(session, RunRequest(model.id))
        begin_attempt(session, asked.id)
        return find_run(session, asked.id)


def test_a_lock_is_held_by_one_and_free_again_after_release(tmp_path):
    lock = take_lock(tmp_path / "x.lock")
    assert (take_lock(tmp_path / "x.lock"), is_locked(tmp_path / "x.lock")) == (None, True)
    lock.release()
    assert not is_locked(tmp_path / "x.lock")
    assert not is_locked(tmp_path / "never.lock")


def test_a_slot_stays_taken_while_the_process_that_inherited_it_lives(tmp_path):
    slot = take_slot(tmp_path, ("cuda-0",))
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=(slot.descriptor,)
    )
    slot.release()
    assert take_slot(tmp_path, ("cuda-0",)) is None
    other = take_slot(tmp_path, ("cuda-0", "cuda-1"))
    assert other.name == "cuda-1"
    child.communicate()
    freed = take_slot(tmp_path, ("cuda-0",))
    assert freed.name == "cuda-0"
    freed.release()
    other.release()


def test_a_runs_process_sees_its_gpu_and_no_secret():
    own = {"PATH": "/bin", "DATABASE_URL": "postgresql://u:secret@h/d", "HF_TOKEN": "t", "AWS_SECRET_ACCESS_KEY": "k"}
    seen = child_environment(own, slot="cuda-3", location="organisation/model")
    assert (seen["PATH"], seen["CUDA_VISIBLE_DEVICES"]) == ("/bin", "3")
    assert not {"DATABASE_URL", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "HF_HUB_OFFLINE"} & set(seen)


def test_a_local_folder_keeps_the_process_off_the_hub():
    seen = child_environment({}, slot="cpu-0", location="/models/one")
    assert (seen["HF_HUB_OFFLINE"], seen["HF_DATASETS_OFFLINE"], seen["CUDA_VISIBLE_DEVICES"]) == ("1", "1", "")


def test_a_result_of_an_attempt_that_was_overtaken_is_not_taken(database, run):
    with database.session() as session:
        begin_attempt(session, run.id)
    assert keep_result(database, run, RESULT) is False
    with database.session() as session:
        assert find_run(session, run.id).scores == ()


def test_a_result_is_taken_once(database, run):
    assert keep_result(database, run, RESULT) is True
    assert keep_result(database, run, RESULT) is False
    with database.session() as session:
        assert len(find_run(session, run.id).scores) == 1


def test_progress_of_a_run_that_has_ended_tells_the_process_to_leave(database, run):
    report = ProgressWriter(database, run.id, run.attempt, "cpu")
    report(RunProgress(1, 10))
    with database.session() as session:
        end_run(session, run.id, state=RunState.CANCELLED, error=None)
    report(RunProgress(2, 10))
    with pytest.raises(TakenAway):
        report(RunProgress(10, 10))


def test_a_process_whose_attempt_is_not_the_current_one_leaves_at_once(database, run, tmp_path):
    told = {"database_url": f"sqlite:///{tmp_path / 'a.sqlite'}"}
    assert main(run.id, run.attempt + 1, told) == TAKEN_AWAY


def test_the_database_is_told_on_standard_input(monkeypatch, tmp_path):
    path = tmp_path / "told.json"
    path.write_text(json.dumps({"database_url": "sqlite:///x"}))
    with path.open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert told_by_worker() == {"database_url": "sqlite:///x"}


def test_slots_are_the_gpus_where_there_are_any(tmp_path):
    assert WorkerSettings("sqlite://", tmp_path, cpu_slots=2).slots == ("cpu-0", "cpu-1")
    assert WorkerSettings("sqlite://", tmp_path, cpu_slots=2, gpus=("0", "3")).slots == ("cuda-0", "cuda-3")


def test_a_team_keeps_its_queue_on_its_postgresql_server(tmp_path):
    for url in ("postgresql://h/assay", "postgresql+psycopg://h/assay"):
        assert WorkerSettings(url, tmp_path).queue_url == "postgresql://h/assay"
    assert WorkerSettings("sqlite:///x", tmp_path).queue_url == f"sqlite:///{tmp_path / 'jobs.sqlite'}"


@pytest.mark.parametrize("text", ["0", "-1", "many"])
def test_a_number_of_slots_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setitem(os.environ, "ASSAY_CPU_SLOTS", text)
    with pytest.raises(InvalidInput, match=f"ASSAY_CPU_SLOTS is '{text}'; give a positive number"):
        WorkerSettings.from_environment()


def test_settings_are_read_as_json_where_they_are_json_and_as_text_where_not():
    assert named_settings(["seed=7", "dtype=bfloat16", 'tasks=["a"]', "note=a=b"]) == {
        "seed": 7, "dtype": "bfloat16", "tasks": ["a"], "note": "a=b"
    }  # fmt: skip
    for pair in ("seed", "=7"):
        with pytest.raises(InvalidInput, match="is no setting; write NAME=VALUE"):
            named_settings([pair])


def test_hidden_gpus_are_not_used(monkeypatch):
    for text, expected in (("", ()), ("-1", ()), ("2,5", ("2", "5"))):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", text)
        assert WorkerSettings.from_environment().gpus == expected

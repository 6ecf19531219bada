"""Runs through a real worker and real processes, which are killed in every way they can be."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from data.records import RunState
from data.repository import dossier, request_cancel


def pids(note):
    return [int(number) for number in re.findall(r"(?:pid|grandchild)=(\d+)", note)]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_queued_run_is_measured_and_its_facts_reach_the_ledger(workplace):
    run_id = workplace.ask("nap", steps=3)
    refused = workplace.ask("refuse")
    workplace.start_worker()
    run = workplace.wait_for_end(run_id)
    assert (run.state, run.attempt, run.scores[0].value, run.protocol) == (RunState.FINISHED, 1, 0.5, {"steps": 3})
    assert run.model.parameters == 7
    with workplace.database.session() as session:
        fact = dossier(session, "nimbus").current()["params_total_billion"]
    assert (fact.value, fact.level.value, fact.source.run_id) == (7e-9, "measured", run_id)
    failed = workplace.wait_for_end(refused)
    assert (failed.state, failed.error) == (RunState.FAILED, "The scales are broken; bring others")
    assert failed.attempt == 1


@pytest.mark.slow
def test_a_second_worker_says_so_and_leaves(workplace):
    workplace.start_worker()
    second = workplace.command("worker")
    assert second.returncode == 2
    assert "Another worker is running" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.slow
def test_a_run_survives_the_kill_of_its_worker_with_nothing_lost_and_nothing_twice(workplace):
    run_id = workplace.ask("nap", steps=40, seconds=0.1)
    first = workplace.start_worker()
    workplace.wait_for(run_id, lambda run: run.progress.done >= 5)
    killed_at = time.monotonic()
    first.kill()
    first.wait()
    child = pids(workplace.notes()[0])[0]
    while is_alive(child):
        assert time.monotonic() - killed_at < 5, "the process outlived its worker"
        time.sleep(0.01)
    died = time.monotonic() - killed_at
    restarted_at = time.monotonic()
    workplace.start_worker()
    ready = time.monotonic() - restarted_at
    workplace.wait_for(run_id, lambda run: run.attempt == 2)
    resumed = time.monotonic() - restarted_at
    run = workplace.wait_for_end(run_id)
    assert (run.state, run.attempt) == (RunState.FINISHED, 2)
    assert [sample.doc_id for sample in workplace.samples(run_id)] == list(range(40))
    assert (workplace.folder / "model" / f"done-{run_id}.txt").read_text() == "x" * 40
    assert [note.split()[0] for note in workplace.notes()] == ["start", "start", "end"]
    print(f"process gone {died:.2f} s after the kill; ready {ready:.2f} s, resumed {resumed:.2f} s after the restart")


@pytest.mark.slow
def test_a_process_killed_by_the_kernel_is_started_again_and_not_for_ever(workplace):
    survivor = workplace.ask("crash", survives_at=2)
    hopeless = workplace.ask("crash", survives_at=99)
    workplace.start_worker()
    run = workplace.wait_for_end(survivor)
    assert (run.state, run.attempt, run.error) == (RunState.FINISHED, 2, None)
    run = workplace.wait_for_end(hopeless)
    assert (run.state, run.attempt) == (RunState.FAILED, 3)
    assert run.error == "Attempt 3 ended with SIGKILL; given up after 3 attempts"


@pytest.mark.slow
def test_a_hanging_process_is_ended_at_its_time_limit_with_all_it_started(workplace):
    run_id = workplace.ask("hang", timeout=2)
    workplace.start_worker()
    run = workplace.wait_for_end(run_id)
    assert (run.state, run.attempt, run.error) == (RunState.TIMED_OUT, 1, "Ended after 2 s, its time limit")
    assert [pid for note in workplace.notes() for pid in pids(note) if is_alive(pid)] == []
    print(f"ended {(run.finished_at - run.started_at).total_seconds():.2f} s after its start, limit 2 s")


@pytest.mark.slow
def test_a_silent_process_is_taken_for_dead_and_started_again(workplace):
    run_id = workplace.ask("hang")
    workplace.start_worker(ASSAY_STALL_SECONDS="1.5")
    workplace.wait_for(run_id, lambda run: run.attempt == 2)
    assert not any(is_alive(pid) for pid in pids(workplace.notes()[0]))


@pytest.mark.slow
def test_cancelling_ends_the_process_and_the_next_run_gets_its_place(workplace):
    run_id = workplace.ask("hang")
    following = workplace.ask("nap", steps=1)
    workplace.start_worker()
    workplace.wait_for(run_id, lambda _: bool(workplace.notes()))
    asked = time.monotonic()
    with workplace.database.session() as session:
        request_cancel(session, run_id, actor="test")
    run = workplace.wait_for_end(run_id)
    print(f"cancelled {time.monotonic() - asked:.2f} s after it was asked for")
    assert (run.state, run.attempt, run.error) == (RunState.CANCELLED, 1, None)
    assert [pid for note in workplace.notes()[:1] for pid in pids(note) if is_alive(pid)] == []
    assert workplace.wait_for_end(following).state is RunState.FINISHED


@pytest.mark.slow
def test_a_stopped_worker_leaves_its_run_to_the_next_one(workplace):
    run_id = workplace.ask("nap", steps=30, seconds=0.1)
    worker = workplace.start_worker()
    workplace.wait_for(run_id, lambda run: run.progress.done >= 3)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0
    waiting = workplace.run(run_id)
    assert waiting.state is RunState.RETRYING
    assert waiting.error == "The worker was stopped; the run goes on when it starts again"
    assert not is_alive(pids(workplace.notes()[0])[0])
    workplace.start_worker()
    run = workplace.wait_for_end(run_id)
    assert (run.state, run.attempt, len(workplace.samples(run_id))) == (RunState.FINISHED, 2, 30)


@pytest.mark.slow
def test_runs_are_carried_out_after_the_queue_was_lost(workplace):
    run_id = workplace.ask("nap", steps=30, seconds=0.1)
    worker = workplace.start_worker()
    workplace.wait_for(run_id, lambda run: run.progress.done >= 3)
    worker.kill()
    worker.wait()
    for path in (workplace.folder / "var").glob("jobs.sqlite*"):
        path.unlink()
    workplace.start_worker()
    assert workplace.wait_for_end(run_id).state is RunState.FINISHED


@pytest.mark.slow
def test_the_process_sees_no_secret_and_no_hub(workplace):
    run_id = workplace.ask("look")
    workplace.start_worker()
    workplace.wait_for_end(run_id)
    seen = dict(
        line.split("=", 1)
        for line in (workplace.folder / "model" / "environment.txt").read_text().splitlines()
        if "=" in line
    )
    assert not {"HF_TOKEN", "DATABASE_URL"} & set(seen)
    assert (seen["HF_HUB_OFFLINE"], seen["CUDA_VISIBLE_DEVICES"]) == ("1", "")
    assert "a secret" not in os.linesep.join(seen.values())


@pytest.mark.slow
def test_two_slots_measure_two_runs_at_the_same_time(workplace):
    first = workplace.ask("hang")
    second = workplace.ask("nap", steps=2)
    workplace.start_worker(ASSAY_CPU_SLOTS="2")
    assert workplace.wait_for_end(second).state is RunState.FINISHED
    assert workplace.run(first).state is RunState.RUNNING


@pytest.mark.slow
def test_the_commands_ask_for_a_run_show_it_and_cancel_it(workplace):
    asked = workplace.command("enqueue", "--startup", "nimbus", "--kind", "test_nap", "--json")
    assert asked.returncode == 0, asked.stderr
    shown = workplace.command("status")
    assert "No worker is running" in shown.stdout
    assert "queued" in shown.stdout
    cancelled = workplace.command("cancel", "1")
    assert "cancelled" in cancelled.stdout
    again = workplace.command("cancel", "1")
    assert (again.returncode, "has ended already" in again.stderr) == (2, True)

"""A real benchmark of a real, tiny model through the worker, interrupted in the middle."""

import sqlite3

import pytest

from data.records import RunRequest, RunState
from data.repository import add_model, dossier, request_run, samples_of

TASKS = ("assay_topic", "assay_world_qa", "assay_world_qa_fresh", "assay_bias_pairs")


def answers_kept(workplace):
    """Requests in the store so far."""
    path = workplace.folder / "var" / "requests.sqlite"
    if not path.exists():
        return 0
    connection = sqlite3.connect(path, timeout=30)
    made = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'results'").fetchone()[0]
    count = connection.execute("SELECT count(*) FROM results").fetchone()[0] if made else 0
    connection.close()
    return count


def ask(workplace, model, **settings):
    with workplace.database.session() as session:
        model_id = add_model(session, "nimbus", name="tiny", location=str(model), actor="test").id
        return request_run(session, RunRequest(model_id, tasks=TASKS, settings=settings)).id


@pytest.mark.slow
def test_a_benchmark_whose_worker_is_killed_goes_on_with_the_answers_it_had(workplace, tiny_model):
    run_id = ask(workplace, tiny_model)
    roots = {"ASSAY_MODEL_ROOTS": str(tiny_model)}
    worker = workplace.start_worker(**roots)
    workplace.wait_for(run_id, lambda _: answers_kept(workplace) > 200, seconds=120)
    worker.kill()
    worker.wait()
    kept = answers_kept(workplace)
    workplace.start_worker(**roots)
    run = workplace.wait_for_end(run_id, seconds=240)
    assert (run.state, run.attempt) == (RunState.FINISHED, 2), run.error
    assert run.engine["requests_reused"] >= kept
    assert {score.task for score in run.scores} == set(TASKS)
    with workplace.database.session() as session:
        for task in TASKS:
            score = next(score for score in run.scores if score.task == task)
            samples = samples_of(session, run_id, task, limit=None)
            assert [sample.doc_id for sample in samples] == list(range(score.n))
        facts = dossier(session, "nimbus").current()
    assert facts["context_length_tokens"].value == 1024
    again = ask(workplace, tiny_model)
    second = workplace.wait_for_end(again, seconds=240)
    assert second.engine["tokens_forwarded"] == 0
    found, expected = ({(score.task, score.metric): score.value for score in each.scores} for each in (second, run))
    assert found == expected


@pytest.mark.slow
def test_a_folder_outside_the_allowed_ones_fails_its_run_alone(workplace, tiny_model):
    refused, fine = ask(workplace, tiny_model, limit=2), workplace.ask("nap", steps=1)
    workplace.start_worker()
    run = workplace.wait_for_end(refused)
    assert (run.state, run.attempt) == (RunState.FAILED, 0)
    assert "outside the allowed ones" in run.error
    assert workplace.wait_for_end(fine).state is RunState.FINISHED

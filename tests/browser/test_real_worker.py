"""The whole way of a run: asked for on the screen, carried out by a real worker on a real model, seen to end."""

import re
import time
from contextlib import contextmanager

import psutil
import pytest

from data.repository import runs, samples_of

pytestmark = pytest.mark.browser


@contextmanager
def held_at_work(database, worker):
    """The worker's processes, stopped as soon as a run has begun to answer, so that a slow screen can show it too."""
    until = time.monotonic() + 120
    while True:
        with database.session() as session:
            if any(run.progress.done for run in runs(session)):
                break
        assert time.monotonic() < until, "no run began to answer"
        time.sleep(0.05)
    held = psutil.Process(worker.pid).children(recursive=True)
    for process in held:
        process.suspend()
    try:
        yield
    finally:
        for process in held:
            process.resume()


def test_a_run_asked_for_on_the_screen_is_carried_out_and_its_progress_seen(serve, with_demo_model, worker, visit):
    url, database = with_demo_model
    visitor = visit(serve(url))
    page = visitor.open("/jobs")
    page.get_by_role("button", name="Ask for the run").click()
    with held_at_work(database, worker):
        page.get_by_text(re.compile(r"^[1-9][\d,]* / 1,320$")).wait_for()
    page.get_by_text("7 scores").wait_for(timeout=120_000)
    with database.session() as session:
        (run,) = runs(session)
        assert run.state == "finished" and run.attempt == 1
        assert {score.n for score in run.scores if score.metric == "acc"} == {320}
        assert len(samples_of(session, run.id, "assay_world_qa", limit=None)) == 320
    assert visitor.real_errors() == []

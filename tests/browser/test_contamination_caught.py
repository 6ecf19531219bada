"""The demonstration's contaminated startup is caught on the dashboard by its runs' findings, the clean ones are not."""

import os
import subprocess
import sys
import time

import pytest

from data.database import open_database
from data.demo.seed import seed_demonstration
from data.records import RunState
from data.registry import load_registry
from data.repository import request_cancel, runs
from tests.pages.startups import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CONTAMINATED = "tessaly-language-systems"
CLEAN = ("brightmoor-cognition", "kestrel-loom-labs", "lumenor-textwerk", "orrin-vale-ai")
FINDING = "Test items found in the training data"
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"


@pytest.fixture
def probed(tmp_path):
    """The demonstration after a real worker has carried out its contamination probes, and nothing else."""
    url = f"sqlite:///{tmp_path / 'assay.sqlite'}"
    database = open_database(url)
    with database.session() as session:
        seed_demonstration(session, load_registry())
        for run in runs(session):
            if run.request.kind != "contamination":
                request_cancel(session, run.id, actor="test")
    environment = os.environ | {"DATABASE_URL": url, "ASSAY_VAR": str(tmp_path / "var"), "OMP_NUM_THREADS": "1"}
    with (tmp_path / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "evals", "worker"], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_done(database, tmp_path)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
    yield url
    database.engine.dispose()


def _wait_until_done(database, tmp_path, patience=900):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with database.session() as session:
            asked = [run for run in runs(session) if run.request.kind == "contamination"]
        if all(run.state.is_final for run in asked):
            assert [run.state for run in asked] == [RunState.FINISHED] * 5, [run.error for run in asked]
            return
        time.sleep(1)
    raise TimeoutError((tmp_path / "worker.log").read_text()[-2000:])


def test_the_contaminated_startup_is_caught_and_the_clean_ones_are_not(serve, probed, visit):
    visitor = visit(serve(probed))
    page = visitor.open(f"/startup?id={CONTAMINATED}")
    page.get_by_text(FINDING).first.wait_for()
    for slug in CLEAN:
        page = visitor.open(f"/startup?id={slug}")
        page.wait_for_selector(AT_REST)
        page.get_by_text("Claimed against measured").first.wait_for()
        assert page.get_by_text(FINDING).count() == 0, slug
    assert visitor.real_errors() == []

"""A place where real workers run real processes: its own database, folders, and measurements made for the tests."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from data.database import open_database
from data.records import RunRequest
from data.repository import add_model, add_startup, find_run, request_run, samples_of

ROOT = Path(__file__).parents[3]

KINDS = '''
import os, signal, subprocess, sys, time
from pathlib import Path
from data.records import InvalidInput, RunProgress, SampleResult, Scale, Score
from evals.measurements import MeasuredValue, MeasurementResult


def note(context, word):
    with open(Path(context.location) / "notes.txt", "a") as notes:
        notes.write(f"{word} run={context.run.id} attempt={context.run.attempt} pid={os.getpid()}\\n")


def result(steps):
    return MeasurementResult(
        scores=(Score("nap", "acc", 0.5, 0.1, steps, steps, 0, "1", "hash", scale=Scale.FRACTION),),
        samples=tuple(SampleResult("nap", n, {"n": n}, "", [], [], {"acc": 0.5}) for n in range(steps)),
        engine={"path": "none"}, protocol={"steps": steps}, digest="d" * 64, parameters=7,
        facts=(MeasuredValue("params_total_billion", 7e-9),),
    )


def nap(context):
    """Finishes in small steps; each is kept in a file, so that another attempt goes on where this one ended."""
    note(context, "start")
    settings = context.run.request.settings
    steps, done = settings["steps"], Path(context.location) / f"done-{context.run.id}.txt"
    for step in range(len(done.read_text()) if done.exists() else 0, steps):
        time.sleep(settings.get("seconds", 0.05))
        with done.open("a") as file:
            file.write("x")
        context.report(RunProgress(step + 1, steps, task="nap"))
    note(context, "end")
    return result(steps)


def crash(context):
    """Is killed by the kernel until the attempt that is wanted."""
    note(context, "start")
    if context.run.attempt < context.run.request.settings["survives_at"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return result(1)


def hang(context):
    """Never ends, with a child of its own that does not end either."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    note(context, f"start grandchild={grandchild.pid}")
    time.sleep(600)


def refuse(context):
    raise InvalidInput("The scales are broken; bring others")


def look(context):
    """Writes its environment down."""
    Path(context.location, "environment.txt").write_text("\\n".join(f"{k}={v}" for k, v in os.environ.items()))
    return result(1)
'''
ENTRY_POINTS = "[assay.measurements]\n" + "\n".join(
    f"test_{kind} = assay_test_kinds:{kind}" for kind in ("nap", "crash", "hang", "refuse", "look")
)


@dataclass
class Workplace:
    """A database with one startup, whose model is an empty folder, and the processes a test starts."""

    folder: Path
    model_id: int = 0
    workers: list[subprocess.Popen] = field(default_factory=list)

    @property
    def database(self):
        return open_database(f"sqlite:///{self.folder / 'assay.sqlite'}")

    @property
    def environment(self):
        return os.environ | {
            "DATABASE_URL": f"sqlite:///{self.folder / 'assay.sqlite'}",
            "ASSAY_VAR": str(self.folder / "var"),
            "ASSAY_MODEL_ROOTS": str(self.folder),
            "PYTHONPATH": str(self.folder / "site"),
            "OMP_NUM_THREADS": "1",
            "HF_TOKEN": "a secret",
        }

    def command(self, *arguments):
        command = [sys.executable, "-m", "evals", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120)

    def start_worker(self, **environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "evals", "worker"],
            cwd=ROOT,
            env=self.environment | environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.workers.append(process)
        line = process.stderr.readline()
        assert "Worker ready" in line, line + process.stderr.read()
        return process

    def ask(self, kind, *, timeout=60, **settings):
        request = RunRequest(self.model_id, kind=f"test_{kind}", settings=settings, timeout_seconds=timeout)
        with self.database.session() as session:
            return request_run(session, request).id

    def run(self, run_id):
        with self.database.session() as session:
            return find_run(session, run_id)

    def samples(self, run_id):
        with self.database.session() as session:
            return samples_of(session, run_id, "nap", limit=None)

    def wait_for(self, run_id, condition, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            run = self.run(run_id)
            if condition(run):
                return run
            time.sleep(0.05)
        log = self.folder / "var" / "logs" / f"run-{run_id}.log"
        raise AssertionError(f"{run}\n{log.read_text() if log.exists() else 'no log'}")

    def wait_for_end(self, run_id, seconds=30):
        return self.wait_for(run_id, lambda run: run.state.is_final, seconds)

    def notes(self):
        path = self.folder / "model" / "notes.txt"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def workplace(tmp_path):
    site = tmp_path / "site"
    info = site / "assay_test_kinds-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "assay_test_kinds.py").write_text(KINDS)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: assay-test-kinds\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    (tmp_path / "model").mkdir()
    place = Workplace(tmp_path)
    with place.database.session() as session:
        add_startup(session, slug="nimbus", name="Nimbus", summary_en="a", summary_zh="b", fictional=True, actor="test")
        place.model_id = add_model(
            session, "nimbus", name="nimbus-1", location=str(tmp_path / "model"), actor="test"
        ).id
    yield place
    for process in place.workers:
        process.kill()
        process.wait()
        process.stderr.close()

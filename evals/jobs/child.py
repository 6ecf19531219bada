"""The process that measures one attempt of one run: `python -m evals.jobs.child RUN_ID ATTEMPT`.

It dies with the worker that started it, writes only while its attempt is the current one, and writes its result in one
transaction. Exit codes: 0 finished; 2 the run cannot be done, and why stands in the run; 3 the run was taken away;
anything else is a crash, which the worker may try again.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from data.catalogue import check_settings
from data.database import Database, create_database_engine, database_url
from data.records import AssayError, Run, RunProgress, RunState
from data.repository import add_facts, end_run, find_run, finish_run, record_model_identity, record_progress
from evals.checkpoints.locations import checked_location
from evals.measurements import MeasurementResult, RunContext, measured_facts, measurement
from evals.places import ENDPOINT_KEY

FINISHED, REFUSED, TAKEN_AWAY = 0, 2, 3
PR_SET_PDEATHSIG = 1
SECONDS_BETWEEN_REPORTS = 1.0


class TakenAway(Exception):  # noqa: N818 - reads as the sentence it stands for
    """Another attempt has taken over, or the run has ended."""


class ProgressWriter:
    """Writes progress at most once a second, and notices when the run is no longer ours.

    Raises:
        TakenAway: on a call, when the database did not take the progress.
    """

    def __init__(self, database: Database, run_id: int, attempt: int, device: str) -> None:
        self._database = database
        self._run_id = run_id
        self._attempt = attempt
        self._device = device
        self._written = float("-inf")

    def __call__(self, progress: RunProgress) -> None:
        """Write, unless the last time was less than a second ago and there is more to come."""
        at_the_end = progress.total is not None and progress.done >= progress.total
        if time.monotonic() - self._written < SECONDS_BETWEEN_REPORTS and not at_the_end:
            return
        self._written = time.monotonic()
        try:
            with self._database.session() as session:
                ours = record_progress(session, self._run_id, self._attempt, progress, device=self._device)
        except OperationalError:
            # A busy database costs one report, never the run; the result is written with the same patience as all else.
            return
        if not ours:
            raise TakenAway


def main(run_id: int, attempt: int, told: dict[str, Any]) -> int:
    """The exit code after measuring the run; `told` is what the worker wrote to standard input."""
    die_with_parent(told.get("parent"))
    database = Database(create_database_engine(told.get("database_url") or database_url()))
    with database.session() as session:
        run = find_run(session, run_id)
    if run.attempt != attempt or run.state.is_final:
        return TAKEN_AWAY
    device = "cuda" if os.environ.get("ASSAY_SLOT", "").startswith("cuda") else "cpu"
    report = ProgressWriter(database, run_id, attempt, device)
    try:
        report(run.progress)
        if run.request.settings.get("endpoint") and told.get("endpoint_key"):
            os.environ[ENDPOINT_KEY] = told["endpoint_key"]
        context = RunContext(run, checked_location(run.model.location), device, report)
        check_settings(run.request.kind, run.request.settings)
        result = measurement(run.request.kind)(context)
        return FINISHED if keep_result(database, run, result) else TAKEN_AWAY
    except TakenAway:
        return TAKEN_AWAY
    except AssayError as error:
        with database.session() as session:
            end_run(session, run_id, state=RunState.FAILED, error=str(error), attempt=attempt)
        return REFUSED


def keep_result(database: Database, run: Run, result: MeasurementResult) -> bool:
    """Whether the result was taken: scores, samples, the model's identity and the facts together, or nothing."""
    with database.session() as session:
        taken = finish_run(
            session,
            run.id,
            run.attempt,
            scores=result.scores,
            samples=result.samples,
            engine=result.engine,
            protocol=result.protocol,
        )
        if not taken:
            return False
        if result.digest is not None and result.parameters is not None:
            record_model_identity(session, run.model.id, digest=result.digest, parameters=result.parameters)
        facts = measured_facts(run, result, as_of=datetime.now(UTC).date())
        add_facts(session, run.startup_slug, facts, actor=f"run {run.id}")
    return True


def die_with_parent(parent: int | None) -> None:
    """Have the kernel kill this process when the worker dies; leave at once if it died already."""
    if parent is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(TAKEN_AWAY)


def told_by_worker() -> dict[str, Any]:
    """What stands on standard input, nothing when it is a terminal or empty."""
    text = "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read()
    return dict(json.loads(text)) if text.strip() else {}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), told_by_worker()))

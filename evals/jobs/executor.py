"""The worker: one process per database that takes queued runs and sees them through, whatever dies meanwhile."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from dbos import DBOS, DBOSConfig
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from data.database import Database, open_database
from data.records import AssayError, Refused, Run, RunState
from data.repository import end_run, runs
from evals.jobs.attempts import AttemptEnd, AttemptRunner
from evals.jobs.experiment_keeper import ExperimentKeeper
from evals.jobs.file_locks import FileLock, take_lock
from evals.jobs.judgements import JudgementKeeper, shipped_yardsticks
from evals.jobs.launcher import LocalLauncher
from evals.jobs.repeats import request_due_runs
from evals.jobs.settings import WorkerSettings

logger = logging.getLogger(__name__)

QUEUE = "runs"
WORKFLOW = "carry_out_run"
# Recovery takes up what the same executor left behind under the same version; both are pinned for that reason.
EXECUTOR = "assay-worker"
VERSION = "1"
MOST_RECOVERIES = 20
ADVISORY_LOCK = 0x41535341
UNDER_WAY = (RunState.QUEUED, RunState.RUNNING, RunState.RETRYING)
DEAD_WORKFLOWS = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


def work(settings: WorkerSettings, *, on_ready: Callable[[], None], seconds_between_rounds: float = 1.0) -> None:
    """Work until a signal says stop; never returns, the process ends here.

    Raises:
        Refused: another worker holds the lock.
    """
    lock = only_worker(settings)
    database = open_database(settings.database_url)
    held = only_worker_of(database)
    runner = AttemptRunner(settings, database, LocalLauncher(settings.database_url))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    start_queue(settings, runner)
    on_ready()
    known: set[str] = set()
    keeper = JudgementKeeper(shipped_yardsticks(), settings.database_url)
    experiments = ExperimentKeeper(settings.database_url)
    while not stop.is_set():
        try:
            experiments.look(database)
            one_round(database, known)
            keeper.keep_up(database)
        except OperationalError:
            logger.exception("the database is not to be had; trying again")
        stop.wait(seconds_between_rounds)
    experiments.stop()
    keeper.stop()
    runner.stop()
    lock.release()
    if held is not None:
        held.close()
    # Threads of the queue still wait on their runs; leaving them to their end would record one.
    os._exit(0)


def only_worker(settings: WorkerSettings) -> FileLock:
    """The lock that makes this the only worker on this machine.

    Raises:
        Refused: another worker holds it.
    """
    lock = take_lock(settings.lock_file)
    if lock is None:
        raise Refused(f"Another worker is running (it holds {str(settings.lock_file)!r}); one is enough")
    return lock


def only_worker_of(database: Database) -> Connection | None:
    """The connection that makes this the only worker of a PostgreSQL server; None for SQLite, which has one machine.

    The server frees the lock when the connection ends, however the worker dies.

    Raises:
        Refused: a worker on another machine holds the lock.
    """
    if database.engine.dialect.name != "postgresql":
        return None
    connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}):
        connection.close()
        raise Refused("Another worker is running on the same PostgreSQL database; one is enough")
    return connection


def start_queue(settings: WorkerSettings, runner: AttemptRunner) -> None:
    """Start the durable queue; runs that a dead worker left behind are taken up at once."""
    if settings.queue_url.startswith("sqlite"):
        set_write_ahead(Path(settings.queue_url.removeprefix("sqlite:///")))
    config: DBOSConfig = {
        "name": "assay",
        "system_database_url": settings.queue_url,
        "executor_id": EXECUTOR,
        "application_version": VERSION,
        "console_log_level": "ERROR",
        "log_level": "ERROR",
    }
    DBOS(config=config)
    register_workflow(settings, runner)
    DBOS.launch()
    DBOS.register_queue(
        QUEUE, worker_concurrency=len(settings.slots), polling_interval_sec=0.2, on_conflict="always_update"
    )


def register_workflow(settings: WorkerSettings, runner: AttemptRunner) -> None:
    """Tell the queue how a run is carried out: attempts until one settles it, each remembered when it ends."""

    @DBOS.step(name="attempt")
    def attempt(run_id: int) -> str:
        return runner.carry_out(run_id).value

    @DBOS.step(name="give_up")
    def give_up(run_id: int) -> None:
        runner.give_up(run_id)

    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=MOST_RECOVERIES)
    def carry_out_run(run_id: int) -> None:
        for number in range(settings.crash_attempts):
            if number:
                DBOS.sleep(settings.backoff_seconds * 2 ** (number - 1))
            if attempt(run_id) == AttemptEnd.SETTLED:
                return
        give_up(run_id)


def one_round(database: Database, known: set[str]) -> None:
    """Ask for the runs that are due, queue what is not queued yet, end what the queue has given up."""
    with database.session() as session:
        request_due_runs(session)
    with database.session() as session:
        waiting = runs(session, states=UNDER_WAY, limit=None)
    for run in sorted(waiting, key=lambda each: each.id):
        if run.run_key not in known:
            enqueue(run)
            known.add(run.run_key)
    end_dead_runs(database, waiting)


def enqueue(run: Run) -> None:
    """Put a run into the queue; one that is in it stays as it is, since its key is the workflow's."""
    DBOS.enqueue_workflow_with_options(
        {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": run.run_key,
            "priority": max(1, run.request.priority),
            "app_version": VERSION,
        },
        run.id,
    )


def end_dead_runs(database: Database, waiting: list[Run]) -> None:
    """Fail the runs whose workflow the queue will not touch again, so that none waits forever."""
    if not waiting:
        return
    by_key = {run.run_key: run for run in waiting}
    dead = DBOS.list_workflows(workflow_ids=list(by_key), status=list(DEAD_WORKFLOWS), load_input=False)
    for workflow in dead:
        reason = f"The queue gave the run up ({workflow.status.lower().replace('_', ' ')}); ask for it again"
        with database.session() as session:
            end_run(session, by_key[workflow.workflow_id].id, state=RunState.FAILED, error=reason)


def set_write_ahead(path: Path) -> None:
    """Switch an SQLite file to write-ahead logging, which it then stays in.

    Raises:
        AssayError: the file cannot be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    except sqlite3.Error as error:
        raise AssayError(f"The queue's file {str(path)!r} cannot be opened ({error}); move it away") from error

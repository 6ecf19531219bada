"""The warm process for experiments: `python -m evals.jobs.experiments`, started and watched by the worker.

It has loaded the libraries that models need and never runs a model itself: every experiment runs in a fork of it, which
spares each the seconds of loading, dies alone when a model kills it, and is ended when it is cancelled or takes too
long. One experiment of each kind runs at a time, whatever the queue of runs is doing.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sqlalchemy.exc import OperationalError

from data.database import Database, create_database_engine, database_url
from data.records import Experiment, RunState
from data.repository import (
    SECONDS_BETWEEN_SIGNS,
    VISITOR,
    WARM_PROCESS,
    end_experiment,
    end_interrupted_experiments,
    find_experiment,
    give_sign,
    note_progress,
    sign_seen,
    take_experiment,
    waiting_experiments,
)
from evals.experiments.kinds import KINDS, CannotTryError, ExperimentContext
from evals.jobs.child import die_with_parent, told_by_worker

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_ROUNDS = 0.1
SECONDS_BETWEEN_REPORTS = 0.4
SECONDS_IDLE = 900.0


@dataclass(frozen=True, slots=True)
class Started:
    """An experiment under way: the process and the moment at which it is ended."""

    experiment_id: int
    pid: int
    seconds: float
    deadline: float


@dataclass
class Lane:
    """Takes up what waits and looks after what runs; one round after another.

    Attributes:
        fork: Starts a process that carries an experiment out, and gives its pid.
        running: By kind.
    """

    database: Database
    fork: Callable[[Experiment], int]
    running: dict[str, Started] = field(default_factory=dict)
    signed: float = float("-inf")
    busy: float = field(default_factory=time.monotonic)

    def round(self) -> None:
        """Say that we are here, end what must end, begin what waits."""
        self._sign()
        for kind, started in list(self.running.items()):
            if self._has_ended(started):
                del self.running[kind]
        self._begin()

    def is_idle(self) -> bool:
        """Whether nothing was tried, and nobody was on the screen, for a quarter of an hour."""
        if self.running or time.monotonic() - self.busy < SECONDS_IDLE:
            return False
        with self.database.session() as session:
            seen = sign_seen(session, VISITOR)
        return seen is None or seen > SECONDS_IDLE

    def _sign(self) -> None:
        if time.monotonic() - self.signed > SECONDS_BETWEEN_SIGNS:
            self.signed = time.monotonic()
            with self.database.session() as session:
                give_sign(session, WARM_PROCESS)

    def _has_ended(self, started: Started) -> bool:
        pid, status = os.waitpid(started.pid, os.WNOHANG)
        if pid:
            self._end(started, RunState.FAILED, {"code": "died", "how": _how(status)})
            return True
        with self.database.session() as session:
            cancelled = find_experiment(session, started.experiment_id).cancel_requested
        if not cancelled and time.monotonic() < started.deadline:
            return False
        os.kill(started.pid, signal.SIGKILL)
        os.waitpid(started.pid, 0)
        if cancelled:
            self._end(started, RunState.CANCELLED, None)
        else:
            self._end(started, RunState.TIMED_OUT, {"code": "timed_out", "seconds": round(started.seconds)})
        return True

    def _end(self, started: Started, state: RunState, problem: dict[str, Any] | None) -> None:
        self.busy = time.monotonic()
        with self.database.session() as session:
            end_experiment(session, started.experiment_id, state=state, problem=problem)

    def _begin(self) -> None:
        with self.database.session() as session:
            waiting = waiting_experiments(session)
        for experiment_id, kind in waiting:
            if kind in self.running:
                continue
            with self.database.session() as session:
                taken = take_experiment(session, experiment_id)
            if taken is not None:
                self._start(taken)

    def _start(self, experiment: Experiment) -> None:
        # A connection to the database must not be shared with the fork.
        self.database.engine.dispose()
        seconds = KINDS[experiment.kind].seconds if experiment.kind in KINDS else 1.0
        pid = self.fork(experiment)
        self.running[experiment.kind] = Started(experiment.id, pid, seconds, time.monotonic() + seconds)


class Reporter:
    """Writes progress a few times a second at most."""

    def __init__(self, database: Database, experiment_id: int) -> None:
        self._database = database
        self._experiment_id = experiment_id
        self._written = float("-inf")

    def __call__(self, progress: dict[str, Any]) -> None:
        """Write, unless the last time was just now; a busy database costs one report."""
        if time.monotonic() - self._written < SECONDS_BETWEEN_REPORTS:
            return
        self._written = time.monotonic()
        try:
            with self._database.session() as session:
                note_progress(session, self._experiment_id, progress)
        except OperationalError:
            return


def forked(url: str) -> Callable[[Experiment], int]:
    """A function that forks this process, carries an experiment out in the child, and gives the child's pid."""

    def fork(experiment: Experiment) -> int:
        parent, pid = os.getpid(), os.fork()
        if pid == 0:
            _child(url, experiment, parent)
        return pid

    return fork


def carry_out(database: Database, experiment: Experiment) -> None:
    """Try the experiment and write what came out, or why nothing did."""
    result: dict[str, Any] | None = None
    problem: dict[str, Any] | None = None
    state = RunState.FAILED
    try:
        if experiment.kind not in KINDS:
            raise CannotTryError("unknown_kind", kind=experiment.kind)
        trial = KINDS[experiment.kind].load()
        result = trial(ExperimentContext(experiment, Reporter(database, experiment.id)))
    except CannotTryError as refused:
        problem = refused.as_problem()
    except Exception as error:
        traceback.print_exc()
        problem = {"code": "broke_down", "reason": _short(error)}
    else:
        state = RunState.FINISHED
    with database.session() as session:
        end_experiment(session, experiment.id, state=state, result=result, problem=problem)


def main(told: dict[str, Any]) -> None:
    """Work until killed, or until nobody has wanted anything for long."""
    die_with_parent(told.get("parent"))
    url = told.get("database_url") or database_url()
    database = Database(create_database_engine(url))
    with database.session() as session:
        end_interrupted_experiments(session)
    warm_up()
    lane = Lane(database, forked(url))
    while not lane.is_idle():
        try:
            lane.round()
        except OperationalError:
            logger.exception("the database is not to be had; trying again")
        time.sleep(SECONDS_BETWEEN_ROUNDS)


def warm_up() -> None:
    """Load what an experiment needs; nothing is computed, since a process that has computed must not be forked."""
    from transformers.models.llama import modeling_llama  # noqa: F401

    for kind in KINDS.values():
        kind.load()


def _child(url: str, experiment: Experiment, parent: int) -> NoReturn:
    try:
        die_with_parent(parent)
        carry_out(Database(create_database_engine(url)), experiment)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        # Nothing of the parent's may be tidied up twice.
        os._exit(0)


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"


if __name__ == "__main__":
    main(told_by_worker())

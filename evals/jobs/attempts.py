"""One attempt of one run: start its process, watch it, end it when it must end, and say how it went."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy.exc import OperationalError

from data.database import Database
from data.places import log_file
from data.records import AssayError, Run, RunState
from data.repository import begin_attempt, cancel_requested, end_run, find_run
from evals.checkpoints.locations import checked_location
from evals.jobs.child import FINISHED, REFUSED, TAKEN_AWAY
from evals.jobs.file_locks import FileLock, take_slot
from evals.jobs.launcher import Launcher, RunningChild
from evals.jobs.settings import WorkerSettings

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS_AT_THE_DATABASE = 0.5


class AttemptEnd(StrEnum):
    """How an attempt ended: for good, or by a crash that may be tried again."""

    SETTLED = "settled"
    CRASHED = "crashed"


@dataclass
class AttemptRunner:
    """Carries out attempts; shared by the worker's threads.

    Attributes:
        stopping: Set when the worker is being stopped; attempts under way are then left as they are, for the next
            worker to take up.
    """

    settings: WorkerSettings
    database: Database
    launcher: Launcher
    stopping: threading.Event = field(default_factory=threading.Event)
    children: dict[int, RunningChild] = field(default_factory=dict)

    def carry_out(self, run_id: int) -> AttemptEnd:
        """Make one attempt at a run and return how it ended; a run that has ended already is settled."""
        run = self._wanted_run(run_id)
        slot = self._slot(run_id) if run is not None else None
        if run is None or slot is None:
            return AttemptEnd.SETTLED
        try:
            return self._attempt(run, slot)
        except AssayError as error:
            self._end(run_id, RunState.FAILED, str(error))
            return AttemptEnd.SETTLED
        finally:
            slot.release()

    def give_up(self, run_id: int) -> None:
        """End a run whose process died as often as is allowed; its last error stays, with the count."""
        with self.database.session() as session:
            reason = find_run(session, run_id).error or "Its process died"
        self._end(run_id, RunState.FAILED, f"{reason}; given up after {self.settings.crash_attempts} attempts")

    def stop(self) -> None:
        """End all processes and mark their runs as waiting for the next worker."""
        self.stopping.set()
        for run_id, child in list(self.children.items()):
            child.kill()
            self._end(run_id, RunState.RETRYING, "The worker was stopped; the run goes on when it starts again")

    def _wanted_run(self, run_id: int) -> Run | None:
        with self.database.session() as session:
            run = find_run(session, run_id)
            cancelled = cancel_requested(session, run_id)
        if not run.state.is_final and cancelled:
            self._end(run_id, RunState.CANCELLED, None)
        return None if run.state.is_final or cancelled else run

    def _slot(self, run_id: int) -> FileLock | None:
        """A free slot, waited for; None when the run was cancelled meanwhile."""
        while (slot := take_slot(self.settings.folder / "slots", self.settings.slots)) is None:
            if self._wanted_run(run_id) is None:
                return None
            time.sleep(self.settings.poll_seconds)
        return slot

    def _attempt(self, run: Run, slot: FileLock) -> AttemptEnd:
        location = checked_location(run.model.location)
        with self.database.session() as session:
            attempt = begin_attempt(session, run.id, device=slot.name.partition("-")[0])
        child = self.launcher.start(run.id, attempt, slot=slot, location=location)
        self.children[run.id] = child
        try:
            ended = self._watched(run, attempt, child)
        finally:
            if not self.stopping.is_set():
                self.children.pop(run.id, None)
        return ended

    def _watched(self, run: Run, attempt: int, child: RunningChild) -> AttemptEnd:
        deadline = time.monotonic() + run.request.timeout_seconds
        looked = 0.0
        while (code := child.exit_code()) is None:
            time.sleep(self.settings.poll_seconds)
            if self.stopping.is_set():
                continue
            if time.monotonic() > deadline:
                return self._killed(
                    run.id, child, RunState.TIMED_OUT, f"Ended after {run.request.timeout_seconds} s, its time limit"
                )
            if time.monotonic() - looked > SECONDS_BETWEEN_LOOKS_AT_THE_DATABASE:
                looked = time.monotonic()
                if (end := self._end_by_database(run.id, attempt, child)) is not None:
                    return end
        self._stay_while_stopping()
        return self._concluded(run.id, attempt, code)

    def _end_by_database(self, run_id: int, attempt: int, child: RunningChild) -> AttemptEnd | None:
        """How the attempt ends by what the database says: cancelled, or silent for too long."""
        try:
            with self.database.session() as session:
                run, cancelled = find_run(session, run_id), cancel_requested(session, run_id)
        except OperationalError:
            logger.warning("run %d: the database is busy; looking again", run_id)
            return None
        if cancelled:
            return self._killed(run_id, child, RunState.CANCELLED, None)
        silent = (datetime.now(UTC) - run.heartbeat_at).total_seconds() if run.heartbeat_at else 0.0
        if silent > self.settings.stall_seconds:
            child.kill()
            return self._crashed(run_id, attempt, f"Attempt {attempt} said nothing for {silent:.0f} s and was ended")
        return None

    def _killed(self, run_id: int, child: RunningChild, state: RunState, reason: str | None) -> AttemptEnd:
        child.kill()
        self._end(run_id, state, reason)
        return AttemptEnd.SETTLED

    def _concluded(self, run_id: int, attempt: int, code: int) -> AttemptEnd:
        with self.database.session() as session:
            state = find_run(session, run_id).state
        if state.is_final or code == TAKEN_AWAY:
            return AttemptEnd.SETTLED
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        if code in (FINISHED, REFUSED):
            how += " without a result"
        last = _last_line(run_id)
        return self._crashed(run_id, attempt, f"Attempt {attempt} ended with {how}" + (f": {last}" if last else ""))

    def _crashed(self, run_id: int, attempt: int, reason: str) -> AttemptEnd:
        self._patiently(lambda: self._write_end(run_id, RunState.RETRYING, reason, attempt))
        return AttemptEnd.CRASHED

    def _end(self, run_id: int, state: RunState, reason: str | None) -> None:
        self._patiently(lambda: self._write_end(run_id, state, reason, None))

    def _write_end(self, run_id: int, state: RunState, reason: str | None, attempt: int | None) -> None:
        with self.database.session() as session:
            end_run(session, run_id, state=state, error=reason, attempt=attempt)

    def _patiently(self, write: Callable[[], None], tries: int = 5) -> None:
        for number in range(tries):
            try:
                return write()
            except OperationalError:
                if number == tries - 1:
                    raise
                time.sleep(1.0 + number)

    def _stay_while_stopping(self) -> None:
        # Returning would have the queue record an end of this attempt that was only the worker's own.
        while self.stopping.is_set():
            time.sleep(self.settings.poll_seconds)


def _last_line(run_id: int) -> str:
    path = log_file(run_id)
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines() if path.exists() else []
    return lines[-1][:300] if lines else ""

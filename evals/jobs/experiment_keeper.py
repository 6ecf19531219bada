"""The worker's side of experiments: the warm process is there while somebody may want it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

from data.database import Database
from data.places import var_folder
from data.repository import SECONDS_BETWEEN_SIGNS, VISITOR, WORKER, give_sign, sign_seen, waiting_experiments
from evals.jobs.launcher import child_environment
from evals.places import PROJECT_ROOT

VISITOR_STAYS = 60.0
SECONDS_BETWEEN_STARTS = 5.0


@dataclass
class ExperimentKeeper:
    """Starts the warm process when a visitor is on the screen or something waits, again when it died."""

    database_url: str
    process: subprocess.Popen[bytes] | None = None
    signed: float = float("-inf")
    started: float = float("-inf")

    def look(self, database: Database) -> None:
        """Say that the worker is there, and start the warm process if it is wanted."""
        if time.monotonic() - self.signed > SECONDS_BETWEEN_SIGNS:
            self.signed = time.monotonic()
            with database.session() as session:
                give_sign(session, WORKER)
        if self.process is not None and self.process.poll() is None:
            return
        if time.monotonic() - self.started > SECONDS_BETWEEN_STARTS and _is_wanted(database):
            self.started = time.monotonic()
            self.process = self._start()

    def stop(self) -> None:
        """End the warm process; what it runs dies with it."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        log = var_folder() / "logs" / "experiments.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "evals.jobs.experiments"],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                # Experiments compute on the processor: the accelerators belong to the runs.
                env=child_environment(os.environ, slot="cpu-experiments", location=str(PROJECT_ROOT)),
                start_new_session=True,
            )
        assert process.stdin is not None
        with process.stdin as pipe:
            pipe.write(json.dumps({"database_url": self.database_url, "parent": os.getpid()}).encode())
        return process


def _is_wanted(database: Database) -> bool:
    with database.session() as session:
        seen = sign_seen(session, VISITOR)
        return bool(waiting_experiments(session)) or (seen is not None and seen < VISITOR_STAYS)

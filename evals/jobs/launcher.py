"""Where a run's process is started: here, in a session of its own, with the little it needs to know."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from data.places import log_file
from data.records import RunFailed
from evals.jobs.file_locks import FileLock
from evals.places import ENDPOINT_KEY, LIBRARY_ENVIRONMENT, PROJECT_ROOT

PASSED_ON = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "LD_LIBRARY_PATH",
    "OMP_NUM_THREADS", "MKL_NUM_THREADS", "HF_HOME", "HF_HUB_CACHE", "HF_DATASETS_CACHE", "HF_ENDPOINT",
    "SSL_CERT_FILE", "HTTPS_PROXY", "NO_PROXY",
    "ASSAY_VAR", "ASSAY_MODEL_ROOTS", "ASSAY_ALLOW_CODE", "ASSAY_STALL_SECONDS",
)  # fmt: skip
SECONDS_TO_DIE = 10.0


class RunningChild(Protocol):
    """A run's process, wherever it runs."""

    @property
    def place(self) -> str:
        """The slot it occupies."""
        ...

    def exit_code(self) -> int | None:
        """Its exit code, minus the signal that ended it, or None while it runs."""
        ...

    def kill(self) -> None:
        """End it with everything it started, and return when nothing is left."""
        ...


class Launcher(Protocol):
    """Starts runs; another one may start them on other machines."""

    def start(self, run_id: int, attempt: int, *, slot: FileLock, location: str) -> RunningChild:
        """The process of one attempt."""
        ...


@dataclass(frozen=True)
class LocalChild:
    """A process on this machine, leader of its own group."""

    process: subprocess.Popen[bytes]
    slot: FileLock

    @property
    def place(self) -> str:
        """The slot it occupies."""
        return self.slot.name

    def exit_code(self) -> int | None:
        """Its exit code, minus the signal that ended it, or None while it runs."""
        return self.process.poll()

    def kill(self) -> None:
        """End the whole group and make sure that it is gone.

        Raises:
            RunFailed: something of it survives, stuck in the kernel.
        """
        deadline = time.monotonic() + SECONDS_TO_DIE
        while time.monotonic() < deadline:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                self.process.wait()
                return
            self.process.poll()
            time.sleep(0.02)
        raise RunFailed(f"Process group {self.process.pid} does not end; look at it with ps")


@dataclass(frozen=True)
class LocalLauncher:
    """Starts runs on this machine.

    Attributes:
        database_url: Told to the process on its standard input with the key of endpoints, so that no secret stands in
            the environment of a process that has no use for it.
    """

    database_url: str

    def start(self, run_id: int, attempt: int, *, slot: FileLock, location: str) -> LocalChild:
        """The process of one attempt; it inherits the lock on its slot, prints into the run's log, and dies with us."""
        log = log_file(run_id)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "evals.jobs.child", str(run_id), str(attempt)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=child_environment(os.environ, slot=slot.name, location=location),
                pass_fds=(slot.descriptor,),
                start_new_session=True,
            )
        assert process.stdin is not None
        with process.stdin as pipe:
            told = {
                "database_url": self.database_url,
                "parent": os.getpid(),
                "endpoint_key": os.environ.get(ENDPOINT_KEY),
            }
            pipe.write(json.dumps(told).encode())
        return LocalChild(process, slot)


def child_environment(own: Mapping[str, str], *, slot: str, location: str) -> dict[str, str]:
    """What a run's process gets to see of our environment: no secret, its GPU, no hub for a local folder."""
    kind, _, number = slot.partition("-")
    environment = {name: own[name] for name in PASSED_ON if name in own}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(PROJECT_ROOT), own.get("PYTHONPATH"))))
    environment["CUDA_VISIBLE_DEVICES"] = number if kind == "cuda" else ""
    environment["ASSAY_SLOT"] = slot
    environment |= LIBRARY_ENVIRONMENT
    if Path(location).is_absolute():
        environment |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    return environment

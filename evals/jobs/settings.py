"""What the worker is told by its environment."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from data.database import database_url
from data.places import var_folder
from data.records import InvalidInput


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How a worker works.

    Attributes:
        database_url: Where runs are asked for and written.
        folder: Runtime files: the lock, the slots, the queue, the logs.
        cpu_slots: Runs measured at the same time on the CPU; used only where there is no GPU.
        gpus: Numbers of the GPUs it may use, one run each.
        stall_seconds: A run that says nothing for so long is taken for dead.
        poll_seconds: How often a running process is looked at.
        crash_attempts: Starts of a run whose process dies, the first included.
        backoff_seconds: Wait before the second start; doubled before each further one.
    """

    database_url: str
    folder: Path
    cpu_slots: int = 1
    gpus: tuple[str, ...] = ()
    stall_seconds: float = 900.0
    poll_seconds: float = 0.2
    crash_attempts: int = 3
    backoff_seconds: float = 1.0

    @classmethod
    def from_environment(cls) -> WorkerSettings:
        """The settings in `DATABASE_URL`, `ASSAY_VAR`, `ASSAY_CPU_SLOTS`, `ASSAY_STALL_SECONDS`.

        Raises:
            InvalidInput: a number is none, or not positive.
        """
        return cls(
            database_url=database_url(),
            folder=var_folder(),
            cpu_slots=int(_positive("ASSAY_CPU_SLOTS", 1)),
            gpus=visible_gpus(),
            stall_seconds=_positive("ASSAY_STALL_SECONDS", 900.0),
        )

    @property
    def lock_file(self) -> Path:
        """Held by the one worker there may be."""
        return self.folder / "worker.lock"

    @property
    def slots(self) -> tuple[str, ...]:
        """Names of the places a run can be measured at."""
        if self.gpus:
            return tuple(f"cuda-{gpu}" for gpu in self.gpus)
        return tuple(f"cpu-{number}" for number in range(self.cpu_slots))

    @property
    def queue_url(self) -> str:
        """Database of the queue: its own SQLite file, or the PostgreSQL server that holds everything else."""
        kind, _, place = self.database_url.partition("://")
        if kind.partition("+")[0] == "postgresql":
            return f"postgresql://{place}"
        return f"sqlite:///{self.folder / 'jobs.sqlite'}"


def visible_gpus() -> tuple[str, ...]:
    """Numbers of the GPUs this process may use, without loading torch."""
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is not None:
        return tuple(part.strip() for part in named.split(",") if part.strip() not in {"", "-1"})
    if shutil.which("nvidia-smi") is None:
        return ()
    command = ("nvidia-smi", "--query-gpu=index", "--format=csv,noheader")
    answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return tuple(answer.stdout.split()) if answer.returncode == 0 else ()


def _positive(name: str, default: float) -> float:
    text = os.environ.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if value <= 0:
        raise InvalidInput(f"{name} is {text!r}; give a positive number")
    return value

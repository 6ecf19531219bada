"""The last lines of what a run's process printed."""

from __future__ import annotations

import os
from pathlib import Path

_BYTES = 8192


def log_file(run_id: int) -> Path:
    """Where the worker collects what the run prints: `logs/` in `ASSAY_VAR`, or in `var/`."""
    return Path(os.environ.get("ASSAY_VAR") or "var") / "logs" / f"run-{run_id}.log"


def log_tail(run_id: int) -> str:
    """The end of the run's log, from the start of a line; empty where there is none on this machine."""
    path = log_file(run_id)
    if not path.is_file():
        return ""
    with path.open("rb") as log:
        size = log.seek(0, os.SEEK_END)
        log.seek(max(0, size - _BYTES))
        content = log.read().decode("utf-8", errors="replace")
    return content if size <= _BYTES else content.partition("\n")[2]

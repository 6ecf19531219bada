"""The last lines of what a run's process printed."""

from __future__ import annotations

import os

from data.places import log_file

_BYTES = 8192


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

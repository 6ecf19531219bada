"""Where the runtime files lie that the worker writes and the screens read."""

from __future__ import annotations

import os
from pathlib import Path


def var_folder() -> Path:
    """Folder of runtime files: `ASSAY_VAR`, or `var/` in the current directory."""
    return Path(os.environ.get("ASSAY_VAR") or "var")


def log_file(run_id: int) -> Path:
    """The file that collects what a run's process prints."""
    return var_folder() / "logs" / f"run-{run_id}.log"

"""Where things lie: the project itself, its own tasks, and the runtime files under `var/`."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
OWN_TASKS = PROJECT_ROOT / "evals" / "tasks"
DEMO_MODELS = PROJECT_ROOT / "data" / "demo" / "models"


def var_folder() -> Path:
    """Folder of runtime files: `ASSAY_VAR`, or `var/` in the current directory."""
    return Path(os.environ.get("ASSAY_VAR") or "var")


def request_store_file() -> Path:
    """The file in which answered requests are kept across runs."""
    return var_folder() / "requests.sqlite"


def log_file(run_id: int) -> Path:
    """The file that collects what a run's process prints."""
    return var_folder() / "logs" / f"run-{run_id}.log"

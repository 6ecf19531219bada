"""Where things lie: the project, its own tasks, the runtime files under `var/`; how libraries are kept quiet."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
OWN_TASKS = PROJECT_ROOT / "evals" / "tasks"
QUIET = {
    "TQDM_DISABLE": "1",
    "HF_HUB_VERBOSITY": "error",
    "DATASETS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Environment under which the libraries of a measurement print nothing of their own."""

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

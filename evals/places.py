"""Where things lie: the project, its own tasks, the runtime files under `var/`; how libraries behave."""

from __future__ import annotations

from pathlib import Path

from data.places import var_folder

PROJECT_ROOT = Path(__file__).resolve().parent.parent
OWN_TASKS = PROJECT_ROOT / "evals" / "tasks"
LIBRARY_ENVIRONMENT = {
    "TQDM_DISABLE": "1",
    "HF_HUB_VERBOSITY": "error",
    "DATASETS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_NO_USAGE_STATS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
}
"""Environment of a measurement: its libraries print nothing of their own and report to nobody, and threads that wait
do not spin.

Spinning made a small model twelve times slower (62 s instead of 5 s) on two cores that others used too.
"""

ENDPOINT_KEY = "ASSAY_ENDPOINT_KEY"
"""Environment variable with the key of endpoints, set by the operator; stored nowhere."""

DEMO_FINGERPRINTS = PROJECT_ROOT / "data" / "demo" / "fingerprints"
"""Fingerprints of the models that demo startups publish, which others are screened against."""
DEMO_MODELS = PROJECT_ROOT / "data" / "demo" / "models"


def request_store_file() -> Path:
    """The file in which answered requests are kept across runs."""
    return var_folder() / "requests.sqlite"

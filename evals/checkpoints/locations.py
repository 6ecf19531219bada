"""Where a model may be: a folder, which jobs must be allowed to read, or a hub id the user named."""

from __future__ import annotations

import os
import re
from pathlib import Path

from data.records import NotFound, Refused
from evals.places import DEMO_MODELS, PROJECT_ROOT

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
"""Always with the organisation: a bare name is more likely a folder that was misspelt, and nothing is asked for it."""
FILES_WANTED = ("*.safetensors", "*.safetensors.index.json", "*.json", "tokenizer.model", "*.txt", "*.jinja")


def allowed_folders() -> list[Path]:
    """Folders whose models jobs may load: the demonstration's, and those in `ASSAY_MODEL_ROOTS`."""
    named = os.environ.get("ASSAY_MODEL_ROOTS", "")
    return [DEMO_MODELS.resolve(), *(Path(part).expanduser().resolve() for part in named.split(os.pathsep) if part)]


def checked_location(location: str) -> str:
    """The absolute folder of a model that jobs may load, or its hub id.

    Relative paths are meant from the project's root; links are followed before the folder is judged.

    Raises:
        Refused: the folder lies outside the allowed ones.
        NotFound: it lies inside, but does not exist.
    """
    folder = (PROJECT_ROOT / Path(location).expanduser()).resolve()
    if not folder.exists() and HUB_ID.fullmatch(location):
        return location
    if not any(folder.is_relative_to(root) for root in allowed_folders()):
        raise Refused(
            f"Model folder {location!r} is outside the allowed ones; the operator adds it to ASSAY_MODEL_ROOTS"
        )
    if not folder.is_dir():
        raise NotFound(f"Model folder {location!r} does not exist; check the startup's model")
    return str(folder)


def check_location(location: str) -> None:
    """Pass silently when a location is a folder, or could be a hub id.

    Raises:
        NotFound: it is neither.
    """
    if not Path(location).expanduser().is_dir() and not HUB_ID.fullmatch(location):
        raise NotFound(f"Model folder {location!r} does not exist, and it is no hub id such as 'organisation/name'")


def model_folder(location: str) -> Path:
    """The local folder a model is loaded from.

    Args:
        location: A folder, or a hub id; the hub is asked only where the environment does not say offline.

    Raises:
        NotFound: Neither a folder nor a hub id that can be had.
    """
    # Jobs are asked for by a process that should not wait for the hub's library.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    check_location(location)
    folder = Path(location).expanduser()
    if folder.is_dir():
        return folder
    try:
        return Path(snapshot_download(location, allow_patterns=list(FILES_WANTED)))
    except (HFValidationError, LocalEntryNotFoundError, HfHubHTTPError, OSError) as error:
        raise NotFound(
            f"Model {location!r} is neither a folder on this machine nor a hub model that can be reached; "
            "name a folder with config.json and safetensors weights."
        ) from error

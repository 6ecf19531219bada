"""From where a job may load a model: allowed folders, or a hub id the user named."""

from __future__ import annotations

import os
import re
from pathlib import Path

from data.records import NotFound, Refused
from evals.places import DEMO_MODELS, PROJECT_ROOT

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def allowed_folders() -> list[Path]:
    """Folders whose models jobs may load: the demonstration's, and those in `ASSAY_MODEL_ROOTS`."""
    named = os.environ.get("ASSAY_MODEL_ROOTS", "")
    return [DEMO_MODELS.resolve(), *(Path(part).expanduser().resolve() for part in named.split(os.pathsep) if part)]


def checked_location(location: str) -> str:
    """The absolute folder of a model, or its hub id.

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

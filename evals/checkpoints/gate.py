"""A model folder: what is refused before anything is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from safetensors import SafetensorError, safe_open

from data.records import InvalidInput, NotFound, Refused
from evals.checkpoints.architecture import check_sizes
from evals.checkpoints.digest import stays_inside

PICKLE_SUFFIXES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})
FILES_WANTED = ("*.safetensors", "*.safetensors.index.json", "*.json", "tokenizer.model", "*.txt", "*.jinja")
TOKENIZER_FILES = (
    "added_tokens.json",
    "chat_template.jinja",
    "merges.txt",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "vocab.json",
    "vocab.txt",
)


def model_folder(location: str) -> Path:
    """The local folder a model is loaded from.

    Args:
        location: A folder, or a hub id; the hub is asked only where the environment does not say offline.

    Raises:
        NotFound: Neither a folder nor a hub id that can be had.
    """
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


def check_model_folder(folder: Path) -> None:
    """Pass silently when a folder holds safetensors weights that need no code of their own.

    Raises:
        InvalidInput: config.json is missing, malformed or absurd, or a weight file is missing, cut short or malformed.
        Refused: Weights exist only as pickles or outside the folder, or loading would run code from it.
    """
    config = _json_object(folder / "config.json")
    check_sizes(config)
    tokenizer_config = folder / "tokenizer_config.json"
    automatic = config.get("auto_map") or (
        _json_object(tokenizer_config).get("auto_map") if tokenizer_config.exists() else None
    )
    if automatic:
        raise Refused(
            f"Model folder {folder.name!r} asks to run its own code (auto_map in its configuration); "
            "only architectures that ship with transformers are measured."
        )
    files = weight_files(folder)
    if not files:
        _refuse_missing_weights(folder)
    for file in files:
        if not stays_inside(file, folder):
            raise Refused(
                f"Weight file {file.name!r} is a link that leads out of {folder.name!r}; copy the file there."
            )
        _check_weight_file(file)


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files a folder's weights are in, sorted by name.

    Raises:
        InvalidInput: The index names a file that is not there.
    """
    index = folder / "model.safetensors.index.json"
    if not index.exists():
        return sorted(folder.glob("*.safetensors"))
    names = sorted({str(name) for name in _json_object(index).get("weight_map", {}).values()})
    for name in names:
        if Path(name).name != name or not (folder / name).is_file():
            raise InvalidInput(
                f"Weight file {name!r} named in {index.name} is missing from {folder.name!r}; copy it there."
            )
    return [folder / name for name in names]


def check_vocabulary(*, tokenizer_size: int, vocabulary_size: int) -> None:
    """Pass silently when every token the tokenizer can produce has a row in the model's embedding.

    Raises:
        InvalidInput: The tokenizer has more tokens than the model.
    """
    if tokenizer_size > vocabulary_size:
        raise InvalidInput(
            f"The tokenizer has {tokenizer_size} tokens but the model's vocabulary only {vocabulary_size}; "
            "hand over the tokenizer this model was trained with."
        )


def _refuse_missing_weights(folder: Path) -> None:
    pickles = sorted(file.name for file in folder.iterdir() if file.suffix in PICKLE_SUFFIXES)
    if pickles:
        raise Refused(
            f"Model folder {folder.name!r} holds weights only as {pickles[0]!r}, a format that can run code when "
            "opened; convert them to safetensors."
        )
    raise InvalidInput(f"Model folder {folder.name!r} holds no weights; expected at least one .safetensors file.")


def _check_weight_file(file: Path) -> None:
    try:
        with safe_open(file, framework="numpy") as tensors:
            empty = not tensors.keys()
    except (SafetensorError, OSError) as error:
        raise InvalidInput(
            f"Weight file {file.name!r} is not a complete safetensors file ({error}); copy or export it again."
        ) from error
    if empty:
        raise InvalidInput(f"Weight file {file.name!r} holds no tensors; export the model again.")


def _json_object(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidInput(f"Model folder {file.parent.name!r} has no {file.name}; it is needed.") from error
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"{file.name} in {file.parent.name!r} is not readable JSON; export the model again."
        ) from error
    if not isinstance(content, dict):
        raise InvalidInput(f"{file.name} in {file.parent.name!r} must hold a JSON object; export the model again.")
    return content

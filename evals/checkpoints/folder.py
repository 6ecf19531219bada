"""A model folder's files: those that make the model what it is, and JSON among them, read without trusting it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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
INDEX = "model.safetensors.index.json"
MODEL_FILES = ("config.json", "generation_config.json", INDEX, *TOKENIZER_FILES)
_LARGEST_JSON_BYTES = 256_000_000


def checkpoint_files(folder: Path) -> list[Path]:
    """The files that make a checkpoint what it is, sorted by name: safetensors weights, configuration and tokenizer.

    Links that lead out of the folder are left out, see `stays_inside`.
    """
    names = {file.name for file in folder.glob("*.safetensors")} | set(MODEL_FILES)
    files = [folder / name for name in sorted(names)]
    return [file for file in files if file.is_file() and stays_inside(file, folder)]


def stays_inside(file: Path, folder: Path) -> bool:
    """Whether `file`, its links followed, lies under `folder`.

    A hub cache keeps its files as links to the `blobs` folder beside `snapshots`; those count as inside.
    """
    root = folder.resolve()
    allowed = [root, root.parent.parent / "blobs"] if root.parent.name == "snapshots" else [root]
    target = file.resolve()
    return any(target.is_relative_to(place) for place in allowed)


def read_json(file: Path) -> Any:
    """What a JSON file holds, of at most 256 MB.

    Raises:
        ValueError: if it is larger, unreadable, a link that leaves its folder, nested too deeply or no JSON.
    """
    try:
        if not stays_inside(file, file.parent):
            raise ValueError("a link that leaves the folder")
        if file.stat().st_size > _LARGEST_JSON_BYTES:
            raise ValueError(f"{file.stat().st_size} bytes, at most {_LARGEST_JSON_BYTES} allowed")
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {str(error)[:80]}") from error


def read_json_object(file: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        ValueError: as `read_json`, or if it holds something other than an object.
    """
    content = read_json(file)
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    return content

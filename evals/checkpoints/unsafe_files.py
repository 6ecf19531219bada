"""What lies in a model folder, judged by names and first bytes alone: code, pickles, links, other weight formats."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.checkpoints.findings import Finding, finding
from evals.checkpoints.folder import read_json, read_json_object, stays_inside

PICKLE_SUFFIXES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".dill", ".npy", ".npz"})
CODE_SUFFIXES = frozenset(
    {".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".sh", ".bat", ".ps1", ".exe", ".js", ".ipynb"}
)
OTHER_WEIGHT_SUFFIXES = frozenset({".gguf", ".ggml", ".h5", ".keras", ".onnx", ".msgpack", ".tflite", ".pb"})
_CODE_STARTS = (b"\x7fELF", b"MZ", b"#!", b"\xcf\xfa\xed\xfe")
_MOST_ENTRIES = 20_000


def unsafe_files(folder: Path) -> Iterator[Finding]:
    """Files that could run code or lead outside, wherever they lie under `folder`; none is opened beyond 16 bytes."""
    for file in _entries(folder):
        place = file.relative_to(folder)
        if file.is_symlink() and not stays_inside(file, folder):
            yield finding("link_leaves_folder", place)
        elif file.is_file():
            yield from _file_findings(file, place)


def weights_format(folder: Path) -> str:
    """Rubric code of how the weights were handed over: needs_remote_code, safetensors, pickle_only or not_shared.

    Code counts first: a folder that brings its own is not plain safetensors, whatever else it holds.
    """
    files = [file for file in _entries(folder) if file.is_file() and stays_inside(file, folder)]
    if any(file.suffix == ".py" for file in files) or any(True for _ in automatic_code(folder)):
        return "needs_remote_code"
    if any(file.suffix == ".safetensors" for file in files):
        return "safetensors"
    return "pickle_only" if any(_is_pickle(file) for file in files) else "not_shared"


def automatic_code(folder: Path) -> Iterator[Finding]:
    """Every JSON file at the top of the folder whose `auto_map`, at any depth, asks for the company's own code."""
    for file in sorted(folder.glob("*config*.json")):
        try:
            wanted = _auto_maps(read_json(file))
        except ValueError:
            continue
        for target in wanted:
            yield finding("auto_map", file.name, target)


def _entries(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, files in os.walk(folder, followlinks=False):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found += [Path(place) / name for name in (*files, *links)]
        if len(found) > _MOST_ENTRIES:
            raise ValueError(f"more than {_MOST_ENTRIES} files")
    return sorted(found)


def _file_findings(file: Path, place: Path) -> Iterator[Finding]:
    with file.open("rb") as stream:
        start = stream.read(16)
    if _is_pickle(file, start):
        yield finding("pickle_file", place, f"{file.suffix or 'no suffix'}, {file.stat().st_size} bytes")
    elif file.suffix.lower() in CODE_SUFFIXES or start.startswith(_CODE_STARTS):
        yield finding("code_file", place)
    elif file.suffix.lower() in OTHER_WEIGHT_SUFFIXES or start.startswith(b"GGUF"):
        yield finding("other_weight_format", place)
    elif file.name == "adapter_config.json":
        yield finding("adapter_only", place, read_json_object(file).get("base_model_name_or_path", "an unnamed model"))


def _is_pickle(file: Path, start: bytes | None = None) -> bool:
    """By suffix, by a pickle's first bytes (protocol 2 to 5), or as an archive where none belongs (torch.save)."""
    if file.suffix.lower() in PICKLE_SUFFIXES:
        return True
    if start is None:
        with file.open("rb") as stream:
            start = stream.read(16)
    is_protocol = len(start) > 2 and start[0] == 0x80 and 2 <= start[1] <= 5 and start[2:3] in b"\x95}](c\x8aX\x8c"
    return is_protocol or start.startswith(b"PK\x03\x04")


def _auto_maps(content: Any, depth: int = 0) -> list[str]:
    if depth > 20:
        return []
    if isinstance(content, list):
        return [found for item in content for found in _auto_maps(item, depth + 1)]
    if not isinstance(content, dict):
        return []
    own = [json.dumps(content["auto_map"])] if content.get("auto_map") else []
    own += [found for value in content.values() for found in _auto_maps(value, depth + 1)]
    return own

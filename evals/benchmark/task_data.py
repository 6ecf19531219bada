"""Local data of tasks: folders with a manifest, checked before anything in them is read.

Two forms of `MANIFEST.json` are read. The plain one names files: `{task: {split: file}}`. A bundle, as written by
`python -m evals bundle create`, also states rows, sha256, licence and the lm-eval version; its hashes are checked on
every use.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from blake3 import blake3
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from data.records import InvalidInput, NotFound, Refused

MANIFEST = "MANIFEST.json"
PlainManifest = TypeAdapter(dict[str, dict[str, str]])


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SplitFile(_Strict):
    """One frozen split: its file inside the bundle, its rows, and the sha256 of its bytes."""

    file: str
    rows: int
    sha256: str


class BundledTask(_Strict):
    """One task of a bundle: where its data came from, under which licence, and its splits."""

    dataset: str
    dataset_name: str | None
    licence: str | None
    splits: dict[str, SplitFile]


class BundleManifest(_Strict):
    """What a bundle holds; `assay_bundle` is the version of this form."""

    assay_bundle: int
    suite: str | None
    lm_eval: str
    tasks: dict[str, BundledTask]


@dataclass(frozen=True)
class TaskData:
    """The data files of tasks under one folder.

    Attributes:
        folder: The folder that holds the manifest; no file outside it is read.
        files: File per split, as the manifest writes it, by task.
        hashes: Expected sha256 by file, empty for a plain manifest.
    """

    folder: Path
    files: Mapping[str, Mapping[str, str]]
    hashes: Mapping[str, str]

    def splits(self, task: str) -> dict[str, Path]:
        """Path per split of a task, each checked.

        Raises:
            NotFound: the manifest does not name the task, or a file is missing.
            Refused: a path leads outside the folder, or a file's hash is not the manifest's.
        """
        if task not in self.files:
            near = difflib.get_close_matches(task, list(self.files), n=3)
            hint = f"nearest: {', '.join(near)}" if near else f"it names {len(self.files)} other tasks"
            raise NotFound(f"{MANIFEST} in {str(self.folder)!r} has no data for task {task!r}; {hint}")
        return {split: self._checked(task, file) for split, file in self.files[task].items()}

    def _checked(self, task: str, file: str) -> Path:
        path = (self.folder / file).resolve()
        if not path.is_relative_to(self._root):
            raise Refused(f"{MANIFEST}, task {task!r}: {file!r} leads outside {str(self.folder)!r}")
        if not path.is_file():
            raise NotFound(f"{MANIFEST}, task {task!r}: file {file!r} is missing from {str(self.folder)!r}")
        expected = self.hashes.get(file)
        if expected is not None and (found := file_sha256(path)) != expected:
            raise Refused(
                f"{file!r} is not the file the bundle was made with: sha256 {found[:12]}…, "
                f"expected {expected[:12]}…; create the bundle again"
            )
        return path

    @cached_property
    def _root(self) -> Path:
        return self.folder.resolve()


def read_task_data(folder: Path) -> TaskData:
    """The data that the manifest in `folder` names.

    Raises:
        NotFound: there is no manifest.
        InvalidInput: it cannot be read as either form.
    """
    path = folder / MANIFEST
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(f"{str(folder)!r} holds no {MANIFEST}; name the folder that does") from error
    except ValueError as error:
        raise InvalidInput(f"{str(path)!r} is not JSON ({error}); write {{task: {{split: file}}}}") from error
    try:
        return _from_manifest(folder, written)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{str(path)!r}, at {place or 'the top'}: {first['msg']}") from error


def _from_manifest(folder: Path, written: Any) -> TaskData:
    if not (isinstance(written, dict) and "assay_bundle" in written):
        return TaskData(folder, PlainManifest.validate_python(written), {})
    bundle = BundleManifest.model_validate(written)
    files = {name: {split: entry.file for split, entry in task.splits.items()} for name, task in bundle.tasks.items()}
    hashes = {entry.file: entry.sha256 for task in bundle.tasks.values() for entry in task.splits.values()}
    return TaskData(folder, files, hashes)


def files_beside(folder: Path) -> dict[str, Path]:
    """Path per split of the `<split>.jsonl` files in a task's own folder; empty if there are none."""
    return {path.stem: path for path in sorted(folder.glob("*.jsonl"))}


def file_sha256(path: Path) -> str:
    """sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def data_digest(splits: Mapping[str, Path]) -> str:
    """blake3 over the names and bytes of a task's splits, in hexadecimal; equal digests mean equal data."""
    digest = blake3()
    for split in sorted(splits):
        digest.update(f"{split}:{splits[split].stat().st_size}:".encode())
        digest.update(splits[split].read_bytes())
    return str(digest.hexdigest())


def first_bad_line(path: Path) -> str | None:
    """What is wrong with the first line that is no JSON object, None if all are."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line) if line.strip() else {}
            except ValueError as error:
                return f"line {number} is not JSON ({error})"
            if not isinstance(row, dict):
                return f"line {number} is not a JSON object"
    return None

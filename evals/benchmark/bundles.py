"""Bundles: the data of a suite's tasks, frozen once where there is a network, checked wherever they are used."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled
from lm_eval.api.task import Task

from data.records import NotFound, Refused, Suite
from evals.benchmark.task_data import MANIFEST, BundledTask, BundleManifest, SplitFile, file_sha256
from evals.benchmark.tasks import ALL_SPLITS, load_tasks

BUNDLE_VERSION = 1


def create_bundle(suite: Suite, folder: Path, *, include_path: Path | None = None) -> BundleManifest:
    """The manifest of a new bundle: every task's splits as JSON lines, with rows, sha256 and licence.

    Only the splits a task uses are frozen. Tasks that execute code are frozen too; loading them is what is refused.

    Raises:
        NotFound: a task's data cannot be had.
        Refused: the folder holds a manifest already.
    """
    path = folder / MANIFEST
    if path.exists():
        raise Refused(f"{str(folder)!r} holds a {MANIFEST} already; name another folder")
    names = suite.tasks
    tasks: dict[str, BundledTask] = {}
    for name in names:
        for leaf, task in load_tasks([name], include_path=include_path, allow_code=True).tasks.items():
            tasks[leaf] = _frozen(leaf, task, folder)
    manifest = BundleManifest(
        assay_bundle=BUNDLE_VERSION, suite=suite.name, lm_eval=version("lm-eval"), tasks=dict(sorted(tasks.items()))
    )
    path.write_text(json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return manifest


def _frozen(name: str, task: Task, folder: Path) -> BundledTask:
    used = {getattr(task.config, key) for key in ALL_SPLITS if getattr(task.config, key, None)}
    splits = {split: _frozen_split(name, split, task, folder) for split in sorted(used & set(task.dataset))}
    if not splits:
        raise NotFound(f"Task {name!r} has no rows to freeze")
    dataset = str(task.config.dataset_path or "")
    return BundledTask(
        dataset=dataset,
        dataset_name=task.config.dataset_name or None,
        licence=_licence(dataset, task),
        splits=splits,
    )


def _frozen_split(name: str, split: str, task: Task, folder: Path) -> SplitFile:
    rows = task.dataset[split]
    file = folder / name / f"{split}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    rows.to_json(str(file), force_ascii=False)
    return SplitFile(file=str(file.relative_to(folder)), rows=len(rows), sha256=file_sha256(file))


def _licence(dataset: str, task: Task) -> str | None:
    """The licence the data set states, on its own or on its hub page; None when neither does."""
    stated: Any = next(iter(task.dataset.values())).info.license
    if stated or dataset in {"", "json"}:
        return str(stated) if stated else None
    try:
        card = HfApi().dataset_info(dataset).card_data
    except (HfHubHTTPError, HFValidationError, OfflineModeIsEnabled, OSError):
        return None
    licence = getattr(card, "license", None)
    return str(licence) if licence else None

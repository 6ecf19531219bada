"""lm-eval tasks over a local folder of data: the stock configuration, only its data replaced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lm_eval.api.task import ConfigurableTask
from lm_eval.tasks import TaskManager
from lm_eval.tasks._yaml_loader import load_yaml

SPLITS = ("training_split", "validation_split", "test_split", "fewshot_split")


def local_tasks(
    names: list[str], benchmarks: Path, overrides: dict[str, dict[str, Any]] | None = None
) -> dict[str, ConfigurableTask]:
    index = TaskManager().task_index
    files = json.loads((benchmarks / "MANIFEST.json").read_text(encoding="utf-8"))
    tasks = {}
    for name in names:
        config = load_yaml(index[name].yaml_path, resolve_func=True)
        data = {split: str(benchmarks / file) for split, file in files[name].items()}
        config |= {"task": name, "dataset_path": "json", "dataset_name": None, "dataset_kwargs": {"data_files": data}}
        config |= {split: None for split in SPLITS if config.get(split) not in data and config.get(split)}
        config |= (overrides or {}).get(name, {})
        tasks[name] = ConfigurableTask(config=config)
    return tasks

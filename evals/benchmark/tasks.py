"""lm-eval's tasks by name, with their data from a local folder where one is given."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import datasets
import yaml
from lm_eval.api.task import Task
from lm_eval.tasks import TaskManager
from lm_eval.tasks._yaml_loader import load_yaml

from data.records import AssayError, InvalidInput, NotFound, Refused
from evals.benchmark.task_data import TaskData, data_digest, files_beside, first_bad_line, read_task_data
from evals.benchmark.task_index import Leaf, TaskIndex, stock_tasks
from evals.places import OWN_TASKS

SCORED_SPLITS = ("test_split", "validation_split")
ALL_SPLITS = ("training_split", *SCORED_SPLITS, "fewshot_split")
UNSET = ("dataset_name", "custom_dataset")


@dataclass(frozen=True, slots=True)
class LoadedTasks:
    """Tasks ready to be measured.

    Attributes:
        tasks: By name.
        data_digests: blake3 of the local data files, by task; a task whose data come from a hub is not in it.
    """

    tasks: dict[str, Task] = field(default_factory=dict)
    data_digests: dict[str, str] = field(default_factory=dict)


def load_tasks(
    names: Sequence[str],
    *,
    task_data: Path | None = None,
    include_path: Path | None = None,
    num_fewshot: int | Mapping[str, int] | None = None,
    allow_code: bool = False,
) -> LoadedTasks:
    """The tasks behind names; groups and tags give all their members.

    A name is looked for in `include_path`, then among the project's own tasks, then among lm-eval's. Prompts, choices
    and metrics are always the task's own; from `task_data` only the rows are taken.

    Args:
        names: Tasks, groups or tags.
        task_data: Folder with a manifest; then nothing is fetched.
        include_path: Folder of the operator's own task files. Their code runs here: never a startup's folder.
        num_fewshot: Examples in each prompt, for all tasks or by task; a task fixed at zero stays at zero unless it
            is named with another number.
        allow_code: Let tasks load that execute what the model writes.

    Raises:
        NotFound: a name or its data is unknown; the message offers the nearest.
        InvalidInput: a data file cannot be read.
        Refused: a task executes code, or a data file is not what its manifest says.
    """
    if include_path is not None and not include_path.is_dir():
        raise NotFound(f"--include-path {str(include_path)!r} is not a folder; name one that holds task YAML files")
    datasets.disable_progress_bars()
    index = TaskIndex([*([include_path] if include_path else []), OWN_TASKS, stock_tasks()])
    data = read_task_data(task_data) if task_data else None
    leaves = {leaf.file.name: leaf for name in names for leaf in index.leaves(name)}
    loaded = LoadedTasks()
    manager = TaskManager(include_defaults=False)
    with tempfile.TemporaryDirectory(prefix="assay-tasks-") as folder:
        for leaf in leaves.values():
            _load(leaf, Path(folder), loaded, manager=manager, data=data, shots=num_fewshot, allow_code=allow_code)
    return loaded


def _load(
    leaf: Leaf,
    folder: Path,
    loaded: LoadedTasks,
    *,
    manager: TaskManager,
    data: TaskData | None,
    shots: int | Mapping[str, int] | None,
    allow_code: bool,
) -> None:
    name = leaf.file.name
    config = load_yaml(leaf.file.path, resolve_func=False) | leaf.overrides
    if config.get("unsafe_code") and not allow_code:
        raise Refused(
            f"Task {name!r} executes code that the model writes; only the operator of the worker can allow it"
        )
    splits = _local_splits(leaf, data)
    if config.get("custom_dataset") and not splits:
        # lm-eval opens the tokenizer of such tasks with trust_remote_code on.
        raise Refused(f"Task {name!r} makes its rows with code of the model's tokenizer; freeze them into --task-data")
    overrides = leaf.overrides | _shots(name, config, shots)
    if splits:
        overrides |= data_overrides(name, config | overrides, splits)
        loaded.data_digests[name] = data_digest(splits)
    file = folder / f"{len(loaded.tasks)}.yaml"
    file.write_text(yaml.safe_dump({"include": str(leaf.file.path), "task": name} | overrides), encoding="utf-8")
    loaded.tasks[name] = _built(name, file, manager, splits)


def _local_splits(leaf: Leaf, data: TaskData | None) -> dict[str, Path]:
    if data is not None and (leaf.file.name in data.files or leaf.file.path.is_relative_to(stock_tasks())):
        return data.splits(leaf.file.name)
    return {} if leaf.file.path.is_relative_to(stock_tasks()) else files_beside(leaf.file.path.parent)


def _shots(name: str, config: Mapping[str, Any], shots: int | Mapping[str, int] | None) -> dict[str, int]:
    if isinstance(shots, Mapping):
        return {"num_fewshot": shots[name]} if name in shots else {}
    return {} if shots is None or config.get("num_fewshot") == 0 else {"num_fewshot": shots}


def data_overrides(name: str, config: Mapping[str, Any], splits: Mapping[str, Path]) -> dict[str, Any]:
    """The settings that make a task read local files instead of its own data set; splits that are missing are unset.

    Raises:
        NotFound: no split the task is scored on is there, or the one its examples come from is missing.
    """
    named = {key: config[key] for key in ALL_SPLITS if config.get(key)}
    if config.get("test_split") not in splits and config.get("validation_split") not in splits:
        wanted = " or ".join(str(named[key]) for key in SCORED_SPLITS if key in named)
        raise NotFound(f"Task {name!r} is scored on its split {wanted}; the data holds {', '.join(splits)}")
    missing = {key for key, split in named.items() if split not in splits}
    if "fewshot_split" in missing and config.get("num_fewshot"):
        raise NotFound(f"Task {name!r} takes its examples from split {named['fewshot_split']!r}; the data lacks it")
    files = {split: str(splits[split]) for key, split in named.items() if key not in missing}
    settings: dict[str, Any] = {"dataset_path": "json", "dataset_kwargs": {"data_files": files}}
    return settings | {key: None for key in UNSET if key in config} | dict.fromkeys(sorted(missing))


def _built(name: str, file: Path, manager: TaskManager, splits: Mapping[str, Path]) -> Task:
    logging.getLogger("lm_eval").setLevel(logging.ERROR)
    try:
        task: Task = manager.load([str(file)])["tasks"][name]
    except AssayError:
        raise
    except Exception as error:  # a task file's own code and the data reader can fail in any way
        raise _load_problem(name, splits, error) from error
    return task


def _load_problem(name: str, splits: Mapping[str, Path], error: Exception) -> AssayError:
    for path in splits.values():
        if problem := first_bad_line(path):
            return InvalidInput(f"Task {name!r}: {problem} in {str(path)!r}")
    reason = _first_line(error)
    if splits:
        return InvalidInput(f"Task {name!r} cannot be built from {', '.join(map(str, splits.values()))}: {reason}")
    return NotFound(f"Task {name!r} has no data on this machine ({reason}); give --task-data, or allow the network")


def _first_line(error: Exception) -> str:
    lines: Iterable[str] = str(error).strip().splitlines()
    return f"{type(error).__name__}: {next(iter(lines), '')}".rstrip(": .")

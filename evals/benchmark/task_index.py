"""Which YAML file defines a task: found by reading names off the files, without building every task there is.

lm-eval's own TaskManager parses all of its nearly 14,000 YAML files when it is made, which takes 10 to 17 seconds;
reading the few keys that name a task takes under half a second, and comes to the same names, files and tags.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from data.records import InvalidInput, NotFound

KEY = re.compile(rb"""^["']?(task|group|tag|include|class)["']?[ \t]*:[ \t]*(.*(?:\n[ \t]*-[ \t].*)*)""", re.MULTILINE)
LIST_ITEM = re.compile(r"""^[ \t]*-[ \t]+["']?([^"'#\n]+)""", re.MULTILINE)


class TaskFile(NamedTuple):
    """A name and the file that defines it; `is_group` where the file lists other tasks."""

    name: str
    path: Path
    is_group: bool


class Leaf(NamedTuple):
    """One task to load, with the settings its group changes."""

    file: TaskFile
    overrides: dict[str, Any]


@dataclass(frozen=True)
class TaskFolder:
    """The tasks defined under one folder, read when first asked for."""

    root: Path

    @cached_property
    def files(self) -> dict[str, TaskFile]:
        """Definitions by name; of two with the same name the first in path order counts, as in lm-eval."""
        found: dict[str, TaskFile] = {}
        for path, keys in self._scanned:
            group, task = keys.get("group", ""), keys.get("task", "")
            is_group = bool(group) and "class" not in keys
            if name := group if is_group else task:
                found.setdefault(name, TaskFile(name, Path(path), is_group))
        return found

    @cached_property
    def tags(self) -> dict[str, list[str]]:
        """Names of the tasks that carry a tag, by tag."""
        found: dict[str, list[str]] = {}
        single = {str(file.path): file.name for file in self.files.values() if not file.is_group}
        for path, keys in self._scanned:
            for tag in _tags(path, keys) if path in single else ():
                found.setdefault(tag, []).append(single[path])
        return found

    @cached_property
    def _scanned(self) -> list[tuple[str, dict[str, str]]]:
        return [(path, _keys(path)) for path in sorted(_yaml_files(self.root))]


class TaskIndex:
    """Names of tasks and groups over several folders; the first folder that knows a name decides."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [TaskFolder(folder) for folder in folders]

    def leaves(self, name: str) -> list[Leaf]:
        """The tasks behind a name: itself, or all members of the group or tag.

        Raises:
            NotFound: if no folder knows the name; the message offers the nearest ones.
            InvalidInput: if a group holds members that exist nowhere else.
        """
        for folder in self._folders:
            if name in folder.files:
                file = folder.files[name]
                return self._members(file) if file.is_group else [Leaf(file, {})]
            if name in folder.tags:
                return [leaf for task in sorted(folder.tags[name]) for leaf in self.leaves(task)]
        raise NotFound(f"No task {name!r}; {self._nearest(name)}")

    def _members(self, group: TaskFile) -> list[Leaf]:
        from lm_eval.tasks._yaml_loader import load_yaml

        members = load_yaml(group.path, resolve_func=False).get("task")
        found: list[Leaf] = []
        for member in members if isinstance(members, list) else [members]:
            overrides = dict(member) if isinstance(member, dict) else {}
            name = overrides.pop("task", None) if overrides else member
            if not isinstance(name, str):
                raise InvalidInput(f"Group {group.name!r} defines tasks inside itself; name single tasks instead")
            found += [Leaf(leaf.file, leaf.overrides | overrides) for leaf in self.leaves(name)]
        return found

    def _nearest(self, name: str) -> str:
        known = [known for folder in self._folders for known in (*folder.files, *folder.tags)]
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
        return f"did you mean {', '.join(near)}?" if near else "`lm_eval ls tasks` lists what there is"


def stock_tasks() -> Path:
    """The folder of the tasks that come with lm-eval, found without importing it."""
    spec = find_spec("lm_eval")
    if spec is None or not spec.submodule_search_locations:
        raise NotFound("lm-eval is not installed; run `make setup`")
    return Path(next(iter(spec.submodule_search_locations))) / "tasks"


def _yaml_files(folder: Path | str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name not in {"__pycache__", ".ipynb_checkpoints"}:
                yield from _yaml_files(entry.path)
            elif entry.name.endswith(".yaml"):
                yield entry.path


def _keys(path: str) -> dict[str, str]:
    with open(path, "rb") as file:
        found = KEY.findall(file.read())
    return {key.decode(): _scalar(value.decode()) for key, value in reversed(found)}


@lru_cache(maxsize=256)
def _template_keys(path: str) -> dict[str, str]:
    return _keys(path) if os.path.isfile(path) else {}


def _scalar(value: str) -> str:
    return value if value.lstrip().startswith(("\n", "-", "[")) else value.split("\n")[0].split(" #")[0].strip(" \"'\r")


def _tags(path: str, keys: dict[str, str]) -> list[str]:
    """Tags of a file, its own or those of the template it includes."""
    if "tag" in keys:
        return _items(keys["tag"])
    for include in _items(keys.get("include", "")):
        template = os.path.normpath(os.path.join(os.path.dirname(path), include))
        if found := _tags(template, _template_keys(template)):
            return found
    return []


def _items(value: str) -> list[str]:
    if value.startswith("["):
        return [item.strip(" \"'") for item in value.strip(" []").split(",") if item.strip(" \"'")]
    if "\n" in value or value.startswith("-"):
        return [item.strip() for item in LIST_ITEM.findall(value)]
    return [value] if value and value != "null" else []

"""Tasks by name: what a claim may name, and what readers call it."""

from __future__ import annotations

from functools import lru_cache

from data.catalogue.published import reference_text
from data.catalogue.suites import load_suites
from data.records import parse_yaml


@lru_cache(maxsize=1)
def known_tasks() -> tuple[str, ...]:
    """Tasks that a claim may name: those of the suites first, then what decks quote besides."""
    of_suites = [task for suite in load_suites() for task in suite.tasks]
    quoted: list[str] = parse_yaml(reference_text("benchmark_tasks.yaml"))["tasks"]
    return tuple(dict.fromkeys([*of_suites, *quoted]))


def task_label(task: str, language: str) -> str:
    """A task's name for readers: its line's where the line has only this task, else the task's own."""
    line = next((line for suite in load_suites() if (line := suite.line_of(task)) is not None), None)
    if line is None:
        return task
    return line.label(language) if len(line.tasks) == 1 else f"{line.label(language)}: {task}"

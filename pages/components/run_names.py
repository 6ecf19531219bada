"""What a run measures, as readers call it."""

from __future__ import annotations

from data.records import Run
from pages.components import loaders
from pages.components.language import language
from pages.components.suites import suite_files, task_label


def what_runs(run: Run) -> str:
    """Suite, tasks, or kind of examination of a run, in the reader's language."""
    suite = next((suite for suite in suite_files() if suite.name == run.request.suite), None)
    if suite is not None:
        return suite.label(language())
    tasks = ", ".join(task_label(task, language()) for task in run.request.tasks)
    kind = next((kind for kind in loaders.registry().runs if kind.code == run.request.kind), None)
    return run.request.suite or tasks or (kind.label(language()) if kind else run.request.kind)

"""What a run measures, as readers call it."""

from __future__ import annotations

from data.catalogue import kind_label, suite_label, task_label
from data.records import Run
from pages.components.language import language


def what_runs(run: Run) -> str:
    """Suite, tasks, or kind of examination of a run, in the reader's language."""
    if run.request.suite is not None:
        return suite_label(run.request.suite, language())
    tasks = ", ".join(task_label(task, language()) for task in run.request.tasks)
    return tasks or kind_label(run.request.kind, language())

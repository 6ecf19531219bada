"""What a run measures, as readers call it."""

from __future__ import annotations

from data.catalogue import suite_label, task_label
from data.records import Run
from pages.components import loaders
from pages.components.language import language


def what_runs(run: Run) -> str:
    """Suite, tasks, or kind of examination of a run, in the reader's language."""
    if run.request.suite is not None:
        return suite_label(run.request.suite, language())
    tasks = ", ".join(task_label(task, language()) for task in run.request.tasks)
    kind = next((kind for kind in loaders.registry().runs if kind.code == run.request.kind), None)
    return tasks or (kind.label(language()) if kind else run.request.kind)

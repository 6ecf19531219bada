"""The data files of the project's own tasks, written from the generators so that anybody can make them again."""

from __future__ import annotations

import json
from pathlib import Path

from evals.demo import items
from evals.demo.items import Item, Split
from evals.places import OWN_TASKS


def task_splits() -> dict[str, dict[str, list[Item]]]:
    """Items by task and split; a split that a task does not have is absent."""
    return {
        "assay_topic": _both(items.topics()),
        "assay_world_qa": _both(items.world_questions()),
        "assay_world_qa_fresh": {"test": items.fresh_world_questions()},
        "assay_translation_zh": _both(items.translations()),
        "assay_counting": _both(items.countings()),
        "assay_bias_pairs": {"test": items.people_pairs().test},
    }


def _both(split: Split) -> dict[str, list[Item]]:
    return {"train": split.train, "test": split.test}


def write_task_files(folder: Path = OWN_TASKS) -> list[Path]:
    """Write `<task>/<split>.jsonl` below `folder` and hand back the files written, one item per line."""
    written = []
    for task, splits in task_splits().items():
        for split, rows in splits.items():
            path = folder / task / f"{split}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            path.write_text("".join(lines), encoding="utf-8")
            written.append(path)
    return written

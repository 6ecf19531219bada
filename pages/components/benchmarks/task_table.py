"""Every task of every model, and the same as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analysis.board.index import BoardRow, score_interval
from data.catalogue import task_label
from data.records import Score, Suite
from pages.components.benchmarks.kept_rows import Scores
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.spreadsheet import csv_bytes


def show_task_table(rows: Sequence[BoardRow], scores: Scores, suite: Suite) -> int | None:
    """The table of the rows shown and its download; the run of the row selected, None if none is."""
    section(text("benchmarks.tasks.title"), text("benchmarks.tasks.note"))
    frame = task_frame(rows, scores, suite)
    chosen = st.dataframe(
        frame,
        hide_index=True,
        key=f"task_table_{rows[0].model.id if rows else 0}",  # a selected row is of its own page
        row_height=32,
        placeholder=text("run.none"),
        alt=text("benchmarks.tasks.title"),
        on_select="rerun",
        selection_mode="single-row",
        column_config=_columns(frame),
    )
    st.download_button(
        text("benchmarks.tasks.download"),
        lambda: csv_bytes(score_frame(rows, scores)),
        file_name=f"assay-{suite.name}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    selected = chosen["selection"]["rows"]
    return rows[selected[0]].entry.runs[-1] if selected and selected[0] < len(rows) else None


def task_frame(rows: Sequence[BoardRow], scores: Scores, suite: Suite) -> pd.DataFrame:
    """Scores as readers write them, one row per model and one column per task that any of them ran."""
    run = {task for row in rows for task in scores[row.model.id]}
    labels = {task: task_label(task, language()) for task in suite.tasks if task in run}
    model, index = text("benchmarks.model"), text("benchmarks.index")
    return pd.DataFrame(
        [
            {model: row.model.name, index: round(row.entry.points, 1)}
            | {label: _percent(scores[row.model.id].get(task)) for task, label in labels.items()}
            for row in rows
        ]
    )


def score_frame(rows: Sequence[BoardRow], scores: Scores) -> pd.DataFrame:
    """One row per model and task with everything needed to check the number."""
    entries = []
    for row in rows:
        for task, score in sorted(scores[row.model.id].items()):
            ends = score_interval(score)
            entries.append(
                {
                    "startup": row.startup.slug,
                    "model": row.model.name,
                    "model_digest": row.model.digest,
                    "task": task,
                    "metric": score.metric,
                    "filter": score.filter,
                    "scale": score.scale.value,
                    "value": score.value,
                    "standard_error": score.standard_error,
                    "low_95": ends.low if ends else None,
                    "high_95": ends.high if ends else None,
                    "n": score.n,
                    "total": score.total,
                    "shots": score.shots,
                    "task_version": score.task_version,
                    "task_hash": score.task_hash,
                    "run": score.run_id,
                }
            )
    return pd.DataFrame(entries)


def _percent(score: Score | None) -> float | None:
    return None if score is None else round(score.scale.shown(score.value), 1)


def _columns(frame: pd.DataFrame) -> dict[str, Any]:
    index = text("benchmarks.index")
    numbers = {name: st.column_config.NumberColumn(name, format="%.1f") for name in frame.columns[2:]}
    bar = st.column_config.ProgressColumn(index, min_value=0, max_value=100, format="%.1f", color="green")
    return {index: bar, **numbers}

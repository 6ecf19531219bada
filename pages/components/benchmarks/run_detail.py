"""One run down to its items: protocol, scores, prompts and answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analysis.board.index import score_interval
from data.catalogue import task_label
from data.records import Run, SampleResult, Score
from pages.components import loaders
from pages.components.benchmarks.sample_views import is_right, sample_frame, sample_view
from pages.components.format import duration, moment, score_range, score_value
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.rows import LINE, Cell, Part, Row, block, items, show, table, words
from pages.components.run_log import log_tail
from pages.components.spreadsheet import csv_bytes

_PER_PAGE = 10


def show_run(run: Run) -> None:
    """Everything there is to one run."""
    section(run_title(run), run_line(run))
    show_run_body(run)


def run_title(run: Run) -> str:
    """What the run is called, as Markdown."""
    return text("benchmarks.run.title", id=run.id, model=literal(run.model.name))


def run_line(run: Run) -> str:
    """Startup, suite and state of the run, as Markdown."""
    return literal(f"{run.startup_slug} · {_what(run)} · {text(f'run.{run.state.value}')}")


def show_run_body(run: Run) -> None:
    """Scores, protocol, items and log of a run."""
    if run.error:
        st.markdown(f":orange[{literal(run.error)}]")
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        _show_scores(run)
    with right:
        show([items("pair", _protocol(run))], key="protocol")
    if run.scores:
        _show_samples(run)
    _show_log(run)


def _show_log(run: Run) -> None:
    lines = log_tail(run.id)
    if lines:
        with st.expander(text("benchmarks.run.log")):
            show([items("plain", [[[block(lines)]]])], key="log")


def _show_scores(run: Run) -> None:
    if not run.scores:
        empty_state(text("benchmarks.run.no_scores"))
        return
    names = ("task", "metric", "value", "items", "shots")
    columns = [
        Cell([words(text(f"benchmarks.run.{name}"))], "number" if name in {"value", "items", "shots"} else "")
        for name in names
    ]
    show(
        [table(columns, [_score_row(score) for score in run.scores], label=text("benchmarks.run.scores"))], key="scores"
    )


def _score_row(score: Score) -> Row:
    ends = score_interval(score)
    shown = score_range(ends.low, ends.high, score.scale) if ends else text("startup.claims.no_interval")
    metric = score.metric if score.filter == "none" else f"{score.metric} ({score.filter})"
    counted = f"{score.n:,}" if score.total is None else f"{score.n:,} / {score.total:,}"
    source = text("benchmarks.run.task_source", version=score.task_version, hash=score.task_hash[:16])
    cells = [
        Cell([words(task_label(score.task, language()), source=source), LINE, words(score.task, "mute small")]),
        Cell([words(metric, "mute")]),
        Cell([words(score_value(score.value, score.scale), "strong"), LINE, words(shown, "mute small")], "number"),
        Cell([words(counted), *_worth(score)], "number"),
        Cell([words(text("fact.unknown") if score.shots is None else str(score.shots))], "number"),
    ]
    return Row(cells, rule=True)


def _worth(score: Score) -> list[Part]:
    """What items that share a text are worth as independent ones; nothing where each stands alone."""
    if score.effective_items is None:
        return []
    worth = text("benchmarks.run.worth", count=f"{score.effective_items:,.0f}", clusters=score.clusters)
    return [LINE, words(worth, "mute small")]


def _protocol(run: Run) -> list[list[list[dict[str, Any]]]]:
    known: dict[str, Any] = {
        text("benchmarks.run.digest"): run.model.digest or text("fact.unknown"),
        text("benchmarks.run.location"): run.model.location,
        text("benchmarks.run.device"): run.device or text("fact.unknown"),
        text("benchmarks.run.requested"): f"{run.request.requested_by}, {moment(run.created_at, language())}",
    }
    if run.started_at and run.finished_at:
        seconds = (run.finished_at - run.started_at).total_seconds()
        known[text("benchmarks.run.took")] = duration(seconds, language())
    known |= _plain(run.request.settings) | _plain(run.protocol) | _plain(run.engine)
    return [[[words(name, "mute")], [words(str(value))]] for name, value in known.items()]


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
        for key, value in values.items()
    }


def _show_samples(run: Run) -> None:
    section(text("benchmarks.samples.title"), text("benchmarks.samples.note"))
    tasks = list(dict.fromkeys(score.task for score in run.scores))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        task = st.selectbox(
            text("benchmarks.run.task"), tasks, format_func=lambda name: task_label(name, language()), key="sample_task"
        )
        outcome = st.segmented_control(
            text("benchmarks.samples.outcome"),
            ["all", "right", "wrong"],
            default="all",
            required=True,
            format_func=lambda code: text(f"benchmarks.samples.{code}"),
            key="sample_outcome",
        )
    found = loaders.samples(run.id, task)
    metric = _main_metric(run, task)
    kept = [sample for sample in found if outcome == "all" or is_right(sample, metric) == (outcome == "right")]
    if not kept:
        empty_state(text("benchmarks.samples.none" if found else "benchmarks.samples.not_kept"))
        return
    pages = -(-len(kept) // _PER_PAGE)
    page = st.pagination(pages, key=f"sample_page_{task}_{outcome}") if pages > 1 else 1
    shown = kept[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    show([items("pair", [sample_view(sample, metric) for sample in shown])], key="samples")
    st.download_button(
        text("benchmarks.samples.download"),
        lambda: csv_bytes(_frame(found)),
        file_name=f"assay-run-{run.id}-{task}.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _frame(found: list[SampleResult]) -> pd.DataFrame:
    return sample_frame(found)


def _main_metric(run: Run, task: str) -> str:
    return next(score.metric for score in run.scores if score.task == task)


def _what(run: Run) -> str:
    return run.request.suite or ", ".join(run.request.tasks)

"""How long the benchmarks page takes among many startups; run by hand: python -m tests.benchmarks.board_speed.

Startups are written by the tables themselves; some of them with a model, a finished run with a score on every task of
a suite, and what the boards keep of it. Every median is of several runs on SQLite in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from analysis.board.entries import board_entries
from data.catalogue import load_metrics, load_suite, load_suites
from data.database import Database, open_database
from data.records import Dossier, ModelRecord, Run, RunProgress, RunRequest, RunState, Score, Startup, suites_hash
from data.tables import BoardEntryRow, BoardStartupRow, ModelRow, RunRow, ScoreRow, StartupRow
from pages.components.benchmarks import kept_rows
from tests.pages.startups import open_app

SUITE = load_suite("demo")
NOW = datetime(2026, 11, 27, tzinfo=UTC)
AT_ONCE = 2_000


def filled(database: Database, startups: int, measured: int) -> None:
    """Write the startups, the first of them with a model and its results."""
    rng = random.Random(1)
    for start in range(0, startups, AT_ONCE):
        keys = range(start + 1, min(start + AT_ONCE, startups) + 1)
        rows: dict[type, list[dict[str, object]]] = {StartupRow: [_startup(key) for key in keys]}
        for key in keys:
            if key <= measured:
                _add_measured(rows, key, rng)
        with database.session() as session:
            for table, values in rows.items():
                session.execute(insert(table), values)


def _startup(key: int) -> dict[str, object]:
    said = {"name": f"Startup {key}", "summary_en": "Reads contracts.", "summary_zh": "阅读合同。"}
    return {"id": key, "slug": f"s{key}", **said, "fictional": True, "created_at": NOW, "version": 1}


def _add_measured(rows: dict[type, list[dict[str, object]]], key: int, rng: random.Random) -> None:
    skill = min(0.95, max(0.3, rng.gauss(0.6, 0.15)))
    scores = [_score(line.metric, task, skill, key, rng) for line in SUITE.benchmarks for task in line.tasks]
    slug, request = f"s{key}", RunRequest(key, suite=SUITE.name)
    model = ModelRecord(key, slug, f"Model {key}", f"models/{key}")
    run = Run(
        key, f"{key}:1", f"s{key}", model, request, RunState.FINISHED, 1, RunProgress(), NOW, scores=tuple(scores)
    )
    known = Dossier(Startup(slug, "", "", "", True, NOW), (), (), (model,), (run,))
    named = {"startup_id": key, "name": model.name, "location": model.location, "parameters": rng.randint(10**6, 10**9)}
    ended = {"state": "finished", "attempt": 1, "progress_done": 1, "created_at": NOW, "finished_at": NOW}
    asked = {"run_key": run.run_key, "kind": "benchmark", "suite": SUITE.name, "tasks": [], "settings": {}}
    other = {"priority": 1, "timeout_seconds": 1, "requested_by": "t", "engine": {}, "protocol": {}}
    written = {
        ModelRow: [{"id": key, **named}],
        RunRow: [{"id": key, "model_id": key, **asked, **ended, **other, "cancel_requested": False}],
        ScoreRow: [_score_row(score) for score in scores],
        BoardStartupRow: [_board_of(key, rng)],
        BoardEntryRow: [
            {
                "startup_id": key,
                "model_id": entry.model_id,
                **entry.board._asdict(),
                "points": entry.points,
                "standard_error": entry.standard_error,
                "items": entry.items,
                "missing": list(entry.missing),
                "runs": list(entry.runs),
            }
            for entry in board_entries(known, [SUITE])
        ],
    }
    for table, values in written.items():
        rows.setdefault(table, []).extend(values)


def _board_of(key: int, rng: random.Random) -> dict[str, object]:
    # A startup comes into the world at version 1; its model and its run raise it by one each.
    made_from = {"version": 3, "suites_hash": suites_hash(load_suites()), "kept_at": NOW, "changed_at": NOW}
    return {"startup_id": key, **made_from, "cost_usd": rng.uniform(0.01, 5), "cost_level": "claimed"}


def _score(metric: str, task: str, skill: float, run_id: int, rng: random.Random) -> Score:
    scale = load_metrics().scale(task, metric)
    items = rng.randint(100, 2_000)
    share = min(0.99, max(0.01, rng.gauss(skill, 0.05)))
    full = scale.full_score or 1.0
    error = full * (share * (1 - share) / items) ** 0.5
    return Score(task, metric, full * share, error, items, items, 0, "1", "hash", scale=scale, run_id=run_id)


def _score_row(score: Score) -> dict[str, object]:
    names = ("run_id", "task", "metric", "filter", "value", "standard_error", "n", "total", "shots", "task_version")
    return {name: getattr(score, name) for name in (*names, "task_hash", "higher_is_better")}


def measured_parts(repeats: int) -> dict[str, tuple[float, float]]:
    """Median milliseconds of the page, of its parts, and of a page that says one word: wall clock, processor."""
    board = SUITE.board(None)
    trivial = AppTest.from_string("import streamlit as st\nst.write('Hello')", default_timeout=60)
    page = open_app("benchmarks")
    assert not page.exception, page.exception

    def ranks_anew() -> None:
        st.cache_resource.clear()
        kept_rows.ranked(board)

    among = kept_rows.ranked(board)
    parts: dict[str, Callable[[], object]] = {
        "trivial_page": trivial.run,
        "page": page.run,
        "what_is_outdated": kept_rows.bring_up_to_date,
        "suites_in_use": kept_rows.suites_in_use,
        "ranks_anew": ranks_anew,
        "ranks_kept": lambda: kept_rows.ranked(board),
        "rows_with_scores": lambda: kept_rows.board_page(board, SUITE, among),
    }
    return {name: _medians(act, repeats) for name, act in parts.items()}


def _medians(act: Callable[[], object], repeats: int) -> tuple[float, float]:
    took = []
    for _ in range(repeats):
        begin = time.perf_counter(), time.process_time()
        act()
        took.append((1000 * (time.perf_counter() - begin[0]), 1000 * (time.process_time() - begin[1])))
    wall, processor = (round(statistics.median(each), 1) for each in zip(*took, strict=True))
    return wall, processor


def main() -> None:
    """Print one line of JSON per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--startups", type=int, default=100_000, help="How many there are.")
    parser.add_argument("--measured", type=int, nargs="+", default=[5, 1_000, 10_000], help="How many were measured.")
    parser.add_argument("--repeats", type=int, default=7, help="How often each part is run.")
    chosen = parser.parse_args()
    for measured in chosen.measured:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'assay.sqlite'}"
            database = open_database()
            filled(database, chosen.startups, measured)
            st.cache_resource.clear()
            print(json.dumps({"startups": chosen.startups, "measured": measured, **measured_parts(chosen.repeats)}))
            database.engine.dispose()


if __name__ == "__main__":
    main()

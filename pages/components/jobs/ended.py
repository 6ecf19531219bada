"""Runs that ended: what they found, or the reason why they found nothing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.catalogue import task_label
from data.records import Fact, Run, RunState, Score
from pages.components import loaders
from pages.components.fact_text import value_text
from pages.components.format import duration, moment, score_value
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.navigation import open_run
from pages.components.rows import LINE, Cell, Part, Row, show, table, words
from pages.components.run_names import what_runs

_MOST = 12
_MOST_FACTS = 2
_NORMAL_95 = 1.96


def ended_runs() -> list[Run]:
    """The newest runs that ended."""
    return loaders.recent_runs(states=tuple(state for state in RunState if state.is_final))


def listed(ended: Sequence[Run]) -> Sequence[Run]:
    """Those of them that are shown: the first, until all are asked for."""
    return ended if st.session_state.get("jobs_all_ended") else ended[:_MOST]


def show_ended(ended: Sequence[Run]) -> None:
    """The runs that ended, the newest first; each opens its detail."""
    section(text("jobs.ended.title"), text("jobs.ended.note"))
    if not ended:
        empty_state(text("jobs.ended.none"))
        return
    shown = listed(ended)
    columns = [Cell([words(text(f"jobs.column.{name}"))], style) for name, style in _COLUMNS]
    found = _facts_of(shown)
    rows = [_row(run, found.get(run.id, [])) for run in shown]
    pressed = show([table(columns, rows, label=text("jobs.ended.title"))], key="ended")
    if len(ended) > _MOST:
        st.checkbox(text("jobs.ended.all", count=len(ended)), key="jobs_all_ended")
    if pressed:
        open_run(int(pressed))


_COLUMNS = (("run", ""), ("model", ""), ("result", ""), ("ended", "wide"))


def _facts_of(shown: Sequence[Run]) -> dict[int, list[Fact]]:
    """What each run put on the ledger, results of its own before what the registry holds of any model."""
    found = loaders.facts_of_runs([run.id for run in shown])
    own = {result.key for result in loaders.rubric().results}
    return {run: sorted(facts, key=lambda fact: fact.key not in own) for run, facts in found.items()}


def _row(run: Run, found: Sequence[Fact]) -> Row:
    ended = moment(run.finished_at, language()) if run.finished_at else ""
    took = (
        duration((run.finished_at - run.started_at).total_seconds(), language())
        if run.finished_at and run.started_at
        else ""
    )
    cells = [
        Cell([words(str(run.id), go=str(run.id))]),
        Cell([words(run.model.name, "strong"), LINE, words(what_runs(run), "mute small")], "tight"),
        Cell(_result(run, found)),
        Cell([words(ended, "mute small"), LINE, words(took, "mute small")], "wide tight"),
    ]
    return Row(cells, rule=True)


def _result(run: Run, found: Sequence[Fact]) -> list[Part]:
    if run.state is not RunState.FINISHED:
        said = [words(text(f"run.{run.state.value}"), "attention strong")]
        return [*said, LINE, words(run.error, "small")] if run.error else said
    if run.request.kind == "benchmark" and run.scores:
        return _scores(run.scores)
    if not found:
        return [words(text("jobs.ended.nothing_kept"), "mute")]
    return [part for fact in found[:_MOST_FACTS] for part in (*_fact(fact), LINE)][:-1]


def _scores(scores: Sequence[Score]) -> list[Part]:
    scored = [score for score in scores if score.metric == "acc"] or list(scores)
    best = max(scored, key=lambda score: score.n)
    error = best.standard_error
    spread = "" if error is None else f" ±{score_value(_NORMAL_95 * error, best.scale)}"
    line = f"{task_label(best.task, language())} {score_value(best.value, best.scale)}{spread}"
    return [words(text("jobs.ended.scores", count=len(scores))), LINE, words(line, "mute small")]


def _fact(fact: Fact) -> list[Part]:
    field = loaders.registry().by_key.get(fact.key) or loaders.rubric().result(fact.key)
    label = field.label(language()) if field else fact.key
    return [words(label, "mute small"), words(value_text(fact.value, field), "small")]

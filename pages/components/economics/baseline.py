"""Is a language model needed: a classical classifier beside the model, on the same items."""

from __future__ import annotations

import streamlit as st

from analysis.economics.serving_economics import SECONDS_PER_HOUR
from data.records import ClassifierSide, Run, RunState, TaskBaseline, task_baselines
from pages.components.economics.choice import Start
from pages.components.economics.controls import Field, number_field
from pages.components.economics.quantities import in_exact_money
from pages.components.economics.wording import said
from pages.components.format import accuracy, points, significant
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.rows import Cell, Row, Scale, axis, show, strip, table, words
from pages.components.rows import Range as Drawn

KIND = "classical_baseline"
_USUAL_PRICE = 0.05
"""US dollars per hour of one processor core in a cloud, about; our own setting, unverified."""
_SCALE = Scale(width=170)


def newest_baseline(runs: tuple[Run, ...]) -> Run | None:
    """The newest finished comparison with a classical classifier."""
    done = [run for run in runs if run.request.kind == KIND and run.state is RunState.FINISHED]
    return max(done, key=lambda run: run.id, default=None)


def show_baseline(start: Start) -> None:
    """Accuracy with interval, time and cost per thousand items of both, per task; what to do where nothing was run."""
    section(said("baseline.title"), said("baseline.note"))
    run = newest_baseline(start.standing.dossier.runs) if start.standing else None
    if run is None:
        empty_state(said("baseline.none" if start.standing else "baseline.no_startup"))
        return
    prices = _prices(start)
    columns = [
        Cell([words(said("baseline.column.side"))]),
        Cell([words(said("baseline.column.accuracy"))], "number"),
        Cell([axis(_SCALE)], "wide"),
        Cell([words(said("baseline.column.time"))], "number"),
        Cell([words(said("baseline.column.cost"))], "number"),
    ]
    rows = [row for task, found in task_baselines(run.engine).items() for row in _rows(task, found, prices)]
    show([table(columns, rows, label=said("baseline.title"), cards=True)], key="baseline")


def _prices(start: Start) -> dict[str, float | None]:
    """US dollars per hour of the machine of each side, as entered."""
    left, right, _ = st.columns([1, 1, 1.2])
    found: dict[str, float | None] = {}
    for column, side in ((left, "model"), (right, "baseline")):
        with column:
            found[side] = number_field("serving", Field(f"price_{side}", _USUAL_PRICE, 0.0001, 1e4, 0.01), start)
    return found


def _rows(task: str, found: TaskBaseline, prices: dict[str, float | None]) -> list[Row]:
    error = found.standard_error
    spread = "" if error is None else f" ± {100 * error:.1f}"
    head = f"{task} · {points(100 * found.llm_advantage, language())}{spread} · n = {found.n}"
    sides = [
        _side_row("model", found.model, prices["model"]),
        _side_row("baseline", found.baseline, prices["baseline"]),
    ]
    return [Row([Cell([words(head, "mute small")]), Cell(), Cell(style="wide"), Cell(), Cell()]), *sides]


def _side_row(name: str, side: ClassifierSide, usd_per_hour: float | None) -> Row:
    is_model = name == "model"
    low, high = side.interval
    drawn = Drawn(100 * side.accuracy, 100 * low, 100 * high)
    seconds = side.seconds_per_thousand_items
    cost = None if usd_per_hour is None else usd_per_hour * seconds / SECONDS_PER_HOUR
    price = said("unknown") if cost is None else in_exact_money(cost)
    return Row(
        [
            Cell([words(said(f"baseline.side.{name}"), "strong" if is_model else "")]),
            Cell(
                [
                    words(accuracy(side.accuracy), "strong"),
                    words(f" {accuracy(low)}–{accuracy(high)}", "mute small"),
                ],
                "number",
            ),
            Cell([strip(drawn, "expectation" if is_model else "neutral", _SCALE)], "chart wide"),
            Cell([words(said("unit.seconds", value=significant(seconds)))], "number"),
            Cell([words(price, "" if cost is not None else "mute")], "number"),
        ],
        rule=True,
    )

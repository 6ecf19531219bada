"""Is a language model needed: a classical classifier beside the model, on the same items."""

from __future__ import annotations

from typing import Any

from data.records import Run, RunState
from pages.components.economics.choice import Start
from pages.components.economics.quantities import in_exact_money
from pages.components.economics.wording import said
from pages.components.format import accuracy, points, significant
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.rows import Cell, Row, Scale, axis, show, strip, table, words
from pages.components.rows import Range as Drawn

KIND = "classical_baseline"
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
    columns = [
        Cell([words(said("baseline.column.side"))]),
        Cell([words(said("baseline.column.accuracy"))], "number"),
        Cell([axis(_SCALE)], "wide"),
        Cell([words(said("baseline.column.time"))], "number"),
        Cell([words(said("baseline.column.cost"))], "number"),
    ]
    rows = [row for task, found in run.engine.get("baseline", {}).items() for row in _rows(task, found)]
    show([table(columns, rows, label=said("baseline.title"), cards=True)], key="baseline")


def _rows(task: str, found: dict[str, Any]) -> list[Row]:
    error = found["standard_error"]
    spread = "" if error is None else f" ± {100 * error:.1f}"
    head = f"{task} · {points(100 * found['llm_advantage'], language())}{spread} · n = {found['n']}"
    sides = [_side_row(said(f"baseline.side.{side}"), found[side], side == "model") for side in ("model", "baseline")]
    return [Row([Cell([words(head, "mute small")]), Cell(), Cell(style="wide"), Cell(), Cell()]), *sides]


def _side_row(name: str, side: dict[str, Any], is_model: bool) -> Row:
    low, high = side["interval"]
    drawn = Drawn(100 * side["accuracy"], 100 * low, 100 * high)
    cost = side["usd_per_thousand_items"]
    price = said("unknown") if cost is None else in_exact_money(cost)
    return Row(
        [
            Cell([words(name, "strong" if is_model else "")]),
            Cell(
                [
                    words(accuracy(side["accuracy"]), "strong"),
                    words(f" {accuracy(low)}–{accuracy(high)}", "mute small"),
                ],
                "number",
            ),
            Cell([strip(drawn, "expectation" if is_model else "neutral", _SCALE)], "chart wide"),
            Cell([words(said("unit.seconds", value=significant(side["seconds_per_thousand_items"])))], "number"),
            Cell([words(price, "" if cost is not None else "mute")], "number"),
        ],
        rule=True,
    )

"""Two models item by item, as a choice and a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.board.index import BoardRow
from analysis.board.pairs import TaskPair, task_pairs
from data.catalogue import task_label
from pages.components import loaders
from pages.components.benchmarks.kept_rows import Scores
from pages.components.format import interval, score_value, signed
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.rows import LINE, Cell, Row, show, table, words


def show_pairs(rows: Sequence[BoardRow], scores: Scores) -> None:
    """A choice of two models among the rows shown, and their paired differences task by task."""
    if len(rows) < 2:
        return
    section(text("benchmarks.pairs.title"), text("benchmarks.pairs.note"))
    names = {row.model.id: row.model.name for row in rows}
    left, right = st.columns(2)
    first = left.selectbox(
        text("benchmarks.pairs.first"), list(names), format_func=lambda model: names[model], key="pair_first"
    )
    second = right.selectbox(
        text("benchmarks.pairs.second"), list(names), index=1, format_func=lambda model: names[model], key="pair_second"
    )
    if first == second:
        st.markdown(f":gray[{text('benchmarks.pairs.same')}]")
        return
    pairs = task_pairs(scores[first], scores[second], loaders.samples)
    if not pairs:
        st.markdown(f":gray[{text('benchmarks.pairs.none')}]")
        return
    st.markdown(_summary(pairs, names[first], names[second]))
    show([_view(pairs, names[first], names[second])], key="pairs")


def _summary(pairs: Sequence[TaskPair], first: str, second: str) -> str:
    leaders = [pair.leader for pair in pairs]
    return text(
        "benchmarks.pairs.summary",
        first=literal(first),
        second=literal(second),
        ahead=leaders.count(1),
        behind=leaders.count(2),
        ties=leaders.count(0),
    )


def _view(pairs: Sequence[TaskPair], first: str, second: str) -> dict[str, object]:
    names = [text("benchmarks.run.task"), first, second, text("benchmarks.pairs.difference")]
    names += [text(f"benchmarks.pairs.{name}") for name in ("alone", "p", "outcome")]
    styles = ("", "number", "number", "number", "number wide", "number wide", "")
    columns = [Cell([words(name)], style) for name, style in zip(names, styles, strict=True)]
    return table(columns, [_row(pair, first, second) for pair in pairs], label=text("benchmarks.pairs.title"))


def _row(pair: TaskPair, first: str, second: str) -> Row:
    task = Cell([words(task_label(pair.task, language()), "strong")])
    scores = [Cell([words(score_value(score.value, score.scale))], "number") for score in (pair.first, pair.second)]
    found = pair.comparison
    if found is None:
        empty = [Cell([words("")], style) for style in ("number", "number wide", "number wide")]
        return Row([task, *scores, *empty, Cell([words(text("benchmarks.pairs.not_same"), "mute")])], rule=True)
    shown = pair.first.scale.shown
    difference = [words(signed(shown(found.difference)), "strong")]
    if found.interval is not None:
        ends = interval(shown(found.interval.low), shown(found.interval.high), 1)
        difference += [LINE, words(ends, "mute small")]
    alone = text("benchmarks.pairs.of", first=found.first_only, second=found.second_only, n=f"{found.n:,}")
    way = text("benchmarks.pairs.exact" if found.is_exact else "benchmarks.pairs.student")
    p_value = "" if pair.p_value is None else ("< 0.001" if pair.p_value < 0.001 else f"{pair.p_value:.3f}")
    outcome = {
        0: words(text("benchmarks.pairs.tie"), "mute"),
        1: words(text("benchmarks.pairs.better", name=first)),
        2: words(text("benchmarks.pairs.better", name=second)),
    }[pair.leader or 0]
    cells = [
        Cell(difference, "number"),
        Cell([words(alone, "small")], "number wide"),
        Cell([words(p_value), LINE, words(way, "mute small")], "number wide"),
        Cell([outcome]),
    ]
    return Row([task, *scores, *cells], rule=True)

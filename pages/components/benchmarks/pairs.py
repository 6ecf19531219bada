"""Two models item by item: who is better on which task, and where nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from analysis.inference.comparison import PairedComparison, paired_comparison
from analysis.inference.multiplicity import holm_adjusted
from data.records import SampleResult, Score
from pages.components import loaders
from pages.components.format import interval, score_value, signed
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.leaderboard import BoardRow
from pages.components.markdown import literal
from pages.components.rows import LINE, Cell, Row, show, table, words
from pages.components.suites import task_label

RISK_OF_ERROR = 0.05
Samples = Callable[[int, str], Sequence[SampleResult]]


class TaskPair(NamedTuple):
    """One task that both models ran: both scores, and the comparison on the same items with its corrected p-value.

    The comparison is None where the questions were not the same, or their answers were not kept.
    """

    task: str
    first: Score
    second: Score
    comparison: PairedComparison | None
    p_value: float | None

    @property
    def leader(self) -> int | None:
        """1 or 2 where one is surely better, 0 for a tie, None where nothing was compared."""
        if self.comparison is None:
            return None
        if self.p_value is None or self.p_value > RISK_OF_ERROR:
            return 0
        return 1 if self.comparison.difference > 0 else 2


def show_pairs(rows: Sequence[BoardRow]) -> None:
    """A choice of two models, and their paired differences task by task."""
    if len(rows) < 2:
        return
    section(text("benchmarks.pairs.title"), text("benchmarks.pairs.note"))
    names = [row.measured.model.name for row in rows]
    left, right = st.columns(2)
    places = list(range(len(rows)))
    first = left.selectbox(
        text("benchmarks.pairs.first"), places, format_func=lambda place: names[place], key="pair_first"
    )
    second = right.selectbox(
        text("benchmarks.pairs.second"), places, index=1, format_func=lambda place: names[place], key="pair_second"
    )
    if first == second:
        st.markdown(f":gray[{text('benchmarks.pairs.same')}]")
        return
    pairs = task_pairs(rows[first], rows[second], loaders.samples)
    if not pairs:
        st.markdown(f":gray[{text('benchmarks.pairs.none')}]")
        return
    st.markdown(_summary(pairs, names[first], names[second]))
    show([_view(pairs, names[first], names[second])], key="pairs")


def task_pairs(first: BoardRow, second: BoardRow, samples: Samples) -> list[TaskPair]:
    """Every task that both ran; p-values after Holm's correction over them."""
    ours, theirs = first.measured.scores, second.measured.scores
    found = [(task, ours[task], theirs[task]) for task in ours if task in theirs]
    compared = [_compared(score, other, samples) for _, score, other in found]
    tested = [pair.p_value for pair in compared if pair is not None and pair.p_value is not None]
    adjusted = iter(holm_adjusted(tested) if tested else ())
    return [
        TaskPair(task, score, other, pair, None if pair is None or pair.p_value is None else next(adjusted))
        for (task, score, other), pair in zip(found, compared, strict=True)
    ]


def _compared(first: Score, second: Score, samples: Samples) -> PairedComparison | None:
    same = (first.task_hash, first.shots, first.metric) == (second.task_hash, second.shots, second.metric)
    if not same or first.run_id is None or second.run_id is None:
        return None
    ours, theirs = (_by_item(samples(run, first.task), first.metric) for run in (first.run_id, second.run_id))
    if not ours.keys() & theirs.keys():
        return None
    sign = 1 if first.higher_is_better else -1
    return paired_comparison(
        {item: sign * value for item, value in ours.items()}, {item: sign * value for item, value in theirs.items()}
    )


def _by_item(samples: Sequence[SampleResult], metric: str) -> dict[object, float]:
    return {sample.doc_id: sample.metrics[metric] for sample in samples if metric in sample.metrics}


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

"""The leaderboard's rows and the points of quality against cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.board.index import BoardRow
from data.records import Score, ServingCost
from pages.components.benchmarks.kept_rows import Scores
from pages.components.charts.quality_cost import QualityPoint
from pages.components.format import count, day, interval, money, plain_number, rank
from pages.components.language import language, text
from pages.components.names import shown_name
from pages.components.plots import plot_text, short_name
from pages.components.rows import LINE, Cell, Part, Range, Row, Scale, View, axis, strip, table, words

_SIZE_TICKS = tuple(digit * 10.0**power for power in range(4, 13) for digit in (1, 2, 5))
_COST_TICKS = tuple(digit * 10.0**power for power in range(-3, 3) for digit in (1, 2, 5))


def board_view(rows: Sequence[BoardRow], scores: Scores) -> View:
    """The leaderboard as a table whose interval column is one chart."""
    scale = board_scale(rows)
    columns = [
        Cell([words(text("benchmarks.model"))]),
        Cell([words(text("benchmarks.rank"))], "number"),
        Cell([words(text("benchmarks.index"))], "number"),
        Cell([axis(scale)]),
        Cell([words(text("benchmarks.size"))], "number"),
        Cell([words(text("benchmarks.cost"))], "number"),
    ]
    return table(
        columns, [_row(row, scale, scores[row.model.id]) for row in rows], label=text("benchmarks.board"), cards=True
    )


def board_scale(rows: Sequence[BoardRow]) -> Scale:
    """An axis in tens that holds every interval."""
    ends = [row.entry.points if row.interval is None else row.interval.low for row in rows]
    low = min([0.0, *(10 * (end // 10) for end in ends)])
    middle = (low + 100) / 2
    ticks = tuple(low + step * (100 - low) / 4 for step in range(5))
    labels = tuple((value, plain_number(value)) for value in (low, middle, 100.0))
    return Scale(width=210, start=low, end=100, ticks=ticks, labels=labels)


def _row(row: BoardRow, scale: Scale, scores: Mapping[str, Score]) -> Row:
    entry = row.entry
    drawn = Range(entry.points, *(row.interval[:2] if row.interval else (None, None)))
    runs = ", ".join(str(run) for run in entry.runs)
    source = text("benchmarks.source", items=f"{entry.items:,}", tasks=len(scores), runs=runs)
    cells = [
        Cell(_named(row)),
        Cell([words(rank(row.rank.best, row.rank.worst), "strong")], "number labelled", text("benchmarks.rank")),
        Cell(
            [
                words(plain_number(entry.points, 1), "strong", source=source),
                LINE,
                words(_interval(row), "mute small"),
                strip(drawn, "measured", scale, inset=True),
            ],
            "number axis",
            text("benchmarks.index"),
        ),
        Cell([strip(drawn, "measured", scale, height=54)], "chart"),
        Cell([words(_size(row.model.parameters), "" if row.model.parameters else "mute")], "number wide"),
        Cell([_cost_part(row.placed.cost)], "number wide"),
    ]
    return Row(cells, rule=row.is_separated)


def _named(row: BoardRow) -> list[Part]:
    """The model and its startup, with what was not run, and since when the row stands if evidence came in after it."""
    named = [words(row.model.name, go=f"run:{row.entry.runs[-1]}"), LINE, words(shown_name(row.startup), "mute small")]
    if row.entry.missing:
        named += [LINE, words(text("benchmarks.missing", count=len(row.entry.missing)), "small attention")]
    if not row.placed.is_current:
        kept = text("benchmarks.kept", day=day(row.placed.kept_at, language()))
        named += [LINE, words(kept, "mute small")]
    return named


def _interval(row: BoardRow) -> str:
    known = row.interval
    return text("benchmarks.no_interval") if known is None else interval(known.low, known.high, 1)


def _size(parameters: int | None) -> str:
    return text("fact.unknown") if parameters is None else count(parameters, language())


def _cost_part(cost: ServingCost | None) -> Part:
    if cost is None:
        return words(text("fact.unknown"), "mute")
    return words(f"{cost.dollars:.2f}", source=text(f"evidence.{cost.level}"))


def cost_points(rows: Sequence[BoardRow]) -> list[QualityPoint]:
    """Models whose serving cost is known."""
    return [
        _point(row, cost.dollars, text("benchmarks.hover_cost", cost=f"{cost.dollars:.2f}"))
        for row in rows
        if (cost := row.placed.cost) is not None
    ]


def size_points(rows: Sequence[BoardRow]) -> list[QualityPoint]:
    """Models whose weights were counted."""
    return [
        _point(row, float(size), text("benchmarks.hover_size", count=count(size, language())))
        for row in rows
        if (size := row.model.parameters)
    ]


def cost_ticks() -> list[tuple[float, str]]:
    """Ticks of the cost axis."""
    return [(value, money(value, language())) for value in _COST_TICKS]


def size_ticks() -> list[tuple[float, str]]:
    """Ticks of the size axis."""
    return [(value, count(value, language())) for value in _SIZE_TICKS]


def _point(row: BoardRow, cost: float, said: str) -> QualityPoint:
    name = plot_text(row.model.name)
    shown = text("benchmarks.hover", index=plain_number(row.entry.points, 1), interval=_interval(row))
    return QualityPoint(
        plot_text(short_name(row.model.name)),
        f"<b>{name}</b><br>{shown}<br>{said}",
        cost,
        row.entry.points,
        *(row.interval[:2] if row.interval else (None, None)),
    )

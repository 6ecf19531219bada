"""The leaderboard's rows and the points of quality against cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analysis.board.index import BoardRow
from analysis.evidence.state import Evidence
from pages.components.charts.quality_cost import QualityPoint
from pages.components.format import count, interval, money, plain_number, rank
from pages.components.language import language, text
from pages.components.names import shown_name
from pages.components.plots import plot_text, short_name
from pages.components.rows import LINE, Cell, Range, Row, Scale, View, axis, strip, table, words

COST_KEY = "serving_cost_usd_per_mtok"
_SIZE_TICKS = tuple(digit * 10.0**power for power in range(4, 13) for digit in (1, 2, 5))
_COST_TICKS = tuple(digit * 10.0**power for power in range(-3, 3) for digit in (1, 2, 5))


class Cost(NamedTuple):
    """What a model costs to serve, in US dollars per million tokens, and whether that was measured."""

    dollars: float
    level: str


def costs(evidence: Mapping[str, Evidence]) -> dict[str, Cost]:
    """Serving cost by startup, where it is known."""
    found = {}
    for slug, known in evidence.items():
        reading = known.reading(COST_KEY)
        if isinstance(reading.value, float) and reading.value > 0:
            found[slug] = Cost(
                reading.value, min((entry.fact.level for entry in reading.inputs), key=lambda x: x.strength)
            )
    return found


def board_view(rows: Sequence[BoardRow], known_costs: Mapping[str, Cost]) -> View:
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
    return table(columns, [_row(row, scale, known_costs) for row in rows], label=text("benchmarks.board"), cards=True)


def board_scale(rows: Sequence[BoardRow]) -> Scale:
    """An axis in tens that holds every interval."""
    ends = [row.index if row.interval is None else row.interval.low for row in rows]
    low = min([0.0, *(10 * (end // 10) for end in ends)])
    middle = (low + 100) / 2
    ticks = tuple(low + step * (100 - low) / 4 for step in range(5))
    labels = tuple((value, plain_number(value)) for value in (low, middle, 100.0))
    return Scale(width=210, start=low, end=100, ticks=ticks, labels=labels)


def _row(row: BoardRow, scale: Scale, known_costs: Mapping[str, Cost]) -> Row:
    model, startup = row.measured.model, row.measured.startup
    drawn = Range(row.index, *(row.interval[:2] if row.interval else (None, None)))
    runs = ", ".join(str(run) for run in row.measured.runs)
    source = text("benchmarks.source", items=f"{row.items:,}", tasks=len(row.measured.scores), runs=runs)
    missing = [LINE, words(text("benchmarks.missing", count=len(row.missing)), "small attention")]
    cost = known_costs.get(startup.slug)
    cells = [
        Cell(
            [
                words(model.name, go=f"run:{row.measured.runs[-1]}"),
                LINE,
                words(shown_name(startup), "mute small"),
                *(missing if row.missing else ()),
            ]
        ),
        Cell([words(rank(row.rank.best, row.rank.worst), "strong")], "number labelled", text("benchmarks.rank")),
        Cell(
            [
                words(plain_number(row.index, 1), "strong", source=source),
                LINE,
                words(_interval(row), "mute small"),
                strip(drawn, "measured", scale, inset=True),
            ],
            "number axis",
            text("benchmarks.index"),
        ),
        Cell([strip(drawn, "measured", scale, height=54)], "chart"),
        Cell([words(_size(model.parameters), "" if model.parameters else "mute")], "number wide"),
        Cell([_cost_part(cost)], "number wide"),
    ]
    return Row(cells, rule=row.is_separated)


def _interval(row: BoardRow) -> str:
    known = row.interval
    return text("benchmarks.no_interval") if known is None else interval(known.low, known.high, 1)


def _size(parameters: int | None) -> str:
    return text("fact.unknown") if parameters is None else count(parameters, language())


def _cost_part(cost: Cost | None) -> dict[str, object]:
    if cost is None:
        return words(text("fact.unknown"), "mute")
    return words(f"{cost.dollars:.2f}", source=text(f"evidence.{cost.level}"))


def cost_points(rows: Sequence[BoardRow], known_costs: Mapping[str, Cost]) -> list[QualityPoint]:
    """Models whose serving cost is known."""
    return [
        _point(row, cost.dollars, text("benchmarks.hover_cost", cost=f"{cost.dollars:.2f}"))
        for row in rows
        if (cost := known_costs.get(row.measured.startup.slug)) is not None
    ]


def size_points(rows: Sequence[BoardRow]) -> list[QualityPoint]:
    """Models whose weights were counted."""
    return [
        _point(row, float(size), text("benchmarks.hover_size", count=count(size, language())))
        for row in rows
        if (size := row.measured.model.parameters)
    ]


def cost_ticks() -> list[tuple[float, str]]:
    """Ticks of the cost axis."""
    return [(value, money(value, language())) for value in _COST_TICKS]


def size_ticks() -> list[tuple[float, str]]:
    """Ticks of the size axis."""
    return [(value, count(value, language())) for value in _SIZE_TICKS]


def _point(row: BoardRow, cost: float, said: str) -> QualityPoint:
    name = plot_text(row.measured.model.name)
    shown = text("benchmarks.hover", index=plain_number(row.index, 1), interval=_interval(row))
    return QualityPoint(
        plot_text(short_name(row.measured.model.name)),
        f"<b>{name}</b><br>{shown}<br>{said}",
        cost,
        row.index,
        *(row.interval[:2] if row.interval else (None, None)),
    )

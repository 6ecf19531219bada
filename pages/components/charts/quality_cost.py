"""Quality against cost or size, with the line of those that nothing beats on both."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.components.palette import Palette, plotly_template

HEIGHT = 470


@dataclass(frozen=True, slots=True)
class QualityPoint:
    """One model: name escaped for Plotly, cost or size above 0, index with its interval, None where it is unknown."""

    name: str
    hover: str
    cost: float
    quality: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class CostAxis:
    """Title of the logarithmic axis, and the ticks on it with their labels."""

    title: str
    ticks: Sequence[tuple[float, str]]


def quality_cost_chart(
    points: Sequence[QualityPoint], axis: CostAxis, quality_title: str, palette: Palette
) -> go.Figure:
    """Whiskers for the intervals, a stepped dotted line along the frontier, names beside the marks."""
    figure = go.Figure(layout={"template": plotly_template(palette), "height": HEIGHT})
    best = frontier(points)
    low, high = min(point.cost for point in points) / 1.9, max(point.cost for point in points) * 2.4
    x, y = _steps(best, high)
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": palette.mute, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    for point in points:
        _add_point(figure, point, best, palette)
    shown = [tick for tick in axis.ticks if low <= tick[0] <= high]
    figure.update_xaxes(
        type="log",
        range=[math.log10(low), math.log10(high)],
        tickvals=[value for value, _ in shown],
        ticktext=[label for _, label in shown],
        title_text=axis.title,
    )
    figure.update_yaxes(title_text=quality_title)
    return figure


def frontier(points: Sequence[QualityPoint]) -> list[QualityPoint]:
    """The models that no other beats at the same or lower cost, cheapest first."""
    best: list[QualityPoint] = []
    for point in sorted(points, key=lambda entry: (entry.cost, -entry.quality)):
        if not best or point.quality > best[-1].quality:
            best.append(point)
    return best


def _steps(best: Sequence[QualityPoint], end: float) -> tuple[list[float], list[float]]:
    x, y = [best[0].cost], [best[0].quality]
    for before, after in itertools.pairwise(best):
        x += [after.cost, after.cost]
        y += [before.quality, after.quality]
    return [*x, end], [*y, best[-1].quality]


def _add_point(figure: go.Figure, point: QualityPoint, best: Sequence[QualityPoint], palette: Palette) -> None:
    is_best = point in best
    colour = palette.expectation if is_best else palette.neutral
    place = "bottom right" if not is_best else "top right" if point is best[-1] else "top left"
    figure.add_scatter(
        x=[point.cost],
        y=[point.quality],
        mode="markers+text",
        text=[point.name],
        textposition=place,
        textfont={"size": 12, "color": palette.ink if is_best else palette.mute},
        marker={"size": 9, "color": colour},
        error_y=_whisker(point, colour),
        cliponaxis=False,
        customdata=[point.hover],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _whisker(point: QualityPoint, colour: str) -> dict[str, Any] | None:
    if point.low is None or point.high is None:
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [point.high - point.quality],
        "arrayminus": [point.quality - point.low],
        "color": colour,
        "thickness": 1.6,
        "width": 3,
    }

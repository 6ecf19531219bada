"""Quality against cost or size, with the line of those that nothing beats on both."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from pages.components.palette import Palette, plotly_template

HEIGHT = 470
_MOST_NAMED = 16


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
    """Whiskers for the intervals, a stepped dotted line along the frontier, names beside the marks.

    Where there are many, only those on the frontier are named, as the names would cover each other.
    """
    figure = go.Figure(layout={"template": plotly_template(palette), "height": HEIGHT})
    best = frontier(points)
    low, high = min(point.cost for point in points) / 1.9, max(point.cost for point in points) * 2.4
    x, y = _steps(best, high)
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": palette.mute, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    beaten = [point for point in points if point not in best]
    if len(points) > _MOST_NAMED:
        beaten = [replace(point, name="") for point in beaten]
    _add_points(figure, beaten, ["bottom right"] * len(beaten), palette.neutral, palette.mute)
    _add_points(figure, best, [*["top left"] * (len(best) - 1), "top right"], palette.expectation, palette.ink)
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


def _add_points(figure: go.Figure, points: Sequence[QualityPoint], places: list[str], colour: str, ink: str) -> None:
    """Marks of one colour as one trace, since drawing each by itself takes longer than all the rest of a screen."""
    if not points:
        return
    figure.add_scatter(
        x=[point.cost for point in points],
        y=[point.quality for point in points],
        mode="markers+text",
        text=[point.name for point in points],
        textposition=places,
        textfont={"size": 12, "color": ink},
        marker={"size": 9, "color": colour},
        error_y=_whiskers(points, colour),
        cliponaxis=False,
        customdata=[point.hover for point in points],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _whiskers(points: Sequence[QualityPoint], colour: str) -> dict[str, Any]:
    """Half the interval to each side; a point without one has no whisker."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [None if point.high is None else point.high - point.quality for point in points],
        "arrayminus": [None if point.low is None else point.quality - point.low for point in points],
        "color": colour,
        "thickness": 1.6,
        "width": 3,
    }

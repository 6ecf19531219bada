"""Expectation against risk, every startup with the region that holds 90 % of its draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pages.components.charts.labels import Named, label_places
from pages.components.palette import Palette, plotly_template, translucent

FloatArray = NDArray[np.float64]
HEIGHT = 430
_CELLS = 48
_PLOT_WIDTH, _PLOT_HEIGHT = 560, 360


@dataclass(frozen=True, slots=True)
class QuadrantPoint:
    """One startup on the chart.

    Attributes:
        name: Escaped for Plotly.
        hover: Likewise.
        contour: Closed line (risk, expectation), empty to leave it out.
        trail: Where it stood before, oldest first, as (risk, expectation); drawn to where it stands now.
    """

    name: str
    hover: str
    expectation: float
    risk: float
    contour: tuple[Sequence[float], Sequence[float]]
    is_gated: bool
    trail: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class QuadrantWords:
    """Axis titles."""

    expectation: str
    risk: str


def quadrant(
    points: Sequence[QuadrantPoint],
    words: QuadrantWords,
    palette: Palette,
    *,
    line: tuple[float, float],
    crowd: FloatArray | None = None,
) -> go.Figure:
    """How densely everybody lies, then contours, then marks and names.

    Args:
        points: Startups drawn one by one.
        words: Axis titles.
        palette: Colours.
        line: The fund's (expectation at least, risk at most), dotted.
        crowd: Means of all startups, shape (startups, 2) as (expectation, risk); None where all are drawn.
    """
    figure = go.Figure(layout={"template": plotly_template(palette), "height": HEIGHT})
    across, up = _ranges(points, line, crowd)
    if crowd is not None:
        _add_crowd(figure, crowd, across, up, palette)
    for colour, group in _by_colour(points, palette):
        _add_regions(figure, group, colour)
    _add_trails(figure, [point for point in points if point.trail], palette)
    _add_marks(figure, points, _places(points, across, up), palette)
    dotted = {"color": palette.mute, "width": 1, "dash": "dot"}
    figure.add_hline(y=line[0], line=dotted)
    figure.add_vline(x=line[1], line=dotted)
    figure.update_xaxes(range=across, title_text=words.risk, dtick=20, tick0=0)
    figure.update_yaxes(range=up, title_text=words.expectation, dtick=20, tick0=0)
    return figure


def _add_crowd(figure: go.Figure, crowd: FloatArray, across: list[float], up: list[float], palette: Palette) -> None:
    """Startups per cell, darker where there are more, by the square root so that single ones still show."""
    counts, x_edges, y_edges = np.histogram2d(crowd[:, 1], crowd[:, 0], bins=_CELLS, range=[across, up])
    middle_x, middle_y = ((edges[:-1] + edges[1:]) / 2 for edges in (x_edges, y_edges))
    shown = np.where(counts > 0, np.sqrt(counts), np.nan).T.astype(np.float32)
    figure.add_heatmap(
        x=middle_x.round(2),
        y=middle_y.round(2),
        z=shown,
        colorscale=[[0, translucent(palette.mute, 0.08)], [1, translucent(palette.mute, 0.55)]],
        showscale=False,
        hoverinfo="skip",
    )


def _by_colour(points: Sequence[QuadrantPoint], palette: Palette) -> list[tuple[str, list[QuadrantPoint]]]:
    """Those that no gate holds back, then those that one does; one trace for each costs as much as for all."""
    groups = ((palette.expectation, False), (palette.risk, True))
    return [(colour, [each for each in points if each.is_gated is gated]) for colour, gated in groups]


def _add_regions(figure: go.Figure, points: Sequence[QuadrantPoint], colour: str) -> None:
    """Closed lines, with a gap after each."""
    contours = [point.contour for point in points if point.contour[0]]
    if not contours:
        return
    figure.add_scatter(
        x=_with_gaps([across for across, _ in contours]),
        y=_with_gaps([up for _, up in contours]),
        mode="lines",
        fill="toself",
        fillcolor=translucent(colour, 0.035),
        line={"color": translucent(colour, 0.34), "width": 1, "shape": "spline", "smoothing": 0.6},
        hoverinfo="skip",
    )


def _with_gaps(lines: Sequence[Sequence[float]]) -> FloatArray:
    """The lines one after the other, nothing between them; an array, since a list is checked value by value."""
    joined = [value for line in lines for value in (*line, np.nan)]
    return np.array(joined[:-1], dtype=np.float64)


def _add_trails(figure: go.Figure, points: Sequence[QuadrantPoint], palette: Palette) -> None:
    """Thin lines from the oldest position to the present one, a small open disc at each of the older."""
    if not points:
        return
    lines = [[*point.trail, (point.risk, point.expectation)] for point in points]
    sizes = [[*(4 if place else 6 for place in range(len(point.trail))), 0] for point in points]
    figure.add_scatter(
        x=_with_gaps([[across for across, _ in line] for line in lines]),
        y=_with_gaps([[up for _, up in line] for line in lines]),
        mode="lines+markers",
        line={"color": translucent(palette.mute, 0.5), "width": 1.2},
        marker={
            "size": np.nan_to_num(_with_gaps(sizes)),
            "color": palette.paper,
            "opacity": 1,
            "line": {"color": translucent(palette.mute, 0.7), "width": 1},
        },
        hoverinfo="skip",
    )


def _add_marks(figure: go.Figure, points: Sequence[QuadrantPoint], places: Sequence[str], palette: Palette) -> None:
    if not points:
        return
    colours = [palette.risk if point.is_gated else palette.expectation for point in points]
    fills = [palette.paper if point.is_gated else palette.expectation for point in points]
    figure.add_scatter(
        x=[point.risk for point in points],
        y=[point.expectation for point in points],
        mode="markers+text",
        text=[point.name for point in points],
        textposition=list(places),
        textfont={"size": 12.5, "color": palette.ink},
        cliponaxis=False,
        customdata=[point.hover for point in points],
        marker={
            "size": 9,
            "symbol": ["square" if point.is_gated else "circle" for point in points],
            "color": fills,
            "line": {"color": colours, "width": 2},
        },
        hovertemplate="%{customdata}<extra></extra>",
    )


def _ranges(
    points: Sequence[QuadrantPoint], line: tuple[float, float], crowd: FloatArray | None
) -> tuple[list[float], list[float]]:
    """Axis ranges that hold every contour, mark and the fund's line, and nearly all of the crowd, within 0–100."""
    risks = [line[1], *(value for point in points for value in (point.risk, *point.contour[0]))]
    risks += [across for point in points for across, _ in point.trail]
    expectations = [line[0], *(value for point in points for value in (point.expectation, *point.contour[1]))]
    expectations += [up for point in points for _, up in point.trail]
    if crowd is not None:
        ends = np.percentile(crowd, [1, 99], axis=0)
        expectations += ends[:, 0].tolist()
        risks += ends[:, 1].tolist()
    return _padded(risks), _padded(expectations)


def _padded(values: Sequence[float]) -> list[float]:
    low, high = max(0.0, min(values) - 5), min(100.0, max(values) + 7)
    missing = max(0.0, 40 - (high - low)) / 2
    return [max(0.0, low - missing), min(100.0, high + missing)]


def _places(points: Sequence[QuadrantPoint], across: list[float], up: list[float]) -> list[str]:
    named = [
        Named(
            (point.risk - across[0]) / (across[1] - across[0]) * _PLOT_WIDTH,
            (point.expectation - up[0]) / (up[1] - up[0]) * _PLOT_HEIGHT,
            point.name,
        )
        for point in points
    ]
    trodden = [
        ((x - across[0]) / (across[1] - across[0]) * _PLOT_WIDTH, (y - up[0]) / (up[1] - up[0]) * _PLOT_HEIGHT)
        for point in points
        for x, y in _along(point)
    ]
    return label_places(named, _PLOT_WIDTH, trodden)


def _along(point: QuadrantPoint) -> list[tuple[float, float]]:
    """Places along the trail, the older ends of its pieces and their middles."""
    line = [*point.trail, (point.risk, point.expectation)]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(line)]
    return [*point.trail, *middles]

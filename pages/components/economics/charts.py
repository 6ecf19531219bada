"""The charts of the economics screen: whiskers, curves with bands, bars, and a field of published points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import plotly.graph_objects as go

from analysis.quantities.ranges import Range
from pages.components.palette import Palette, plotly_template, translucent

ROW_HEIGHT = 34
_MARGIN = 70
CURVE_HEIGHT = 300
_MOST_DECADES = 7
_NO_HOVER = "skip"


class Whisker(NamedTuple):
    """One row: its name, the quantity, what hovering says, and whether it is the one in question."""

    name: str
    values: Range
    hover: str
    chosen: bool = False


class Line(NamedTuple):
    """A threshold with its name."""

    value: float
    name: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line over x with bounds where it has any; `role` names a colour of the palette.

    Attributes:
        named_at: Place of the point that bears the name; None for the last one.
    """

    x: Sequence[float]
    y: Sequence[float]
    name: str = ""
    role: str = "neutral"
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    dash: str = "solid"
    named_at: int | None = None


@dataclass(frozen=True, slots=True)
class Axes:
    """Titles and kinds of both axes, and how their ticks are written."""

    x: str
    y: str
    log_x: bool = False
    log_y: bool = False
    write_x: Callable[[float], str] | None = None
    write_y: Callable[[float], str] | None = None


class Mark(NamedTuple):
    """A point with its name."""

    x: float
    y: float
    name: str
    hover: str
    role: str = "expectation"


@dataclass(frozen=True, slots=True)
class Field:
    """Published points in grey, with the one in question on top."""

    points: Sequence[Mark]
    own: Sequence[Mark] = field(default_factory=tuple)


def whisker_chart(
    rows: Sequence[Whisker],
    title: str,
    palette: Palette,
    *,
    write: Callable[[float], str],
    lines: Sequence[Line] = (),
) -> go.Figure:
    """Ranges on a logarithmic axis, one row each; thresholds dotted."""
    figure = _figure(palette, ROW_HEIGHT * len(rows) + _MARGIN)
    for row in reversed(rows):
        colour = palette.expectation if row.chosen else palette.neutral
        middle = row.values.mid
        figure.add_scatter(
            x=[middle],
            y=[row.name],
            mode="markers",
            marker={"size": 9, "color": colour},
            error_x=_error(middle, row.values.low, row.values.high, colour),
            customdata=[row.hover],
            hovertemplate="%{customdata}<extra></extra>",
        )
    for line in lines:
        _upright(figure, line, palette, is_log=True)
    if lines:
        figure.update_layout(margin_t=28, margin_r=48, height=ROW_HEIGHT * len(rows) + _MARGIN + 50)
    values = [*(row.values.low for row in rows), *(row.values.high for row in rows), *(line.value for line in lines)]
    figure.update_xaxes(title_text=title, **_log_axis(min(values), max(values), write))
    figure.update_yaxes(showgrid=False, tickfont={"size": 13, "color": palette.ink})
    return figure


def curve_chart(
    curves: Sequence[Curve],
    axes: Axes,
    palette: Palette,
    *,
    marks: Sequence[Mark] = (),
    lines: Sequence[Line] = (),
    height: int = CURVE_HEIGHT,
) -> go.Figure:
    """Lines with their bands, names at their ends, and marks; horizontal thresholds dotted."""
    figure = _figure(palette, height)
    for curve in curves:
        _add_curve(figure, curve, palette)
    for mark in marks:
        _add_mark(figure, mark, palette)
    if lines:
        figure.update_layout(margin_t=24)
    for line in lines:
        _level(figure, line, palette, is_log=axes.log_y)
    ys = [y for curve in curves for y in (*curve.y, *curve.low, *curve.high)]
    _finish(figure, axes, [x for curve in curves for x in curve.x], [*ys, *(line.value for line in lines)])
    return figure


def field_chart(shown: Field, axes: Axes, palette: Palette, *, height: int = 340) -> go.Figure:
    """Published points in grey, whose names appear on hover, and the one in question with its name."""
    figure = _figure(palette, height)
    figure.add_scatter(
        x=[point.x for point in shown.points],
        y=[point.y for point in shown.points],
        mode="markers",
        marker={"size": 7, "color": translucent(palette.neutral, 0.55)},
        customdata=[point.hover for point in shown.points],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for mark in shown.own:
        _add_mark(figure, mark, palette)
    points = [*shown.points, *shown.own]
    _finish(figure, axes, [point.x for point in points], [point.y for point in points])
    return figure


def bar_chart(names: Sequence[str], shares: Sequence[float], palette: Palette, *, threshold: int) -> go.Figure:
    """Shares of outcomes by bucket in percent; those before `threshold` in the colour of risk."""
    figure = _figure(palette, 260)
    figure.add_bar(
        x=list(names),
        y=[100 * value for value in shares],
        marker={"color": [palette.risk if place < threshold else palette.expectation for place in range(len(names))]},
        text=[f"{100 * value:.0f}%" if value >= 0.005 else f"{100 * value:.1f}%" for value in shares],
        textposition="outside",
        cliponaxis=False,
        hoverinfo=_NO_HOVER,
    )
    figure.update_layout(bargap=0.25)
    figure.update_yaxes(visible=False, range=[0, 118 * max(shares)])
    figure.update_xaxes(type="category", tickfont={"size": 13, "color": palette.ink})
    return figure


def _figure(palette: Palette, height: int) -> go.Figure:
    return go.Figure(layout={"template": plotly_template(palette), "height": height})


def _add_curve(figure: go.Figure, curve: Curve, palette: Palette) -> None:
    colour = getattr(palette, curve.role)
    if curve.low and curve.high:
        figure.add_scatter(
            x=[*curve.x, *reversed(curve.x)],
            y=[*curve.high, *reversed(curve.low)],
            fill="toself",
            fillcolor=translucent(colour, 0.13),
            line={"width": 0},
            mode="lines",
            hoverinfo=_NO_HOVER,
        )
    last = len(curve.x) - 1
    named_at = last if curve.named_at is None else curve.named_at
    names = [curve.name if place == named_at else "" for place in range(len(curve.x))]
    figure.add_scatter(
        x=list(curve.x),
        y=list(curve.y),
        mode="lines+text" if curve.name else "lines",
        text=names,
        textposition="top left" if named_at == last else "top right",
        textfont={"size": 12, "color": colour},
        line={"color": colour, "width": 2, "dash": curve.dash},
        hovertemplate=f"{curve.name}<br>%{{x}} · %{{y}}<extra></extra>",
    )


def _add_mark(figure: go.Figure, mark: Mark, palette: Palette) -> None:
    figure.add_scatter(
        x=[mark.x],
        y=[mark.y],
        mode="markers+text",
        text=[mark.name],
        textposition="top center",
        textfont={"size": 12, "color": palette.ink},
        marker={"size": 10, "color": getattr(palette, mark.role)},
        cliponaxis=False,
        customdata=[mark.hover],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _error(middle: float, low: float, high: float, colour: str) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [high - middle],
        "arrayminus": [middle - low],
        "color": colour,
        "thickness": 2,
        "width": 4,
    }


def _upright(figure: go.Figure, line: Line, palette: Palette, *, is_log: bool) -> None:
    """A dotted vertical line with its name above; annotations on logarithmic axes stand at the logarithm."""
    figure.add_shape(type="line", x0=line.value, x1=line.value, y0=0, y1=1, yref="paper", line=_dotted(palette))
    place = math.log10(line.value) if is_log else line.value
    figure.add_annotation(x=place, y=1, yref="paper", yanchor="bottom", **_label(line, palette))


def _level(figure: go.Figure, line: Line, palette: Palette, *, is_log: bool) -> None:
    """A dotted horizontal line with its name at the right end."""
    figure.add_shape(type="line", y0=line.value, y1=line.value, x0=0, x1=1, xref="paper", line=_dotted(palette))
    place = math.log10(line.value) if is_log else line.value
    figure.add_annotation(y=place, x=1, xref="paper", xanchor="right", yanchor="bottom", **_label(line, palette))


def _dotted(palette: Palette) -> dict[str, Any]:
    return {"color": palette.mute, "width": 1, "dash": "dot"}


def _label(line: Line, palette: Palette) -> dict[str, Any]:
    return {"text": line.name, "showarrow": False, "font": {"size": 11.5, "color": palette.mute}}


def _log_axis(low: float, high: float, write: Callable[[float], str] | None) -> dict[str, Any]:
    """A logarithmic axis with room on both sides; ticks at 1, 2 and 5 on short ones, at powers of ten on long ones."""
    start, end = math.log10(low) - 0.12, math.log10(high) + 0.12
    leaders = (1, 2, 5) if end - start < 1.8 else (1,)
    every = max(1, math.ceil((end - start) / _MOST_DECADES))
    powers = [power for power in range(math.floor(start), math.ceil(end) + 1) if power % every == 0]
    ticks = [leader * 10.0**power for power in powers for leader in leaders]
    shown = [tick for tick in ticks if start <= math.log10(tick) <= end]
    return {
        "type": "log",
        "range": [start, end],
        "tickvals": shown,
        "ticktext": [f"{tick:g}" if write is None else write(tick) for tick in shown],
    }


def _finish(figure: go.Figure, axes: Axes, xs: Sequence[float], ys: Sequence[float]) -> None:
    figure.update_xaxes(title_text=axes.x)
    figure.update_yaxes(title_text=axes.y)
    if axes.log_x and xs:
        figure.update_xaxes(**_log_axis(min(xs), max(xs), axes.write_x))
    if axes.log_y and ys:
        figure.update_yaxes(**_log_axis(min(ys), max(ys), axes.write_y))

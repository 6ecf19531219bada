"""What was claimed beside what was measured, one row per task."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.components.format import signed
from pages.components.palette import Palette, plotly_template

ROW_HEIGHT = 50
_MARGIN = 90
_LABEL_WIDTH = 20


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim and its measurement, all in percent.

    Attributes:
        name: Task as shown, escaped for Plotly.
        claimed: Claimed score.
        measured: Measured score, None where the task was not run.
        interval: Its 95 % interval, None without one.
        items: Items run.
        is_outside: Whether the claim lies on the flattering side of the interval.
        measured_hover: What hovering says of the measurement.
        claimed_hover: The same of the claim.
    """

    name: str
    claimed: float
    measured: float | None
    interval: tuple[float, float] | None
    items: int | None
    is_outside: bool
    measured_hover: str
    claimed_hover: str


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """Legend entries and the axis title."""

    measured: str
    claimed: str
    axis: str


def claims_chart(rows: Sequence[ClaimRow], words: ClaimWords, palette: Palette) -> go.Figure:
    """Discs with whiskers for what was measured, open diamonds for what was claimed, joined by a line."""
    ordered = sorted(rows, key=lambda row: row.claimed - row.measured if row.measured is not None else -1e3)
    figure = go.Figure(layout={"template": plotly_template(palette), "height": ROW_HEIGHT * len(rows) + _MARGIN})
    for place, row in enumerate(ordered):
        _join(figure, place, row, palette)
    _add_measured(figure, ordered, words, palette)
    figure.add_scatter(
        x=[row.claimed for row in ordered],
        y=list(range(len(ordered))),
        mode="markers",
        name=words.claimed,
        marker={"color": palette.paper, "size": 9, "symbol": "diamond", "line": {"color": palette.ink, "width": 1.6}},
        customdata=[row.claimed_hover for row in ordered],
        hovertemplate="%{customdata}<extra></extra>",
    )
    labels = [_label(row, palette) for row in ordered]
    figure.update_layout(showlegend=True)
    figure.update_xaxes(title_text=words.axis, range=_range(ordered))
    figure.update_yaxes(
        showgrid=False,
        tickvals=list(range(len(ordered))),
        ticktext=labels,
        tickfont={"size": 13, "color": palette.ink},
        range=[-0.6, len(ordered) - 0.4],
    )
    return figure


def _label(row: ClaimRow, palette: Palette) -> str:
    """The task's name on as many lines as it needs beside a narrow chart, and the items run."""
    name = "<br>".join(textwrap.wrap(row.name, _LABEL_WIDTH, break_long_words=False)) or row.name
    if row.items is None:
        return name
    return f"{name}  <span style='color:{palette.mute};font-size:11.5px'>n {row.items:,}</span>"


def _join(figure: go.Figure, place: int, row: ClaimRow, palette: Palette) -> None:
    if row.measured is None:
        return
    colour = palette.risk if row.is_outside else palette.line
    figure.add_scatter(
        x=[row.measured, row.claimed],
        y=[place, place],
        mode="lines",
        line={"color": colour, "width": 2 if row.is_outside else 1.5},
        hoverinfo="skip",
        showlegend=False,
    )
    if row.is_outside:
        to_right = row.claimed >= row.measured
        figure.add_annotation(
            x=row.claimed,
            y=place,
            text=f"<b>{signed(row.claimed - row.measured)}</b>",
            showarrow=False,
            xanchor="left" if to_right else "right",
            xshift=10 if to_right else -10,
            font={"color": palette.risk, "size": 12.5},
        )


def _add_measured(figure: go.Figure, rows: Sequence[ClaimRow], words: ClaimWords, palette: Palette) -> None:
    run = [(place, row, row.measured) for place, row in enumerate(rows) if row.measured is not None]
    ends = [row.interval or (value, value) for _, row, value in run]
    figure.add_scatter(
        x=[value for _, _, value in run],
        y=[place for place, _, _ in run],
        mode="markers",
        name=words.measured,
        marker={"color": palette.measured, "size": 9},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - value for (_, high), (_, _, value) in zip(ends, run, strict=True)],
            "arrayminus": [value - low for (low, _), (_, _, value) in zip(ends, run, strict=True)],
            "color": palette.measured,
            "thickness": 2,
            "width": 4,
        },
        customdata=[row.measured_hover for _, row, _ in run],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _range(rows: Sequence[ClaimRow]) -> list[float]:
    values = [
        value for row in rows for value in (row.claimed, row.measured, *(row.interval or ())) if value is not None
    ]
    low, high = min(values), max(values)
    room = max(4.0, 0.09 * (high - low))
    return [max(-2.0, low - room), min(104.0, high + 1.6 * room)]

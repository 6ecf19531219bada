"""Forecast against what came about: on the diagonal a forecast of 70 % comes true in seven cases of ten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from pages.components.palette import Palette, plotly_template

HEIGHT = 380


class CalibrationPoint(NamedTuple):
    """Forecasts of similar probability: their mean, the share that came true with its interval, all 0..1, and hover."""

    forecast: float
    observed: float
    low: float
    high: float
    hover: str


class CalibrationWords(NamedTuple):
    """Axis titles."""

    forecast: str
    observed: str


def calibration_chart(points: Sequence[CalibrationPoint], words: CalibrationWords, palette: Palette) -> go.Figure:
    """Points with their intervals in percent, and the dotted diagonal."""
    figure = go.Figure(layout={"template": plotly_template(palette), "height": HEIGHT})
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        line={"color": palette.mute, "width": 1, "dash": "dot"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[100 * point.forecast for point in points],
        y=[100 * point.observed for point in points],
        mode="markers",
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [100 * (point.high - point.observed) for point in points],
            "arrayminus": [100 * (point.observed - point.low) for point in points],
            "thickness": 2,
            "width": 4,
        },
        marker={"size": 9, "color": palette.expectation},
        customdata=[point.hover for point in points],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.update_xaxes(range=[-2, 102], title_text=words.forecast, dtick=20, tick0=0)
    figure.update_yaxes(range=[-2, 102], title_text=words.observed, dtick=20, tick0=0)
    return figure

"""How the size of one lie moves the odds that a company inflates, and the share of its claims expected to hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.components.palette import Palette, plotly_template

HEIGHT = 320


class LieSize(NamedTuple):
    """One size of a lie in honest errors, what it adds to the log odds, and the share of claims expected to hold."""

    honest_errors: float
    log_odds: float
    expected_to_hold: float


class LieSizeWords(NamedTuple):
    """Titles of the axes."""

    size: str
    odds: str
    share: str


def lie_size_chart(points: Sequence[LieSize], words: LieSizeWords, palette: Palette) -> go.Figure:
    """Log odds on the left, the share in percent on the right, both against the size of the lie."""
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.12)
    figure.update_layout(template=plotly_template(palette), height=HEIGHT, showlegend=False)
    sizes = [point.honest_errors for point in points]
    odds, shares = [point.log_odds for point in points], [100 * point.expected_to_hold for point in points]
    for column, (values, colour) in enumerate(((odds, palette.risk), (shares, palette.expectation)), start=1):
        figure.add_scatter(x=sizes, y=values, mode="lines", line={"color": colour, "width": 2}, row=1, col=column)
        figure.update_xaxes(title_text=words.size, row=1, col=column)
    figure.update_yaxes(title_text=words.odds, row=1, col=1)
    figure.update_yaxes(title_text=words.share, range=[0, 100], row=1, col=2)
    return figure

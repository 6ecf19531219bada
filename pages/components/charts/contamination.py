"""What each contamination probe says of models trained with known numbers of copies: one dot per model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.components.palette import Palette, plotly_template

LARGEST = 12.0
_ROW_HEIGHT = 46
_MARGIN = 110
_SPREAD = 0.30


@dataclass(frozen=True, slots=True)
class ProbeDot:
    """One model under one probe.

    Attributes:
        probe: Place of the probe, 0 at the top.
        group: Place of the dose among all groups, 0 for clean.
        p_value: Above 0, at most 1.
        is_signal: Whether it counts after correction.
        hover: What hovering says.
    """

    probe: int
    group: int
    p_value: float
    is_signal: bool
    hover: str


@dataclass(frozen=True, slots=True)
class ProbeWords:
    """Names of the probes from the top, of the groups, the axis title and what the dotted line is."""

    probes: Sequence[str]
    groups: Sequence[str]
    axis: str
    threshold: str


def contamination_chart(dots: Sequence[ProbeDot], words: ProbeWords, threshold: float, palette: Palette) -> go.Figure:
    """Rows of dots at -log10 p, at most `LARGEST`, filled where they signal; the strictest threshold dotted."""
    height = _ROW_HEIGHT * len(words.probes) + _MARGIN
    figure = go.Figure(layout={"template": plotly_template(palette), "height": height})
    for group, name in enumerate(words.groups):
        _add_group(figure, [dot for dot in dots if dot.group == group], (group, name, len(words.groups)), palette)
    figure.add_vline(
        x=-math.log10(threshold),
        line={"color": palette.ink, "width": 1, "dash": "dot"},
        annotation={"text": words.threshold, "font": {"size": 12, "color": palette.mute}, "yanchor": "bottom"},
        annotation_position="bottom right",
    )
    ticks = [0, 2, 4, 6, 8, 10, LARGEST]
    figure.update_layout(showlegend=True, margin={"t": 60})
    figure.update_xaxes(
        title_text=words.axis,
        range=[-0.4, LARGEST + 0.5],
        tickvals=ticks,
        ticktext=[*(f"{tick:g}" for tick in ticks[:-1]), f"≥ {LARGEST:g}"],
    )
    figure.update_yaxes(
        tickvals=list(range(len(words.probes))),
        ticktext=list(words.probes),
        tickfont={"size": 13, "color": palette.ink},
        range=[len(words.probes) + 0.1, -0.6],
        showgrid=False,
    )
    return figure


def group_colours(palette: Palette) -> tuple[str, ...]:
    """Clean is grey; the dose deepens from blue to vermillion, changed copies are green and ink."""
    return (palette.neutral, palette.expectation, palette.accent, palette.risk, palette.measured, palette.ink)


def _add_group(figure: go.Figure, dots: Sequence[ProbeDot], group: tuple[int, str, int], palette: Palette) -> None:
    place, name, groups = group
    colour = group_colours(palette)[place % 6]
    shift = _SPREAD * (2 * place / max(groups - 1, 1) - 1)
    figure.add_scatter(
        x=[min(LARGEST, -math.log10(dot.p_value)) for dot in dots],
        y=[dot.probe + shift for dot in dots],
        mode="markers",
        name=name,
        marker={
            "size": 8,
            "color": [colour if dot.is_signal else palette.paper for dot in dots],
            "line": {"color": colour, "width": 1.4},
        },
        customdata=[dot.hover for dot in dots],
        hovertemplate="%{customdata}<extra></extra>",
    )

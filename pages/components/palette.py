"""The colours by role, light and dark, and the one Plotly template made of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import plotly.graph_objects as go

FONT = "'Source Sans', 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


class Palette(NamedTuple):
    """Colours by role; blue is expectation, vermillion risk, green evidence, and none of them decorates."""

    ink: str
    mute: str
    line: str
    paper: str
    expectation: str
    risk: str
    measured: str
    neutral: str
    accent: str


LIGHT = Palette("#1C2430", "#5A626C", "#E3E4DE", "#FFFFFF", "#0072B2", "#B54E00", "#00795A", "#646C76", "#14497A")
DARK = Palette("#E4E7EA", "#A3ADB8", "#2A333D", "#12171D", "#56B4E9", "#F0883E", "#35BE94", "#98A2AD", "#7DB8E8")


def translucent(colour: str, alpha: float) -> str:
    """`colour` (#RRGGBB) with an opacity between 0 and 1."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


@lru_cache(maxsize=4)
def plotly_template(palette: Palette) -> go.layout.Template:
    """The look every figure shares."""
    axis: dict[str, Any] = {
        "gridcolor": palette.line,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"size": 12, "color": palette.mute},
        "title": {"font": {"size": 12.5, "color": palette.mute}, "standoff": 8},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": palette.ink},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12.5}},
            "hoverlabel": {
                "bgcolor": palette.ink,
                "bordercolor": palette.ink,
                "align": "left",
                "font": {"family": FONT, "color": palette.paper, "size": 12.5},
            },
        }
    )

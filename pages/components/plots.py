"""Putting a figure on the page, and making foreign names safe inside one."""

from __future__ import annotations

from html import escape
from unicodedata import east_asian_width

import plotly.graph_objects as go
import streamlit as st


def show_figure(figure: go.Figure, *, key: str, description: str) -> None:
    """Draw the figure with a text for those who cannot see it."""
    st.plotly_chart(figure, theme=None, key=key, alt=description, config={"displayModeBar": False})


def plot_text(content: str) -> str:
    """A foreign string as Plotly shows it letter by letter: its labels read some HTML and `%{…}` otherwise."""
    return escape(" ".join(content.split()), quote=False).replace("%{", "%\u2060{")


def short_name(name: str, limit: int = 14) -> str:
    """A name short enough for a scatter label: the first words that fit, else a cut with an ellipsis.

    Args:
        name: As the startup writes it.
        limit: Columns; a Chinese character takes two, any other one.
    """
    words = name.replace("（", " (").split(" (")[0].split()
    kept = words[0] if words else name
    for word in words[1:]:
        if _columns(kept) + 1 + _columns(word) > limit:
            break
        kept = f"{kept} {word}"
    if _columns(kept) <= limit:
        return kept
    while _columns(kept) > limit - 1:
        kept = kept[:-1]
    return f"{kept}…"


def _columns(content: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in content)

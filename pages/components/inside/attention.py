"""Where each head of each layer looks: all maps small, one large, one token's view as a strip."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from PIL import Image

from pages.components.format import share
from pages.components.frame import empty_state, section
from pages.components.inside.wording import said
from pages.components.palette import Palette, plotly_template
from pages.components.plots import plot_text, show_figure
from pages.components.rows import Token, show, token_strip
from pages.components.theme import palette

MEAN = 0
MOST_LABELS = 40
_GAP = 2
Map = np.ndarray


def show_attention(result: dict[str, Any]) -> None:
    """The maps of a reading, or why there are none."""
    found, tokens = result["attention"], result["tokens"]
    note = ""
    if found is not None:
        note = said("attention.note")
        if found["shown"] < len(tokens):
            note += " " + said("attention.cut", shown=found["shown"], total=len(tokens))
    section(said("attention.title"), note)
    if found is None:
        empty_state(said("attention.none"))
        return
    maps = square_maps(found)
    texts = [_label(place, token["text"]) for place, token in enumerate(tokens[: found["shown"]])]
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(said("attention.overview", layers=maps.shape[0], heads=maps.shape[1]))
        show_figure(
            overview_figure(maps, palette()),
            key="attention_overview",
            description=said("attention.overview_alt", layers=maps.shape[0], heads=maps.shape[1]),
        )
    with right:
        _show_one(maps, texts)


def square_maps(found: dict[str, Any]) -> Map:
    """The stored lower triangles as shares, shape (layers, heads, tokens, tokens); row: who looks, column: at whom."""
    layers, size = found["layers"], found["shown"]
    maps = np.zeros((len(layers), max(len(layer) for layer in layers), size, size))
    for number, layer in enumerate(layers):
        for head, rows in enumerate(layer):
            for place, row in enumerate(rows):
                maps[number, head, place, : len(row)] = row
    return maps / 1000.0


def overview_figure(maps: Map, colours: Palette) -> go.Figure:
    """All maps as one picture: a row per layer, a column per head, shaded by the square root of attention."""
    layers, heads, size, _ = maps.shape
    step = size + _GAP
    sheet = np.zeros((layers * step - _GAP, heads * step - _GAP))
    inside = np.zeros_like(sheet, dtype=bool)
    for layer in range(layers):
        for head in range(heads):
            place = np.s_[layer * step : layer * step + size, head * step : head * step + size]
            sheet[place], inside[place] = np.sqrt(maps[layer, head]), np.tri(size, dtype=bool)
    figure = go.Figure(go.Image(source=_picture(sheet, inside, colours), hoverinfo="skip"))
    figure.update_layout(template=plotly_template(colours), height=min(520, max(240, 90 * layers + 60)))
    centres = [(size - 1) / 2 + step * number for number in range(max(layers, heads))]
    every = max(1, heads // 16), max(1, layers // 16)
    figure.update_xaxes(
        tickvals=centres[:heads][:: every[0]], ticktext=[str(n + 1) for n in range(heads)][:: every[0]],
        title=said("attention.head"), showgrid=False, side="top",
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=centres[:layers][:: every[1]], ticktext=[str(n + 1) for n in range(layers)][:: every[1]],
        title=said("attention.layer"), showgrid=False,
    )  # fmt: skip
    return figure


def map_figure(one: Map, texts: list[str], colours: Palette) -> go.Figure:
    """One map large: rows look at columns; above the diagonal nothing is drawn, since no token sees what follows."""
    size = len(texts)
    values = [[round(float(one[i, j]), 3) if j <= i else None for j in range(size)] for i in range(size)]
    names = [plot_text(text) for text in texts]
    figure = go.Figure(
        go.Heatmap(
            z=values,
            zmin=0,
            zmax=1,
            colorscale=[[0, colours.paper], [1, colours.accent]],
            showscale=False,
            xgap=1 if size <= MOST_LABELS else 0,
            ygap=1 if size <= MOST_LABELS else 0,
            hovertemplate="%{y} → %{x}<br>%{z:.1%}<extra></extra>",
        )
    )
    figure.update_layout(template=plotly_template(colours), height=440)
    every = max(1, -(-size // MOST_LABELS))
    ticks = {"tickvals": list(range(0, size, every)), "ticktext": names[::every], "showgrid": False}
    figure.update_xaxes(**ticks, tickangle=-60, title=said("attention.at"))
    figure.update_yaxes(**ticks, autorange="reversed", title=said("attention.from"))
    return figure


def _show_one(maps: Map, texts: list[str]) -> None:
    layers, heads = maps.shape[:2]
    columns = st.columns(2)
    with columns[0]:
        layer = st.selectbox(said("attention.layer"), list(range(1, layers + 1)), index=layers - 1)
    with columns[1]:
        head = st.selectbox(
            said("attention.head"),
            [MEAN, *range(1, heads + 1)],
            format_func=lambda number: said("attention.mean") if number == MEAN else str(number),
        )
    one = maps[layer - 1].mean(axis=0) if head == MEAN else maps[layer - 1, head - 1]
    show_figure(
        map_figure(one, texts, palette()),
        key="attention_map",
        description=said("attention.map_alt", layer=layer, head=said("attention.mean") if head == MEAN else head),
    )
    row = st.selectbox(
        said("attention.look"), list(range(len(texts))), index=len(texts) - 1, format_func=lambda place: texts[place]
    )
    tokens = [
        Token(texts[place], float(one[row, place]), (share(float(one[row, place])),), said("attention.looked_at"))
        for place in range(row + 1)
    ]
    show([token_strip(tokens, label=said("attention.look"))], key="attention_strip")


def _picture(sheet: Map, inside: Map, colours: Palette) -> str:
    """The sheet as a PNG in an address, from the page's background to the accent; outside the maps it is clear."""
    paper, accent = (np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) for colour in _ends(colours))
    shades = paper + sheet[..., None].clip(0, 1) * (accent - paper)
    pixels = np.concatenate([shades, np.where(inside, 255, 0)[..., None]], axis=2).round().astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(stream, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"


def _ends(colours: Palette) -> tuple[str, str]:
    # Empty cells stay visible against the page.
    return colours.line, colours.accent


def _label(place: int, text: str) -> str:
    shown = text.replace(" ", "␣").replace("\n", "↵").replace("\t", "⇥")
    return f"{place + 1} {shown if len(shown) <= 12 else shown[:11] + '…'}"

"""A small training as it goes and as it ended: the loss curve, the next word and a sample before and after."""

from __future__ import annotations

import math
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from data.records import Experiment
from pages.components.format import count, duration, moment, scientific, significant
from pages.components.frame import section
from pages.components.inside.probe_result import next_table
from pages.components.inside.wording import said
from pages.components.language import language
from pages.components.markdown import literal, muted
from pages.components.palette import Palette, plotly_template
from pages.components.plots import show_figure
from pages.components.rows import Cell, Figure, Row, block, heads, show, table, words
from pages.components.theme import palette

LAST_STEPS = 10
OVERFIT_NATS = 0.05


def show_curve(so_far: dict[str, Any]) -> None:
    """The losses so far, nothing before the first step."""
    if not so_far.get("curve"):
        return
    show([heads(_figures(so_far))], key="lesson_figures")
    show_figure(
        curve_figure(so_far, palette()),
        key="lesson_curve",
        description=said("lesson.curve_alt", steps=len(so_far["curve"]), loss=f"{so_far['curve'][-1]:.2f}"),
    )


def show_lesson(found: Experiment) -> None:
    """Everything an ended training left."""
    result: dict[str, Any] = found.result or {}
    show_curve(result)
    flop = 6 * result["parameters"] * result["tokens_seen"]
    st.markdown(
        muted(
            said(
                "lesson.source",
                sentences=result["sentences"],
                vocabulary=result["shape"]["vocabulary"],
                rows=result["batch"],
                length=result["row_length"],
                seen=count(result["tokens_seen"], language()),
                seconds=duration(result["seconds"], language()),
                flop=scientific(flop),
                at=moment(found.created_at, language()),
                id=found.id,
            )
        )
    )
    if (overfit := overfitting(result)) is not None:
        st.markdown(said("lesson.overfit", step=overfit[0], low=f"{overfit[1]:.2f}", end=f"{overfit[2]:.2f}"))
    section(said("lesson.compare"), said("lesson.compare_note", prompt=literal(found.settings["prompt"])))
    left, right = st.columns(2, gap="medium")
    for column, when in ((left, "before"), (right, "after")):
        with column:
            st.markdown(f"**{said(f'lesson.{when}')}**")
            show([next_table(result[when]["next"]), _sample(result[when]["sample"])], key=f"lesson_{when}")


def overfitting(result: dict[str, Any]) -> tuple[int, float, float] | None:
    """Step and height of the lowest held-out loss and its height at the end, where it has risen by a visible amount."""
    points = result.get("held_out") or []
    if len(points) < 3:
        return None
    step, low = min(points, key=lambda point: float(point[1]))
    end = points[-1][1]
    return (int(step), low, end) if end > low + OVERFIT_NATS else None


def curve_figure(so_far: dict[str, Any], colours: Palette) -> go.Figure:
    """Loss in nats per token by step: of each batch, of the held-out sentences, and two lines to hold them against."""
    curve = so_far["curve"]
    total = so_far.get("total") or len(curve)
    figure = go.Figure()
    figure.add_scatter(
        x=list(range(1, len(curve) + 1)), y=curve, mode="lines", line={"color": colours.neutral, "width": 1.4},
        hovertemplate=said("lesson.hover_step") + "<extra></extra>",
    )  # fmt: skip
    if held_out := so_far.get("held_out"):
        figure.add_scatter(
            x=[point[0] for point in held_out], y=[point[1] for point in held_out], mode="lines+markers",
            line={"color": colours.accent, "width": 2}, marker={"size": 6},
            hovertemplate=said("lesson.hover_held_out") + "<extra></extra>",
        )  # fmt: skip
        figure.add_annotation(
            x=held_out[-1][0], y=held_out[-1][1], text=said("lesson.held_out"), showarrow=False, yshift=12,
            xanchor="right", font={"color": colours.accent, "size": 12.5},
        )  # fmt: skip
    for name in ("guess", "by_frequency"):
        figure.add_hline(y=so_far[name], line={"color": colours.mute, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=total, y=so_far[name], text=said(f"lesson.line_{name}", loss=f"{so_far[name]:.2f}"), showarrow=False,
            xanchor="right", yshift=9, font={"color": colours.mute, "size": 12},
        )  # fmt: skip
    figure.update_layout(template=plotly_template(colours), height=300)
    figure.update_xaxes(range=[0, total], title=said("lesson.axis_step"))
    figure.update_yaxes(range=[0, 1.08 * max(so_far["guess"], *curve[:1])], title=said("lesson.axis_loss"))
    return figure


def _figures(so_far: dict[str, Any]) -> list[Figure]:
    curve, held_out = so_far["curve"], so_far.get("held_out")
    last = curve[-LAST_STEPS:]
    loss = sum(last) / len(last)
    nats = [words(said("unit.nats"), "small mute")]
    unknown = [words(said("lesson.no_held_out"), "mute small")]
    return [
        Figure(
            said("lesson.figure_step"),
            [words(str(len(curve)))],
            [words(said("lesson.figure_parameters", count=count(so_far["parameters"], language())), "mute")],
        ),
        Figure(
            said("lesson.figure_loss"),
            [words(f"{loss:.2f}"), *nats],
            [words(said("lesson.figure_loss_note", count=len(last)), "mute")],
        ),
        Figure(
            said("lesson.figure_perplexity"),
            [words(significant(math.exp(loss)))],
            [words(said("lesson.figure_of", count=so_far["shape"]["vocabulary"]), "mute")],
        ),
        Figure(
            said("lesson.figure_held_out"),
            [words(f"{held_out[-1][1]:.2f}"), *nats] if held_out else unknown,
            [words(said("lesson.figure_held_out_note"), "mute")],
        ),
    ]


def _sample(text: str) -> dict[str, Any]:
    rows = [Row([Cell([words(said("lesson.sample"), "mute small")])]), Row([Cell([block(text or " ")])])]
    return table([Cell()], rows, label=said("lesson.sample"))

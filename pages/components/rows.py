"""Rows with intervals, header figures, the seven-stage pipeline and lists: the one component beside stock Streamlit.

Everything is plain JSON; the script builds it with `textContent`, so no string can become markup. A *part* is the
smallest drawn thing, a *cell* a list of parts with a style, a *view* a table, a list, the figures or the pipeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pages.components.component_assets import mounting

Part = dict[str, Any]
View = dict[str, Any]
LINE: Part = {"line": True}


class Range(NamedTuple):
    """A mean with both ends of its interval, None where there is none, in the axis's unit."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis to draw intervals on: width in pixels, ends, grid lines and the labels of its header."""

    width: int = 150
    start: float = 0
    end: float = 100
    ticks: tuple[float, ...] = (0, 25, 50, 75, 100)
    labels: tuple[tuple[float, str], ...] = ((0, "0"), (50, "50"), (100, "100"))


@dataclass(frozen=True, slots=True)
class Cell:
    """Parts with a style ("number", "wide" for wide screens only, …) and the label small screens print before it."""

    parts: Sequence[Part] = ()
    style: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row; `rule` draws a line under it."""

    cells: Sequence[Cell]
    rule: bool = False
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the pipeline: facts known of total, shares of (measured, documented, claimed), findings."""

    code: str
    name: str
    known: int
    total: int
    unit: str
    shares: tuple[float, float, float]
    description: str
    selected: bool = False
    flags: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A header figure: label, the number, and what stands below it."""

    label: str
    figure: Sequence[Part]
    note: Sequence[Part] = field(default_factory=tuple)


def words(content: str, style: str = "", *, source: str | None = None, go: str | None = None) -> Part:
    """Words; with `source` a tooltip says where they come from, with `go` they are a button that reports that id."""
    part: Part = {"words": content}
    for name, value in (("style", style), ("source", source), ("go", go)):
        if value:
            part[name] = value
    return part


def strip(values: Range, role: str, scale: Scale | None = None, *, height: int = 20, inset: bool = False) -> Part:
    """An interval on its axis; `inset` shows it on small screens only."""
    scale = scale or Scale()
    part: Part = {"strip": list(values), "role": role, "width": scale.width, "height": height}
    if (scale.start, scale.end) != (0, 100):
        part |= {"from": scale.start, "to": scale.end, "ticks": list(scale.ticks)}
    return part | ({"inset": True} if inset else {})


def bridge(start: float, end: float, role: str, scale: Scale | None = None, *, height: int = 26) -> Part:
    """A step of a waterfall, a bar from where the last one ended to where this one does."""
    scale = scale or Scale()
    part: Part = {"bridge": [round(start, 3), round(end, 3)], "role": role, "width": scale.width, "height": height}
    if (scale.start, scale.end) != (0, 100):
        part |= {"from": scale.start, "to": scale.end, "ticks": list(scale.ticks)}
    return part


def axis(scale: Scale | None = None) -> Part:
    """The labels of an axis, for a column's header."""
    scale = scale or Scale()
    return {"axis": [list(label) for label in scale.labels], "width": scale.width, "from": scale.start, "to": scale.end}


def stack(shares: tuple[float, float, float], description: str, width: str = "100%") -> Part:
    """The evidence bar: shares of (measured, documented, claimed), the rest empty."""
    return {"stack": [round(share, 3) for share in shares], "label": description, "width": width}


def stage_glyph(shares: Sequence[tuple[float, float, float]]) -> Part:
    """The pipeline's evidence bars turned upright and small."""
    return {"stages": [[round(share, 3) for share in stage] for stage in shares]}


def glyph(level: str) -> Part:
    """The mark of an evidence level: disc, square, open diamond, dash."""
    return {"glyph": level}


def severity(code: str, label: str) -> Part:
    """How grave a finding is, as a tag."""
    return {"severity": code, "label": label}


def tag(label: str) -> Part:
    """A tag that asks for attention."""
    return {"tag": label}


def progress(share: float | None, description: str) -> Part:
    """A progress bar; None is not yet known."""
    return {"progress": None if share is None else round(share, 4), "label": description}


def worth(share: float) -> Part:
    """A black bar, `share` of the widest."""
    return {"worth": round(share, 3)}


def block(content: str) -> Part:
    """Preformatted text in a box that scrolls."""
    return {"block": content}


class Token(NamedTuple):
    """One token of a text: how it is shown, how dark (0 to 1), the numbers below it, what a pointer on it tells."""

    text: str
    shade: float
    notes: tuple[str, ...]
    source: str
    ends: bool = False


def token_strip(tokens: Sequence[Token], *, label: str) -> View:
    """A text token by token, each shaded and with its numbers."""
    return {
        "tokens": [
            token._asdict() | {"shade": round(min(1.0, max(0.0, token.shade)), 3), "notes": list(token.notes)}
            for token in tokens
        ],
        "label": label,
    }


def table(columns: Sequence[Cell], rows: Sequence[Row], *, label: str, cards: bool = False) -> View:
    """A table; `cards` turns its rows into small blocks on small screens."""
    return {
        "columns": [{"style": column.style, "parts": list(column.parts)} for column in columns],
        "rows": [
            {"rule": row.rule, "selected": row.selected, "cells": [_cell(cell) for cell in row.cells]} for row in rows
        ],
        "cards": cards,
        "label": label,
    }


def heads(figures: Sequence[Figure]) -> View:
    """The header figures of a page."""
    return {
        "heads": [
            {"label": figure.label, "figure": list(figure.figure), "note": list(figure.note)} for figure in figures
        ]
    }


def pipeline(stages: Sequence[Stage]) -> View:
    """The stages in order as buttons."""
    return {
        "pipeline": [
            {
                "code": stage.code,
                "name": stage.name,
                "known": stage.known,
                "total": stage.total,
                "unit": stage.unit,
                "stack": [round(share, 3) for share in stage.shares],
                "label": stage.description,
                "selected": stage.selected,
                "flags": list(stage.flags),
            }
            for stage in stages
        ]
    }


def items(kind: str, entries: Sequence[Sequence[Sequence[Part]]]) -> View:
    """A list; `kind` is finding, change, question, pair or plain, each entry a list of columns of parts."""
    return {"items": [[list(column) for column in entry] for entry in entries], "kind": kind}


def legend(entries: Sequence[tuple[str, str]]) -> View:
    """The key of the evidence inks: (level, label)."""
    return {"legend": [list(entry) for entry in entries]}


def show(views: Sequence[View], *, key: str) -> str | None:
    """Draw the views one below the other; the id of the button pressed, None if none was."""
    mount = mounting("rows", html='<div class="assay"></div>', css="rows.css", js="rows.js")
    pressed = mount(data={"views": list(views)}, key=key, on_go_change=lambda: None).go
    return None if pressed is None else str(pressed)


def _cell(cell: Cell) -> dict[str, Any]:
    made: dict[str, Any] = {"parts": list(cell.parts)}
    if cell.style:
        made["style"] = cell.style
    if cell.label:
        made["label"] = cell.label
    return made

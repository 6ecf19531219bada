"""The figures of a tab and what they take for granted, as files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analysis.quantities.ranges import Range
from pages.components import loaders
from pages.components.economics.assumptions import Assumption
from pages.components.economics.choice import Start
from pages.components.economics.wording import said
from pages.components.spreadsheet import csv_bytes, harmless


class FigureRow(NamedTuple):
    """One figure: its name, lowest, likeliest and highest value, unit, and a note such as the reason it is unknown."""

    name: str
    low: float | None
    mid: float | None
    high: float | None
    unit: str
    note: str = ""


def ranged(name: str, values: Range | None, unit: str, note: str = "") -> FigureRow:
    """A figure between bounds, empty cells where it does not follow."""
    if values is None:
        return FigureRow(name, None, None, None, unit, note)
    return FigureRow(name, values.low, values.mid, values.high, unit, note)


def single(name: str, value: float | None, unit: str, note: str = "") -> FigureRow:
    """A figure without bounds."""
    return FigureRow(name, None, value, None, unit, note)


def show_downloads(tab: str, figures: Sequence[FigureRow], assumptions: Sequence[Assumption], start: Start) -> None:
    """Two buttons, a CSV file and a workbook; both carry the figures and every assumption behind them."""
    name = f"{tab}-{start.slug or 'calculator'}-{loaders.today().isoformat()}"
    # Written when pressed, outside the session: what is said in the reader's language is put into words here.
    told, assumed = _figures(figures), _assumed(assumptions)
    with st.container(horizontal=True):
        st.download_button(
            said("download.csv"),
            lambda: csv_bytes(pd.concat([told, assumed], ignore_index=True)),
            file_name=f"{name}.csv",
            key=f"download_{tab}_csv",
        )
        st.download_button(
            said("download.xlsx"), lambda: _workbook(told, assumed), file_name=f"{name}.xlsx",
            key=f"download_{tab}_xlsx",
        )  # fmt: skip


def _workbook(figures: pd.DataFrame, assumptions: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    with pd.ExcelWriter(stream, engine="openpyxl") as writer:
        harmless(figures).to_excel(writer, sheet_name="figures", index=False)
        harmless(assumptions).to_excel(writer, sheet_name="assumptions", index=False)
    return stream.getvalue()


def _figures(figures: Sequence[FigureRow]) -> pd.DataFrame:
    columns = [said(f"download.{name}") for name in ("figure", "low", "mid", "high", "unit", "note")]
    return pd.DataFrame(list(figures), columns=columns)


def _assumed(assumptions: Sequence[Assumption]) -> pd.DataFrame:
    rows = [
        (each.name, each.shown, each.source, "" if each.dated is None else each.dated.isoformat(),
         "" if each.verified else said("assumptions.unverified"))
        for each in assumptions
    ]  # fmt: skip
    columns = [said(f"assumptions.{name}") for name in ("name", "value", "source", "dated", "unverified")]
    return pd.DataFrame(rows, columns=columns)

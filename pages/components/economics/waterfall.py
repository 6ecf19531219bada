"""Who gets what of an exit: the cap table uploaded, split at every exit value, and at one of them in full."""

from __future__ import annotations

import streamlit as st

from analysis.economics_reports import cap_table_of
from analysis.finance.cap_table import CapTable, breakpoints, exit_waterfall
from data.company_tables import holdings_template
from data.records import InvalidInput
from pages.components.economics.charts import Axes, Curve, curve_chart
from pages.components.economics.choice import Start
from pages.components.economics.controls import Field, number_field
from pages.components.economics.downloads import FigureRow, show_downloads, single
from pages.components.economics.problems import show_problems
from pages.components.economics.quantities import in_money
from pages.components.economics.tables import Asked, table_rows
from pages.components.economics.wording import said
from pages.components.format import percentage, significant
from pages.components.frame import empty_state, section
from pages.components.plots import plot_text, short_name, show_figure
from pages.components.rows import Cell, Row, items, show, table, words
from pages.components.theme import palette

TAB = "waterfall"
_POINTS = 61
_MOST_CURVES = 6
_ROLES = ("expectation", "risk", "measured", "neutral", "ink", "mute")


def show_waterfall(start: Start) -> None:
    """The section: upload and template, the split at one exit, and the curves over exit values."""
    section(said("waterfall.title"), said("waterfall.note"))
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        holdings = _holdings(start)
        exit_millions = number_field(TAB, Field("exit", 50.0, 0, 1e6, 5.0), start)
        debt_millions = number_field(TAB, Field("debt", (start.number("debt_usd") or 0.0) / 1e6, 0, 1e6, 1.0), start)
    with right:
        if holdings is None or exit_millions is None:
            empty_state(said("waterfall.needs"))
            return
        exit_usd, debt_usd = exit_millions * 1e6, (debt_millions or 0.0) * 1e6
        _show_split(holdings, exit_usd, debt_usd)
        _show_conversions(holdings)
        _show_curves(holdings, exit_usd, debt_usd)
        show_downloads(TAB, _rows(holdings, exit_usd, debt_usd), (), start)


def _holdings(start: Start) -> CapTable | None:
    blanks = {
        "cap-table.xlsx": lambda: holdings_template("xlsx"),
        "cap-table.csv": lambda: holdings_template("csv"),
    }
    rows = table_rows(Asked("holdings", "waterfall.upload", ("csv", "xlsx", "yaml", "yml"), blanks), start)
    if rows is None:
        return None
    try:
        holdings = cap_table_of(rows)
        holdings.ownership()  # refuses a table in which nobody owns anything
        return holdings
    except InvalidInput as error:
        show_problems(error.problems, key="waterfall")
        return None


def _show_split(holdings: CapTable, exit_usd: float, debt_usd: float) -> None:
    paid, owned = exit_waterfall(holdings, exit_usd, debt_usd), holdings.ownership()
    total = sum(paid.values())
    columns = [
        Cell([words(said(f"waterfall.column.{name}"))], "" if name == "holder" else "number")
        for name in ("holder", "owned", "payout", "share")
    ]
    rows = [
        Row(
            [
                Cell([words(holder)]),
                Cell([words(percentage(owned[holder]), "mute")], "number"),
                Cell([words(in_money(amount), "strong")], "number"),
                Cell([words(percentage(amount / total) if total else said("unknown"))], "number"),
            ],
            rule=True,
        )
        for holder, amount in paid.items()
    ]
    show([table(columns, rows, label=said("waterfall.title"))], key="waterfall_split")


def _show_conversions(holdings: CapTable) -> None:
    """From which exit each class that may convert does so."""
    found = breakpoints(holdings)
    if found:
        parts = [f"{holder} {in_money(value)}" for holder, value in sorted(found.items(), key=lambda pair: pair[1])]
        show(
            [items("plain", [[[words(said("waterfall.converts")), words(" · ".join(parts), "strong")]]])],
            key="waterfall_converts",
        )


def _rows(holdings: CapTable, exit_usd: float, debt_usd: float) -> list[FigureRow]:
    paid, owned = exit_waterfall(holdings, exit_usd, debt_usd), holdings.ownership()
    return [single(holder, amount, "USD", f"{100 * owned[holder]:.4g} %") for holder, amount in paid.items()]


def _show_curves(holdings: CapTable, exit_usd: float, debt_usd: float) -> None:
    top = max(2 * exit_usd, 4 * sum(holding.preference_usd for holding in holdings.holdings), 1e6)
    exits = [top * step / (_POINTS - 1) for step in range(_POINTS)]
    paid = [exit_waterfall(holdings, value, debt_usd) for value in exits]
    holders = sorted(paid[-1], key=lambda holder: -paid[-1][holder])[:_MOST_CURVES]
    curves = [
        Curve(
            [value / 1e6 for value in exits],
            [row[holder] / 1e6 for row in paid],
            name=plot_text(short_name(holder)),
            role=role,
        )
        for holder, role in zip(holders, _ROLES, strict=False)
    ]
    axes = Axes(said("waterfall.x"), said("waterfall.y"))
    figure = curve_chart(curves, axes, palette())
    figure.add_vline(x=exit_usd / 1e6, line={"color": palette().mute, "width": 1, "dash": "dot"})
    description = said("waterfall.alt", top=significant(top / 1e6))
    show_figure(figure, key="waterfall_curves", description=description)

"""Who gets what of an exit: the cap table uploaded, split at every exit value, and at one of them in full."""

from __future__ import annotations

import streamlit as st

from analysis.economics_reports import cap_table_of
from analysis.finance.cap_table import CapTable, exit_waterfall
from data.company_tables import holdings_template, read_holdings
from data.records import InvalidInput
from pages.components.economics.charts import Axes, Curve, curve_chart
from pages.components.economics.choice import Start
from pages.components.economics.problems import show_problems
from pages.components.economics.quantities import in_money, in_share
from pages.components.economics.wording import said
from pages.components.format import significant
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.plots import plot_text, short_name, show_figure
from pages.components.rows import Cell, Row, show, table, words
from pages.components.theme import palette

_POINTS = 61
_MOST_CURVES = 6
_ROLES = ("expectation", "risk", "measured", "neutral", "ink", "mute")


def show_waterfall(start: Start) -> None:
    """The section: upload and template, the split at one exit, and the curves over exit values."""
    section(said("waterfall.title"), said("waterfall.note"))
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        holdings = _holdings(start)
        exit_millions = st.number_input(
            said("waterfall.exit"), 0.0, 1e6, 50.0, 5.0, format="%.6g", key=f"waterfall_exit_{start.slug}"
        )
        debt_millions = st.number_input(
            said("waterfall.debt"),
            0.0,
            1e6,
            (start.number("debt_usd") or 0.0) / 1e6,
            1.0,
            format="%.6g",
            key=f"waterfall_debt_{start.slug}",
        )
    with right:
        if holdings is None:
            empty_state(said("waterfall.needs"))
            return
        _show_split(holdings, exit_millions * 1e6, debt_millions * 1e6)
        _show_curves(holdings, exit_millions * 1e6, debt_millions * 1e6)


def _holdings(start: Start) -> CapTable | None:
    given = st.file_uploader(
        said("waterfall.upload"),
        type=["csv", "xlsx", "yaml", "yml"],
        key=f"waterfall_file_{start.slug}",
        max_upload_size=5,
    )
    st.download_button(
        said("waterfall.template"), holdings_template("xlsx"), file_name="cap-table.xlsx", key="waterfall_template"
    )
    if given is None:
        return None
    reading = read_holdings(given.getvalue(), given.name, language=language())
    if reading.problems:
        show_problems(reading.problems, key="waterfall")
        return None
    try:
        return cap_table_of(reading.rows)
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
                Cell([words(in_share(owned[holder]), "mute")], "number"),
                Cell([words(in_money(amount), "strong")], "number"),
                Cell([words(in_share(amount / total) if total else said("unknown"))], "number"),
            ],
            rule=True,
        )
        for holder, amount in paid.items()
    ]
    show([table(columns, rows, label=said("waterfall.title"))], key="waterfall_split")


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

"""What the monthly accounts say: every figure with its band or the reason why not, and how long the cash lasts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from analysis.diligence.examination import DEFAULT_SEED
from analysis.diligence.reported_figures import reported_financials
from analysis.finance.bands import FinanceBand, parse_finance_bands
from analysis.finance.checks import ReportedFinancials, financial_contradictions
from analysis.finance.metrics import (
    BandedMetric,
    RunwayOutlook,
    banded_metrics,
    financial_metrics,
    last_month,
    periods_frame,
    runway_outlook,
)
from analysis.finance.runway import Runway
from analysis.scoring.assessment import generator_for
from data.company_tables import accounts_template, read_monthly_accounts
from data.records import InvalidInput
from data.reference_tables import reference_text
from pages.components import loaders
from pages.components.economics.assumptions import Assumption, show_assumptions
from pages.components.economics.charts import Axes, Curve, Mark, curve_chart
from pages.components.economics.choice import Start
from pages.components.economics.contradictions import show_contradictions
from pages.components.economics.problems import show_problems
from pages.components.economics.quantities import in_money, in_share, value_figure
from pages.components.economics.wording import said
from pages.components.fact_text import number_text
from pages.components.format import significant
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.plots import show_figure
from pages.components.rows import Cell, Figure, Row, heads, show, table, words
from pages.components.theme import palette

TAB = "finance"
_HORIZON = 36


class Burn(NamedTuple):
    """Cash and burn to look ahead from, the growth of the burn per month, and the outlook."""

    cash: float
    growth: float
    outlook: RunwayOutlook


def show_finance(start: Start) -> None:
    """The whole tab: the accounts uploaded, else cash and burn of the ledger, else two fields to fill in."""
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        periods = _accounts(start)
        growth = _growth_field(start)
    with right:
        if periods is None:
            burn = _burn_from_fields(start, growth)
        else:
            burn = _burn_from_accounts(periods, growth)
        _show_runway(burn)
    if periods is not None:
        _show_metrics(periods)
        facts = start.standing.dossier.facts if start.standing else ()
        reported = reported_financials(facts, last_month(periods)) if facts else ReportedFinancials()
        found = tuple(financial_contradictions(reported, periods))
        show_contradictions(found, said("finance.checks.note"), key=TAB)
    show_assumptions(_assumptions(growth), TAB)


def _accounts(start: Start) -> pd.DataFrame | None:
    section(said("finance.title"), said("finance.note"))
    given = st.file_uploader(
        said("finance.upload"), type=["csv", "xlsx"], key=f"finance_file_{start.slug}", max_upload_size=5
    )
    today = loaders.today()
    with st.container(horizontal=True):
        for file_format in ("xlsx", "csv"):
            st.download_button(
                said(f"finance.template_{file_format}"),
                accounts_template("xlsx" if file_format == "xlsx" else "csv", today.replace(day=1)),
                file_name=f"monthly-accounts.{file_format}",
                key=f"finance_template_{file_format}",
            )
    if given is None:
        return None
    reading = read_monthly_accounts(given.getvalue(), given.name, language=language())
    if reading.problems:
        show_problems(reading.problems, key=TAB)
        return None
    try:
        return periods_frame(reading.rows)
    except InvalidInput as error:
        show_problems(error.problems, key=TAB)
        return None


def _growth_field(start: Start) -> float:
    percent = st.slider(
        said("finance.field.growth"),
        -10.0,
        20.0,
        0.0,
        0.5,
        format="%.1f%%",
        key=f"finance_growth_{start.slug}",
        help=said("finance.help.growth"),
    )
    return float(percent) / 100


def _burn_from_accounts(periods: pd.DataFrame, growth: float) -> Burn:
    outlook = runway_outlook(periods, _generator(), burn_growth_month=growth)
    cash = periods["cash"].iloc[-1] if "cash" in periods else float("nan")
    return Burn(float(cash), growth, outlook)


def _burn_from_fields(start: Start, growth: float) -> Burn | None:
    """Cash and burn from the ledger or from two fields; one month of burn becomes three, ten percent apart."""
    section(said("finance.quick.title"), said("finance.quick.note"))
    columns = st.columns(2)
    values = []
    for column, name, key in zip(columns, ("cash", "burn"), ("cash_usd", "net_burn_usd_month"), strict=True):
        with column:
            values.append(
                st.number_input(
                    said(f"finance.field.{name}"),
                    value=start.number(key),
                    step=10_000.0,
                    format="%.10g",
                    key=f"finance_{name}_{start.slug}",
                    placeholder=said("unknown"),
                )
            )
    cash, burn = values
    if cash is None or burn is None or cash < 0:
        return None
    frame = pd.DataFrame(
        {
            "month": pd.period_range(end=pd.Period(loaders.today(), "M"), periods=3, freq="M"),
            "net_burn": [0.9 * burn, burn, 1.1 * burn],
            "cash": [float(cash)] * 3,
        }
    )
    return Burn(float(cash), growth, runway_outlook(frame, _generator(), burn_growth_month=growth))


def _show_runway(burn: Burn | None) -> None:
    section(said("finance.runway.title"), said("finance.runway.note"))
    if burn is None:
        empty_state(said("finance.runway.needs"))
        return
    runway = burn.outlook.runway
    if runway is None:
        empty_state(burn.outlook.reason_zh if language() == "zh" else burn.outlook.reason_en)
        return
    mean = float(np.mean(burn.outlook.burns_usd))
    figures = [
        Figure(said("finance.runway.median"), [words(_months(runway, 0.5))], [words(_middle(runway), "mute small")]),
        value_figure(said("finance.runway.before_12"), in_share(runway.chance_out_of_cash_before(12))),
        value_figure(said("finance.runway.before_24"), in_share(runway.chance_out_of_cash_before(24))),
        value_figure(
            said("finance.runway.burn"), in_money(mean), note=said("finance.runway.cash", cash=in_money(burn.cash))
        ),
    ]
    show([heads(figures)], key="finance_runway")
    months = list(range(_HORIZON + 1))
    alive = [100 * (1 - runway.chance_out_of_cash_before(month)) for month in months]
    axes = Axes(said("finance.runway.x"), said("finance.runway.y"))
    median = runway.quantile(0.5)
    marks = [] if median is None or median > _HORIZON else [_median_mark(median)]
    figure = curve_chart([Curve(months, alive, role="expectation")], axes, palette(), marks=marks)
    figure.update_yaxes(range=[0, 108])
    show_figure(figure, key="finance_survival", description=said("finance.runway.alt"))


def _median_mark(median: float) -> Mark:
    shown = said("unit.months", value=significant(median))
    return Mark(median, 50.0, shown, f"<b>{said('finance.runway.median')}</b><br>{shown}")


def _months(runway: Runway, share: float) -> str:
    value = runway.quantile(share)
    return (
        said("finance.runway.beyond", months=runway.horizon_months)
        if value is None
        else said("unit.months", value=significant(value))
    )


def _middle(runway: Runway) -> str:
    return said("finance.runway.interval", low=_months(runway, 0.1), high=_months(runway, 0.9))


def _show_metrics(periods: pd.DataFrame) -> None:
    month = last_month(periods)
    section(said("finance.metrics.title"), said("finance.metrics.note", month=f"{month:%Y-%m}", count=len(periods)))
    columns = [
        Cell([words(said(f"finance.column.{name}"))], "number" if name == "value" else "")
        for name in ("figure", "value", "band", "source")
    ]
    rows = [_metric_row(each) for each in banded_metrics(financial_metrics(periods), _bands())]
    show([table(columns, rows, label=said("finance.metrics.title"), cards=True)], key="finance_metrics")


def _metric_row(each: BandedMetric) -> Row:
    metric, band = each.metric, each.band
    reason = metric.reason_zh if language() == "zh" else metric.reason_en
    shown = (
        words(said("unknown"), "mute")
        if metric.value is None
        else words(number_text(metric.value, each.unit), "strong")
    )
    step = "" if each.step is None else each.step.label(language())
    source = "" if band is None else f"{band.source}, {band.dated.year}"
    if band is not None and not band.verified:
        source += f" · {said('assumptions.unverified')}"
    return Row(
        [
            Cell([words(said(f"finance.metric.{each.key}"))]),
            Cell([shown], "number"),
            Cell([words(step or reason, "" if step else "mute small")]),
            Cell([words(source if step else "", "mute small")], "wide"),
        ],
        rule=True,
    )


def _assumptions(growth: float) -> Sequence[Assumption]:
    return [
        Assumption(said("finance.assume.burn"), said("finance.assume.burn_value"), "Gelman et al. 2013, section 3.2"),
        Assumption(
            said("finance.field.growth"),
            in_share(growth),
            said("assumptions.entered"),
            verified=False,
            edited=growth != 0,
        ),
        Assumption(
            said("finance.assume.money"), said("finance.assume.money_value"), said("finance.assume.money_source")
        ),
    ]


def _generator() -> np.random.Generator:
    return generator_for(TAB, DEFAULT_SEED)


@lru_cache(maxsize=1)
def _bands() -> dict[str, FinanceBand]:
    return parse_finance_bands(reference_text("finance_bands.yaml"))

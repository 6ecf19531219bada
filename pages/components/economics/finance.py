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
from analysis.finance.accounts import Metric
from analysis.finance.bands import FinanceBand, parse_finance_bands
from analysis.finance.checks import financial_contradictions
from analysis.finance.metrics import (
    BandedMetric,
    RunwayOutlook,
    banded_metrics,
    customer_metrics,
    customers_frame,
    financial_metrics,
    growth_outlook,
    last_month,
    periods_frame,
    runway_outlook,
)
from analysis.scoring.assessment import generator_for
from data.catalogue import reference_text
from data.company_tables import accounts_template, customers_template
from data.records import InvalidInput
from pages.components import loaders
from pages.components.economics.assumptions import Assumption, show_assumptions
from pages.components.economics.choice import Start
from pages.components.economics.contradictions import show_contradictions
from pages.components.economics.controls import Field, count_field, number_field, share_field
from pages.components.economics.downloads import FigureRow, show_downloads, single
from pages.components.economics.problems import show_problems
from pages.components.economics.runway import HORIZON, show_outlooks
from pages.components.economics.tables import Asked, table_rows
from pages.components.economics.wording import said
from pages.components.fact_text import number_text
from pages.components.format import percentage
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.rows import Cell, Row, show, table, words

TAB = "finance"
MILESTONE_MONTHS = 18


class Burn(NamedTuple):
    """Cash and burn to look ahead from, and the outlooks: at the burn as it was, and with revenue growing as it did."""

    cash: float
    outlook: RunwayOutlook
    growing: RunwayOutlook | None = None


def show_finance(start: Start) -> None:
    """The whole tab: the accounts uploaded or kept, else cash and burn of the ledger, else two fields to fill in."""
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        periods = _accounts(start)
        growth = share_field(TAB, Field("growth", 0.0, -10, 20, 0.5), start, digits=1)
        milestone = count_field(TAB, Field("milestone", MILESTONE_MONTHS, 1, HORIZON), start)
        customers = _customers(start)
    with right:
        burn = _burn_from_fields(start, growth) if periods is None else _burn_from_accounts(periods, growth)
        section(said("finance.runway.title"), said("finance.runway.note"))
        if burn is None:
            empty_state(said("finance.runway.needs"))
        else:
            show_outlooks(burn.cash, burn.outlook, burn.growing, milestone or MILESTONE_MONTHS)
    metrics: dict[str, Metric] = {} if customers is None else customer_metrics(customers)
    if periods is not None:
        metrics = financial_metrics(periods) | metrics
        _show_periods_head(periods)
    if metrics:
        _show_metrics(metrics)
    if periods is not None:
        facts = start.standing.dossier.facts if start.standing else ()
        reported = reported_financials(facts, last_month(periods))
        show_contradictions(tuple(financial_contradictions(reported, periods)), said("finance.checks.note"), key=TAB)
    assumptions = _assumptions(growth)
    show_assumptions(assumptions, TAB)
    show_downloads(
        TAB, [*_runway_rows(burn, milestone or MILESTONE_MONTHS), *_metric_rows(metrics)], assumptions, start
    )


def _accounts(start: Start) -> pd.DataFrame | None:
    section(said("finance.title"), said("finance.note"))
    first = loaders.today().replace(day=1)
    blanks = {
        "monthly-accounts.xlsx": lambda: accounts_template("xlsx", first),
        "monthly-accounts.csv": lambda: accounts_template("csv", first),
    }
    rows = table_rows(Asked("accounts", "finance.upload", ("csv", "xlsx"), blanks), start)
    try:
        return None if rows is None else periods_frame(rows)
    except InvalidInput as error:
        show_problems(error.problems, key=TAB)
        return None


def _customers(start: Start) -> pd.DataFrame | None:
    with st.expander(said("finance.customers.title")):
        st.markdown(f":small[:gray[{said('finance.customers.note')}]]")
        blanks = {
            "arr-by-customer.xlsx": lambda: customers_template("xlsx"),
            "arr-by-customer.csv": lambda: customers_template("csv"),
        }
        rows = table_rows(Asked("customers", "finance.customers.upload", ("csv", "xlsx"), blanks), start)
    return None if rows is None else customers_frame(rows)


def _burn_from_accounts(periods: pd.DataFrame, growth: float) -> Burn:
    outlook = runway_outlook(periods, _generator(), burn_growth_month=growth)
    growing = growth_outlook(periods, _generator(), outflow_growth_month=growth)
    cash = periods["cash"].iloc[-1] if "cash" in periods else float("nan")
    return Burn(float(cash), outlook, growing)


def _burn_from_fields(start: Start, growth: float) -> Burn | None:
    """Cash and burn from the ledger or from two fields; one month of burn becomes three, ten percent apart."""
    section(said("finance.quick.title"), said("finance.quick.note"))
    columns = st.columns(2)
    values = []
    for column, name, key in zip(columns, ("cash", "burn"), ("cash_usd", "net_burn_usd_month"), strict=True):
        with column:
            values.append(number_field(TAB, Field(name, start.number(key), -1e15, step=10_000.0), start))
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
    return Burn(float(cash), runway_outlook(frame, _generator(), burn_growth_month=growth))


def _show_periods_head(periods: pd.DataFrame) -> None:
    month = last_month(periods)
    section(said("finance.metrics.title"), said("finance.metrics.note", month=f"{month:%Y-%m}", count=len(periods)))


def _show_metrics(metrics: dict[str, Metric]) -> None:
    columns = [
        Cell([words(said(f"finance.column.{name}"))], "number" if name == "value" else "")
        for name in ("figure", "value", "band", "source")
    ]
    rows = [_metric_row(each) for each in banded_metrics(metrics, _bands())]
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


def _metric_rows(metrics: dict[str, Metric]) -> list[FigureRow]:
    return [
        single(
            said(f"finance.metric.{each.key}"),
            each.metric.value,
            each.unit,
            each.metric.reason_zh if language() == "zh" else each.metric.reason_en,
        )
        for each in banded_metrics(metrics, _bands())
    ]


def _runway_rows(burn: Burn | None, milestone: int) -> list[FigureRow]:
    """Quantiles of both outlooks and the chance of running out before the milestone."""
    rows = []
    for name, outlook in (("as_it_was", burn and burn.outlook), ("growing", burn and burn.growing)):
        runway = outlook.runway if outlook else None
        if runway is not None:
            low, middle, high = (runway.quantile(share) for share in (0.1, 0.5, 0.9))
            name_of = said(f"finance.runway.{name}")
            label, before = said("finance.runway.median"), said("finance.runway.before", months=milestone)
            note = said("finance.runway.quantiles")
            rows.append(FigureRow(f"{label} · {name_of}", low, middle, high, "months", note))
            chance = runway.chance_out_of_cash_before(milestone)
            rows.append(single(f"{before} · {name_of}", chance, "fraction"))
    return rows


def _assumptions(growth: float) -> Sequence[Assumption]:
    return [
        Assumption(said("finance.assume.burn"), said("finance.assume.burn_value"), "Gelman et al. 2013, section 3.2"),
        Assumption(
            said("finance.field.growth"),
            percentage(growth),
            said("assumptions.entered"),
            verified=False,
            edited=growth != 0,
        ),
        Assumption(
            said("finance.assume.growth"), said("finance.assume.growth_value"), said("assumptions.own"), verified=False
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

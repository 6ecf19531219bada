"""How many startups moved on from each status, and how long they stayed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis.portfolio.funnel import FunnelStep, funnel
from data import repository
from pages.components import loaders
from pages.components.format import plain_number, significant
from pages.components.frame import empty_state, section
from pages.components.loaders import StateKey
from pages.components.pipeline.wording import said, status_name
from pages.components.rows import Cell, Row, View, show, table, words

_WAYS = ("onward", "closed", "back")


def show_funnel(counts: Mapping[str, int]) -> None:
    """The table, once anybody was moved."""
    section(said("funnel.title"), said("funnel.note"))
    steps = _steps(loaders.state_key())
    if not any(step.onward or step.closed or step.back for step in steps):
        empty_state(said("funnel.none"))
        return
    show([funnel_view(steps, counts)], key="funnel")


def funnel_view(steps: Sequence[FunnelStep], counts: Mapping[str, int]) -> View:
    """A row per status: how many are there, how many left it for where, and after how long."""
    columns = [Cell([words(said("funnel.status"))])]
    columns += [Cell([words(said(f"funnel.{name}"))], "number") for name in ("now", *_WAYS, "days")]
    return table(columns, [_row(step, counts[step.status]) for step in steps], label=said("funnel.title"), cards=True)


def _row(step: FunnelStep, present: int) -> Row:
    days = said("funnel.unknown")
    if step.median_days is not None:
        days = said("funnel.median", days=significant(step.median_days), count=plain_number(step.known))
    numbers = {"now": present} | {way: getattr(step, way) for way in _WAYS}
    cells = [
        Cell([words(status_name(step.status), "strong")]),
        *(
            Cell([words(plain_number(number))], "number labelled", said(f"funnel.{name}"))
            for name, number in numbers.items()
        ),
        Cell([words(days, "" if step.known else "mute")], "number labelled", said("funnel.days")),
    ]
    return Row(cells, rule=True)


@st.cache_data(ttl=3600, max_entries=4, show_spinner=False)
def _steps(key: StateKey) -> list[FunnelStep]:  # noqa: ARG001 - part of the cache key
    return funnel(loaders.read(repository.move_counts))

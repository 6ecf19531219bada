"""What a filter asks of where a startup stands: its verdict, findings, figures and name."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.records import Filter, Span
from data.repository.index_walk import values_in
from data.repository.names import with_name
from data.repository.pipeline_conditions import pipeline_conditions
from data.tables import OpenFindingRow, StandingRow, StartupRow

_IS_JUDGED = StandingRow.expectation.is_not(None)
_ONE_OF: dict[str, InstrumentedAttribute[Any]] = {
    "verdicts": StandingRow.verdict,
    "stages": StandingRow.funding_stage,
    "sectors": StandingRow.sector,
    "countries": StandingRow.country,
}
_WITHIN: dict[str, ColumnElement[Any]] = {
    "headcount": StandingRow.headcount + 0.0,
    "measured_share": StandingRow.measured_share + 0.0,
}
"""Sums keep a range from being looked up in an index of its own: SQLite would then sort all that lies within it."""


def filter_conditions(session: Session, chosen: Filter, *, today: date) -> list[ColumnElement[bool]]:
    """Every condition of a filter on `StandingRow`, none where it asks for nothing.

    Args:
        session: Of the database that will be asked.
        chosen: Its order is left to the list.
        today: From which days without contact are counted back.
    """
    return [
        *standing_conditions(session, chosen),
        *pipeline_conditions(chosen, today=today, key=StandingRow.startup_id),
    ]


def standing_conditions(session: Session, chosen: Filter) -> list[ColumnElement[bool]]:
    """Conditions for verdicts, findings, stages, sectors, countries, headcount, measured share and words.

    What is unknown of a startup is none of the values asked for, and within no range.

    Args:
        session: Of the database that will be asked, for each has its own index of words.
        chosen: Its other parts are left to others.
    """
    found: list[ColumnElement[bool]] = [
        column.in_(codes) for name, column in _ONE_OF.items() if (codes := getattr(chosen, name))
    ]
    for name, column in _WITHIN.items():
        found += _within(column, getattr(chosen, name))
    if chosen.findings:
        open_now = select(OpenFindingRow.startup_id).where(OpenFindingRow.rule.in_(chosen.findings))
        found.append(StandingRow.startup_id.in_(open_now))
    if named := with_name(session, chosen.words):
        found.append(StandingRow.startup_id.in_(select(StartupRow.id).where(*named).correlate(None)))
    return found


def countries_of(session: Session, profile: str, *, most: int = 200) -> list[str]:
    """The countries of the judged startups, the first `most` of them by code."""
    return values_in(session, StandingRow.country, StandingRow.profile == profile, _IS_JUDGED, most=most)


def _within(column: ColumnElement[Any], span: Span) -> list[ColumnElement[bool]]:
    low = [] if span.low is None else [column >= span.low]
    return low if span.high is None else [*low, column <= span.high]

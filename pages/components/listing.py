"""The judged startups as a screen lists them: rows from the database, ranks from the weighing of all.

From today and the rubric's default profile a row says what was judged and kept. Under another profile the same rows are
weighed anew; on a past day they say what had been judged by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from sqlalchemy import ColumnElement

from analysis.portfolio.past_places import PastStandings, past_standings
from analysis.portfolio.places import Place, judged_place, weighed_place
from analysis.ranking.reweighting import Weighing, reweighting
from analysis.ranking.reweighting import verdicts as verdicts_of
from data import repository
from data.database import database_url
from data.records import ListOrder, RankedStartup
from pages.components import loaders
from pages.components.contenders import weighing
from pages.components.viewpoint import chosen_day, today

Where = Sequence[ColumnElement[bool]]
_FAVOURABLE = ("invest", "invest_if")


class Listing(NamedTuple):
    """A page of a list: its rows, and where the next page begins, None after the last."""

    places: list[Place]
    following: tuple[Any, int] | None


def is_past() -> bool:
    """Whether the session looks from a past day."""
    return chosen_day() < today()


def is_own() -> bool:
    """Whether the session looks from where the judgements are kept: today, by the rubric's default profile."""
    return not is_past() and loaders.profile_in_use() == loaders.rubric().default_profile


def everybody() -> Weighing | None:
    """All judged startups from the session's viewpoint, ranked by expectation; None where there are none."""
    if is_past():
        return _past_now().weighing
    return weighing(loaders.rubric().profile(loaders.profile_in_use()).weights)


def listed(
    *,
    by: ListOrder = "expectation",
    turned: bool = False,
    where: Where = (),
    after: tuple[Any, int] | None = None,
    limit: int = 25,
) -> Listing:
    """A page of the list.

    Args:
        by: What it is sorted by; under another profile or on a past day it is expectation, whatever is asked.
        turned: Whether it begins at the other end, where it is sorted by the database.
        where: Conditions on the rows as kept; without effect on a past day.
        after: Where the page before ended.
        limit: Rows.
    """
    if is_own():
        with loaders.reading() as session:
            profile = loaders.rubric().default_profile
            rows = repository.ranked_startups(
                session, profile, by=by, turned=turned, where=where, after=after, limit=limit + 1
            )
    else:
        rows = _rows_in_order(where, 0 if after is None else int(after[0]) + 1, limit + 1)
    return Listing(_places(rows[:limit]), rows[limit - 1].place if len(rows) > limit else None)


def most_moved(most: int) -> list[Place]:
    """The startups that our measurements moved most, by the judgements as kept, then those they could not move."""
    with loaders.reading() as session:
        profile = loaders.rubric().default_profile
        rows = repository.ranked_startups(session, profile, by="moved", limit=most)
        if len(rows) < most:
            unmoved = repository.ranked_startups(
                session, profile, where=repository.never_moved(), limit=most - len(rows)
            )
            rows = [*rows, *unmoved]
    return _places(rows)


def matching_count(where: Where, *, most: int | None = None) -> int:
    """How many of the judged startups the conditions let through, not counted further than `most`."""
    if is_past():
        return len(_past_now().ranked)
    with loaders.reading() as session:
        return repository.count_of(session, loaders.rubric().default_profile, where, most=most)


def places_of(slugs: Sequence[str]) -> list[Place]:
    """The rows of these startups in their order; those not judged are left out."""
    with loaders.reading() as session:
        keys = [repository.key_of(session, slug) for slug in slugs]
    return places_with([key for key in keys if key is not None])


def places_with(keys: Sequence[int]) -> list[Place]:
    """The rows of the startups of these keys in their order; those not judged are left out."""
    return _places(_ranked_of(keys))


def clearing_the_line() -> Where:
    """Conditions of the rows, as kept, that clear the fund's line and are not held below it."""
    invest = loaders.rubric().scoring.verdict_lines.invest
    return repository.clearing(invest.expectation_at_least, invest.risk_at_most, _FAVOURABLE)


def clearing_keys(most: int) -> tuple[int, list[int]]:
    """How many clear the fund's line and are not held below it, and the keys of the first of them."""
    found = everybody()
    if found is None:
        return 0, []
    if is_own():
        first = listed(where=clearing_the_line(), limit=most).places
        return matching_count(clearing_the_line()), [place.key for place in first]
    keys = _clearing(found)
    return len(keys), keys[:most]


def _clearing(found: Weighing) -> list[int]:
    invest = loaders.rubric().scoring.verdict_lines.invest
    said = _past_verdicts() if is_past() else verdicts_of(found, loaders.rubric())
    expectation, risk = found.moments.mean.T
    good = np.isin(said, _FAVOURABLE)
    clears = good & (expectation >= invest.expectation_at_least) & (risk <= invest.risk_at_most)
    order = found.order[clears[found.order]]
    return [int(key) for key in found.contenders.keys[order]]


def _past_verdicts() -> list[str]:
    kept = (each.standing.judgement for each in _past_now().ranked.values())
    return ["" if judgement is None else judgement.verdict for judgement in kept]


def _rows_in_order(where: Where, start: int, limit: int) -> list[RankedStartup]:
    """Rows by expectation from the session's viewpoint; the place of each is its number in that order."""
    found = everybody()
    if found is None:
        return []
    keys = found.contenders.keys[found.order]
    if where and not is_past():
        with loaders.reading() as session:
            allowed = repository.keys_of(session, loaders.rubric().default_profile, where)
        keys = keys[np.isin(keys, allowed)]
    numbers = {int(key): number for number, key in enumerate(keys[start : start + limit], start=start)}
    return [replace(row, place=(numbers[row.key], row.key)) for row in _ranked_of(list(numbers))]


def _ranked_of(keys: Sequence[int]) -> list[RankedStartup]:
    if is_past():
        past = _past_now().ranked
        return [past[key] for key in keys if key in past]
    with loaders.reading() as session:
        return repository.ranked_of(session, loaders.rubric().default_profile, keys)


def _places(rows: Sequence[RankedStartup]) -> list[Place]:
    """The rows with their ranks; one judged this very moment, not among those weighed yet, waits for the next look."""
    found = everybody()
    if found is None or not rows:
        return []
    weighed = reweighting(found, loaders.rubric(), most=0, beside=[row.key for row in rows]).startups
    as_kept = is_own() or is_past()
    places = []
    for row in rows:
        judgement, own = row.standing.judgement, weighed.get(row.key)
        if judgement is not None and own is not None:
            places.append(judged_place(row, judgement, own) if as_kept else weighed_place(row, own))
    return places


def _past_now() -> PastStandings:
    return _past(database_url(), loaders.state_key(), chosen_day(), loaders.rubric().default_profile)


@st.cache_resource(max_entries=4, show_spinner=False)
def _past(url: str, key: loaders.StateKey, day: date, profile: str) -> PastStandings:  # noqa: ARG001 - part of the key
    with loaders.reading() as session:
        return past_standings(repository.assessments_kept_by(session, profile, day), loaders.rubric())

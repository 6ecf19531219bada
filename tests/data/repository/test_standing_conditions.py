"""The conditions of a filter on standings, on both databases, against the same question asked in plain Python."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from data.records import NO_FILTER, NOBODY, Filter, Span
from data.repository import (
    add_startup,
    add_tag,
    archive,
    change_entry,
    count_of,
    countries_of,
    filter_conditions,
    keep_standings,
    keys_of,
    move_startup,
    pipeline_of,
    ranked_startups,
    standing_conditions,
)
from tests.data.repository.test_standings import DETAIL, JUDGEMENT, STANDING

TODAY = datetime.now(UTC).date()
NAMES = ("Kalomi Labs", "白云智能", "ÉCLAIR 7")
MIXES = list(
    product(
        ("invest", "pass"),
        ((), ("soft_arr",), ("soft_arr", "no_runway")),
        ((None, None, None, None), ("seed", "health", "NO", 12.0), ("series_a", "media", "US", 50.0)),
        (0.0, 0.5),
    )
)
PARTS: dict[str, list[Any]] = {
    "verdicts": [(), ("pass",), ("pass", "invest"), ("hold",)],
    "findings": [(), ("no_runway",), ("no_runway", "soft_arr"), ("none",)],
    "stages": [(), ("seed",), ("seed", "series_a")],
    "sectors": [(), ("media",)],
    "countries": [(), ("NO", "US"), ("ZZ",)],
    "headcount": [Span(), Span(12, 12), Span(13, None), Span(None, 50)],
    "measured_share": [Span(), Span(0.5, None), Span(None, 0.4)],
    "words": ["", "labs", "KALO mi", "云", "éclair", "7"],
}
FILTERS = [Filter(**dict(zip(PARTS, values, strict=True))) for values in product(*PARTS.values())]


def standing(slug, verdict, findings, known, share):
    stage, sector, country, headcount = known
    spread = {"funding_stage": stage, "sector": sector, "hq_country": country}
    return replace(
        STANDING,
        slug=slug,
        judgement=replace(JUDGEMENT, verdict=verdict, findings=findings),
        detail=replace(DETAIL, spread={key: (code,) for key, code in spread.items() if code}, headcount=headcount),
        measured_share=share,
    )


def fill(session):
    """One startup for every mix, by slug, with what it should be looked up by."""
    found = {}
    for number, mix in enumerate(MIXES):
        slug, name = f"s{number:02}", NAMES[number % 3]
        add_startup(session, slug=slug, name=name, summary_en="", summary_zh="", fictional=True, actor="test")
        keep_standings(session, [standing(slug, *mix)])
        found[slug] = (name, *mix)
    session.flush()
    return found


def lets_through(chosen, slug, name, verdict, findings, known, share):
    stage, sector, country, headcount = known
    asked = [(chosen.verdicts, verdict), (chosen.stages, stage), (chosen.sectors, sector), (chosen.countries, country)]
    return (
        all(not codes or code in codes for codes, code in asked)
        and (not chosen.findings or bool(set(chosen.findings) & set(findings)))
        and within(chosen.headcount, headcount)
        and within(chosen.measured_share, share)
        and all(word.casefold() in f"{name} {slug}".casefold() for word in chosen.words.split())
    )


def within(span, value):
    if span == Span():
        return True
    return value is not None and (span.low or 0) <= value <= (span.high if span.high is not None else value)


def slugs(session, chosen):
    where = filter_conditions(session, chosen, today=TODAY)
    return {each.startup.slug for each in ranked_startups(session, "growth", where=where, limit=100)}


def chosen_few():
    """Every value of every part alone and in pairs with each value of every other."""
    few = {NO_FILTER}
    for (first, ones), (second, others) in product(PARTS.items(), PARTS.items()):
        few |= {replace(NO_FILTER, **{first: one, second: other}) for one, other in product(ones, others)}
    return sorted(few, key=repr)


def test_every_pair_of_conditions_lets_through_what_it_says(any_database):
    with any_database.session() as session:
        known = fill(session)
        for chosen in [*chosen_few(), *FILTERS[:: len(FILTERS) // 150]]:
            expected = {slug for slug, mix in known.items() if lets_through(chosen, slug, *mix)}
            assert slugs(session, chosen) == expected, chosen


def test_conditions_on_standings_and_on_the_pipeline_hold_together(any_database):
    with any_database.session() as session:
        known = fill(session)
        health = [slug for slug, mix in known.items() if mix[3][1] == "health"]
        change_entry(session, replace(pipeline_of(session, health[0]), owner="Ann"), actor="test")
        move_startup(session, pipeline_of(session, health[1]), "meeting", on=TODAY, actor="test")
        add_tag(session, health[1], "Voice", actor="test")
        session.flush()
        assert slugs(session, Filter(sectors=("health",), owners=("Ann",))) == {health[0]}
        assert slugs(session, Filter(sectors=("health",), owners=(NOBODY,))) == set(health[1:])
        assert slugs(session, Filter(sectors=("health",), statuses=("meeting",), tags=("voice",))) == {health[1]}
        assert slugs(session, Filter(sectors=("media",), tags=("voice",))) == set()


def test_keys_and_count_and_pages_agree(any_database):
    with any_database.session() as session:
        fill(session)
        where = filter_conditions(session, Filter(stages=("seed",), words="labs", findings=("soft_arr",)), today=TODAY)
        listed = ranked_startups(session, "growth", where=where, limit=100)
        assert {each.startup.name for each in listed} == {"Kalomi Labs"}
        assert sorted(each.key for each in listed) == sorted(keys_of(session, "growth", where))
        assert count_of(session, "growth", where) == len(listed) and count_of(session, "growth", where, most=2) == 2


@pytest.mark.parametrize("chosen", [NO_FILTER, Filter(statuses=("meeting",), order="name", turned=True)])
def test_what_is_not_of_a_standing_makes_no_condition(session, chosen):
    assert standing_conditions(session, chosen) == []


def test_the_countries_on_offer_are_those_of_startups_in_use(any_database):
    with any_database.session() as session:
        known = fill(session)
        assert countries_of(session, "growth") == ["NO", "US"] and countries_of(session, "growth", most=1) == ["NO"]
        assert countries_of(session, "pre_seed") == []
        for slug in [slug for slug, mix in known.items() if mix[3][2] == "NO"]:
            archive(session, slug, actor="test")
        session.flush()
        assert countries_of(session, "growth") == ["US"]

"""Lists of the judged startups: every order, both ways, page by page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.records import Filter, Points, Span
from data.repository import (
    add_startup,
    clearing,
    count_of,
    keep_standings,
    key_of,
    keys_of,
    never_moved,
    ranked_of,
    ranked_startups,
    standing_conditions,
    with_open_gate,
)
from tests.data.repository.test_standings import DETAIL, JUDGEMENT, NOW, STANDING

ROWS = {
    "anvil": {"expectation": 70.0, "risk": 20.0, "measured": 0.5, "before": 69.0, "minutes": 3, "verdict": "invest"},
    "birch": {"expectation": 50.0, "risk": 45.0, "measured": 0.0, "before": None, "minutes": 1, "verdict": "hold"},
    "cedar": {"expectation": 61.0, "risk": 29.0, "measured": 0.1, "before": 40.0, "minutes": 2, "verdict": "invest"},
}
BEST_FIRST = {
    "expectation": ["anvil", "cedar", "birch"],
    "risk": ["anvil", "cedar", "birch"],
    "measured_share": ["anvil", "cedar", "birch"],
    "moved": ["cedar", "anvil"],
    "judged_at": ["anvil", "cedar", "birch"],
    "name": ["anvil", "birch", "cedar"],
}


def standing(slug, row):
    change = replace(DETAIL.change, expectation=row["before"], risk=None if row["before"] is None else row["risk"])
    expectation, risk = (Points(row[axis], row[axis] - 5, row[axis] + 5) for axis in ("expectation", "risk"))
    return replace(
        STANDING,
        slug=slug,
        judgement=replace(JUDGEMENT, verdict=row["verdict"], expectation=expectation, risk=risk),
        detail=replace(DETAIL, change=change),
        measured_share=row["measured"],
        open_gates=("soft_arr",) if row["verdict"] == "hold" else (),
        judged_at=NOW + timedelta(minutes=row["minutes"]),
    )


@pytest.fixture
def three(session):
    for slug, row in ROWS.items():
        add_startup(session, slug=slug, name=slug, summary_en="x", summary_zh="x", fictional=True, actor="test")
        keep_standings(session, [standing(slug, row)])
    session.flush()
    return session


def paged(session, **options):
    found, after = [], None
    while page := ranked_startups(session, "growth", after=after, limit=1, **options):
        found += [each.startup.slug for each in page]
        after = page[-1].place
    return found


@pytest.mark.parametrize("by", BEST_FIRST)
def test_every_order_page_by_page_and_turned(three, by):
    assert paged(three, by=by) == BEST_FIRST[by]
    assert paged(three, by=by, turned=True) == BEST_FIRST[by][::-1]


def test_conditions_let_through_what_they_say(three):
    assert paged(three, where=with_open_gate()) == ["birch"]
    assert paged(three, where=never_moved()) == ["birch"]
    assert paged(three, where=clearing(60, 30, ("invest", "invest_if"))) == ["anvil", "cedar"]
    assert paged(three, where=clearing(65, 30, ("invest",))) == ["anvil"]
    assert count_of(three, "growth", with_open_gate()) == 1 and count_of(three, "growth") == 3
    assert keys_of(three, "growth", with_open_gate()) == [key_of(three, "birch")]


def test_rows_are_found_by_their_keys_in_the_order_asked_for(three):
    keys = [key_of(three, slug) for slug in ("cedar", "anvil")]
    found = ranked_of(three, "growth", [keys[0], 999, keys[1]])
    assert [(each.key, each.startup.slug) for each in found] == list(zip(keys, ("cedar", "anvil"), strict=True))
    assert found[0].standing == standing("cedar", ROWS["cedar"])
    assert key_of(three, "nobody") is None and ranked_of(three, "pre_seed", keys) == []


def test_by_name_only_the_standings_of_the_page_are_read(three, plan):
    said = plan(lambda session: ranked_startups(session, "growth", by="name", limit=2))
    assert "standing USING INDEX sqlite_autoindex_standing_1 (startup_id=?" in said
    assert "standing_by_expectation" not in said
    by_key = plan(lambda session: ranked_of(session, "growth", [1, 2]))
    assert "standing USING INDEX sqlite_autoindex_standing_1 (startup_id=? AND profile=?)" in by_key


def test_what_lists_are_filtered_by_is_read_from_the_index_of_expectation(three, plan):
    chosen = Filter(measured_share=Span(0.2, None), headcount=Span(None, 50))
    said = plan(lambda session: ranked_startups(session, "growth", where=standing_conditions(session, chosen), limit=2))
    assert "standing_by_expectation" in said and "TEMP B-TREE" not in said
    counted = plan(lambda session: count_of(session, "growth", standing_conditions(session, chosen)))
    assert "COVERING INDEX standing_by_expectation" in counted


def test_those_held_back_are_counted_by_their_own_index(session, plan):
    assert "standing_held_back" in plan(lambda opened: count_of(opened, "growth", with_open_gate()))

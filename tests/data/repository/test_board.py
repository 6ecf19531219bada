"""The board on both databases: counts, columns and their pages, those without contact, and what moved on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from data.records import NOBODY, PIPELINE_STATUSES, Filter
from data.repository import (
    add_startup,
    add_tag,
    archive,
    board,
    change_entry,
    move_counts,
    move_startup,
    owners,
    pipeline_of,
    quiet_count,
    quiet_startups,
    restore,
    status_counts,
)
from data.tables import StartupRow

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
EMPTY = dict.fromkeys(PIPELINE_STATUSES, 0)


@pytest.fixture
def session(any_database):
    with any_database.session() as opened:
        yield opened


def add(session, *slugs):
    """Startups added on one day after the other from the start of the year."""
    for number, slug in enumerate(slugs):
        add_startup(session, slug=slug, name=slug.title(), summary_en="", summary_zh="", fictional=True, actor="test")
        moment = START + timedelta(days=number)
        session.execute(update(StartupRow).where(StartupRow.slug == slug).values(created_at=moment))


def move(session, slug, *statuses, day):
    for status in statuses:
        move_startup(session, pipeline_of(session, slug), status, on=day, actor="ann")


def change(session, slug, **changed):
    change_entry(session, replace(pipeline_of(session, slug), **changed), actor="ann")


def column(session, status, **asked):
    return [card.entry.slug for card in board(session, **asked)[status]]


def quiet(session, before, **asked):
    return [card.entry.slug for card in quiet_startups(session, before, **asked)]


def paged(ask, limit):
    """All pages of a list, one after the other."""
    found, after = [], None
    while page := ask(after=after, limit=limit):
        found, after = [*found, *page], page[-1].place
        assert len(page) <= limit
    return [card.entry.slug for card in found]


def test_an_empty_board_has_five_empty_columns(session):
    assert status_counts(session) == EMPTY
    assert board(session) == {status: [] for status in PIPELINE_STATUSES}
    assert (quiet_startups(session, date(2027, 1, 1)), move_counts(session), owners(session)) == ([], [], [])


def test_those_nobody_moved_are_sourced_without_a_row_and_counted_so(session):
    add(session, "a", "b", "c", "d")
    move(session, "b", "meeting", day=date(2026, 2, 1))
    change(session, "c", owner="Ann")
    assert status_counts(session) == EMPTY | {"sourced": 3, "meeting": 1}
    assert column(session, "sourced") == ["d", "c", "a"]
    assert column(session, "meeting") == ["b"] and column(session, "closed") == []


def test_an_archived_startup_is_in_no_column_and_no_count_until_it_is_back(session):
    add(session, "a", "b", "c")
    move(session, "b", "meeting", day=date(2026, 2, 1))
    before = status_counts(session)
    for slug in ("a", "b"):
        archive(session, slug, actor="ann")
    assert status_counts(session) == EMPTY | {"sourced": 1}
    assert (column(session, "sourced"), column(session, "meeting")) == (["c"], [])
    assert quiet(session, date(2026, 12, 1)) == [] and quiet_count(session, date(2026, 12, 1)) == 0
    restore(session, "a", actor="ann")
    restore(session, "b", actor="ann")
    assert status_counts(session) == before


def test_the_one_moved_or_spoken_with_last_comes_first_with_all_that_its_card_shows(session):
    add(session, "a", "b")
    move(session, "a", "meeting", day=date(2026, 2, 1))
    move(session, "b", "meeting", day=date(2026, 2, 2))
    assert column(session, "meeting") == ["b", "a"]
    change(session, "a", last_contact=date(2026, 3, 1), owner="陈")
    add_tag(session, "a", "机器人", actor="ann")
    first, second = board(session)["meeting"]
    assert (first.startup.name, first.tags, first.startup.fictional, second.tags) == ("A", ("机器人",), True, ())
    assert first.entry == pipeline_of(session, "a") and first.entry.owner == "陈"


@pytest.mark.parametrize("limit", [1, 2, 3, 20])
def test_the_pages_of_a_column_show_everyone_once_whether_moved_or_not(session, limit):
    slugs = [f"s{number:02}" for number in range(12)]
    add(session, *slugs)
    change(session, "s01", owner="Ann")
    change(session, "s05", owner="Ann", last_contact=START.date() + timedelta(8))
    change(session, "s06", last_contact=START.date() + timedelta(8))
    move(session, "s09", "meeting", day=date(2026, 2, 1))
    whole = column(session, "sourced")
    assert sorted(whole) == sorted(set(slugs) - {"s09"})
    assert whole.index("s08") < whole.index("s06") < whole.index("s05") < whole.index("s07")

    def page(after, limit):
        columns = board(session, after={"sourced": after} if after else {}, limit=limit)
        assert [card.entry.slug for card in columns["meeting"]] == ["s09"], "the other columns stay where they are"
        return columns["sourced"]

    assert paged(page, limit) == whole


@pytest.mark.parametrize("limit", [1, 2, 20])
def test_the_longest_without_contact_comes_first_counted_from_its_status_where_none_is_on_record(session, limit):
    add(session, "a", "b", "c", "d", "e")
    for slug, day in (("a", 3), ("b", 1), ("c", 1)):
        move(session, slug, "meeting", day=date(2026, 2, day))
    move(session, "d", "meeting", "closed", day=date(2026, 2, 1))
    change(session, "b", last_contact=date(2026, 3, 1))
    assert quiet(session, date(2026, 12, 1)) == ["c", "a", "b"], "closed and never moved are nobody's to call"
    assert paged(lambda **asked: quiet_startups(session, date(2026, 12, 1), **asked), limit) == ["c", "a", "b"]
    assert quiet(session, date(2026, 3, 1)) == ["c", "a"] and quiet_count(session, date(2026, 3, 1)) == 2
    assert quiet_count(session, date(2026, 2, 1)) == 0


def test_owners_are_named_once_and_moves_are_counted_by_way_and_days(session):
    add(session, "a", "b", "c")
    for slug in ("a", "b"):
        change(session, slug, owner="Bo")
    change(session, "c", owner="Ann")
    move(session, "a", "meeting", day=date(2026, 1, 11))
    move(session, "b", "meeting", day=date(2026, 1, 12))
    move(session, "c", "meeting", day=date(2025, 1, 1))
    assert owners(session) == ["Ann", "Bo"]
    assert sorted(move_counts(session), key=str) == [("sourced", "meeting", 10, 2), ("sourced", "meeting", None, 1)]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (Filter(owners=("Ann",)), {"meeting": ["b"]}),
        (Filter(owners=(NOBODY,)), {"sourced": ["d", "a"], "meeting": ["c"]}),
        (Filter(tags=("VOICE",)), {"sourced": ["a"], "meeting": ["b"]}),
        (Filter(owners=("Ann",), tags=("voice",)), {"meeting": ["b"]}),
        (Filter(tags=("none",)), {}),
    ],
)
def test_columns_and_counts_are_narrowed_by_owner_and_tag_alike(session, chosen, names):
    add(session, "a", "b", "c", "d", "gone")
    move(session, "b", "meeting", day=date(2026, 3, 1))
    move(session, "c", "meeting", day=date(2026, 2, 1))
    change(session, "b", owner="Ann")
    for slug in ("a", "b", "gone"):
        add_tag(session, slug, "Voice", actor="ann")
    archive(session, "gone", actor="ann")
    session.flush()
    columns = board(session, chosen=chosen)
    assert {status: [card.entry.slug for card in cards] for status, cards in columns.items() if cards} == names
    assert status_counts(session, chosen) == EMPTY | {status: len(slugs) for status, slugs in names.items()}

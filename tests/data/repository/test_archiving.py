"""Archived startups: out of sight wherever all are read, whole where they are named, back as they were."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from data.records import EvidenceLevel, Fact, NotFound, Source
from data.repository import (
    add_facts,
    add_model,
    add_schedule,
    add_startup,
    archive,
    archived_count,
    archived_startups,
    audit_events,
    dossier,
    dossiers,
    find_startup,
    restore,
    schedules,
    search,
    startup_mark,
    startups,
)


@pytest.fixture
def two(session, acme):
    add_startup(session, slug="other", name="Other", summary_en="a", summary_zh="b", fictional=False, actor="test")
    for slug in ("acme", "other"):
        add_model(session, slug, name=f"{slug} 7B", location=slug, actor="test")
        add_schedule(session, slug, suite="demo", cron="0 3 * * 1", actor="test")
        fact = Fact("arr_usd", 1.0, EvidenceLevel.CLAIMED, date(2026, 9, 30), Source("pitch_deck", f"Deck of {slug}"))
        add_facts(session, slug, [fact], actor="test")
    return session


def seen(session):
    """The slugs by each way on which all startups are read."""
    return {
        "startups": [each.slug for each in startups(session)],
        "dossiers": [each.startup.slug for each in dossiers(session)],
        "schedules": [each.startup_slug for each in schedules(session)],
        "search": sorted({hit.startup.slug for word in ("7b", "deck of") for hit in search(session, word)}),
    }


def trail(session):
    return [(e.action, e.actor, e.before) for e in audit_events(session, entity="startup") if e.action != "add"]


def test_an_archived_startup_is_left_out_wherever_all_are_read_and_comes_back_everywhere(two):
    before = seen(two)
    assert all(slugs == ["acme", "other"] for slugs in before.values())
    archive(two, "acme", actor="ann")
    assert all(slugs == ["other"] for slugs in seen(two).values())
    restore(two, "acme", actor="bob")
    assert seen(two) == before


def test_nothing_of_it_is_deleted_and_by_its_name_it_is_read_whole(two):
    known, mark = dossier(two, "acme"), startup_mark(two, "acme")
    archive(two, "acme", actor="ann")
    kept = dossier(two, "acme")
    assert (kept.facts, kept.models) == (known.facts, known.models)
    assert [each.startup.slug for each in dossiers(two, slugs=("acme", "other"))] == ["acme", "other"]
    restore(two, "acme", actor="ann")
    assert (dossier(two, "acme"), startup_mark(two, "acme")) == (known, mark)


def test_it_says_since_when_and_by_whom_and_the_trail_says_who_brought_it_back(two):
    start = datetime.now(UTC)
    put_away = archive(two, "acme", actor="ann")
    assert start <= put_away.archived_at <= datetime.now(UTC) and put_away.archived_by == "ann"
    assert find_startup(two, "acme") == put_away == archived_startups(two)[0]
    back = restore(two, "acme", actor="bob")
    assert (back.archived_at, back.archived_by) == (None, None)
    kept = {"archived_at": put_away.archived_at.isoformat(), "archived_by": "ann"}
    assert trail(two) == [("restore", "bob", kept), ("archive", "ann", None)]


def test_archiving_twice_keeps_the_first_day_and_restoring_what_is_in_use_says_nothing(two):
    first = archive(two, "acme", actor="ann")
    assert archive(two, "acme", actor="bob") == first
    restore(two, "other", actor="bob")
    assert [action for action, *_ in trail(two)] == ["archive"]


def test_the_latest_archived_comes_first_and_one_is_found_by_its_slug(two):
    for slug in ("acme", "other"):
        archive(two, slug, actor="ann")
    assert [each.slug for each in archived_startups(two)] == ["other", "acme"]
    assert [each.slug for each in archived_startups(two, limit=1)] == ["other"]
    assert [each.slug for each in archived_startups(two, slug="acme")] == ["acme"]
    assert archived_count(two) == 2
    restore(two, "acme", actor="ann")
    assert archived_startups(two, slug="acme") == archived_startups(two, slug="nobody") == []


def test_the_search_finds_it_when_asked_for_archived_ones(two):
    archive(two, "acme", actor="ann")
    assert {hit.startup.slug for hit in search(two, "7b", archived=True)} == {"acme", "other"}
    assert search(two, "acme") == [] and search(two, "ac") != search(two, "ac", archived=True)


@pytest.mark.parametrize("change", [archive, restore])
def test_one_that_is_not_there_is_refused(two, change):
    with pytest.raises(NotFound, match="No startup 'acmee'; did you mean acme"):
        change(two, "acmee", actor="ann")


def test_the_columns_came_without_copying_the_table_so_the_search_still_keeps_step(two):
    count = text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'startup'")
    assert two.scalar(count) == 3

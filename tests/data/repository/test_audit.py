"""The audit trail: who, when, what, before and after, in the transaction of the write itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.database import open_database
from data.records import CompanyTable, NotFound, Outcome
from data.repository import (
    add_model,
    add_outcome,
    add_schedule,
    add_startup,
    audit_events,
    keep_table,
    remove_outcome,
    remove_schedule,
    restore_finding,
    save_profile,
    set_aside,
    withdraw_table,
)

HALVES = {"expectation": {"execution": 1.0}, "risk": {"legal": 0.5, "data": 0.5}}


def trail(session, entity):
    return [(event.action, event.before, event.after) for event in reversed(audit_events(session, entity=entity))]


def test_a_finding_set_aside_anew_and_brought_back_keeps_every_reason_in_the_trail(session, acme):
    for reason in ("Signed.", "Paid."):
        set_aside(session, "acme", "short_runway", reason=reason, source="Bank", actor="ann")
    restore_finding(session, "acme", "short_runway", actor="bob")
    signed, paid = ({"reason": reason, "source": "Bank"} for reason in ("Signed.", "Paid."))
    assert trail(session, "finding") == [
        ("set aside", None, signed),
        ("set aside", signed, paid),
        ("restore", paid, None),
    ]


def test_bringing_back_what_was_never_set_aside_leaves_no_trace(session, acme):
    restore_finding(session, "acme", "short_runway", actor="bob")
    assert trail(session, "finding") == []


def test_a_model_that_moves_leaves_both_places_and_one_that_stays_nothing(session, acme):
    for location in ("models/a", "models/a", "models/b"):
        add_model(session, "acme", name="M", location=location, actor="ann")
    assert trail(session, "model") == [
        ("add", None, {"location": "models/a"}),
        ("change", {"location": "models/a"}, {"location": "models/b"}),
    ]


def test_a_schedule_leaves_its_suite_and_time_when_it_comes_and_when_it_goes(session, acme):
    schedule = add_schedule(session, "acme", suite="demo", cron="0 3 * * 1", actor="ann")
    remove_schedule(session, schedule.id, actor="bob")
    shown = {"startup": "acme", "suite": "demo", "cron": "0 3 * * 1"}
    assert trail(session, "schedule") == [("add", None, shown), ("remove", shown, None)]
    assert [event.actor for event in audit_events(session, entity="schedule")] == ["bob", "ann"]


def test_an_outcome_replaced_and_taken_out_leaves_what_it_said(session, acme):
    for source in ("Press", "Register"):
        stored = add_outcome(session, Outcome("acme", date(2026, 9, 1), "up_round", True, source), actor="ann")
    remove_outcome(session, stored.id, actor="ann")
    press, register = ({"favourable": True, "source": source} for source in ("Press", "Register"))
    assert trail(session, "outcome") == [
        ("add", None, press),
        ("replace", press, register),
        ("remove", register, None),
    ]


def test_a_table_replaced_and_withdrawn_is_named_by_file_rows_and_digest(session, acme):
    for name, digest in (("a.csv", "1" * 64), ("b.csv", "2" * 64)):
        keep_table(session, "acme", CompanyTable("accounts", ({"month": date(2026, 9, 1)},), name, digest), actor="ann")
    withdraw_table(session, "acme", "accounts", actor="bob")
    events = trail(session, "table")
    assert [event[0] for event in events] == ["add", "replace", "withdraw"]
    assert (events[1][1]["file"], events[1][2]["file"], events[2][1]["file"]) == ("a.csv", "b.csv", "b.csv")


def test_what_is_rolled_back_leaves_no_trace_of_its_own(database, acme):
    with pytest.raises(NotFound), database.session() as session:
        add_model(session, "acme", name="M", location="m", actor="ann")
        remove_schedule(session, 99, actor="ann")
    with database.session() as session:
        assert trail(session, "model") == []


def test_the_newest_events_come_first_up_to_the_limit_with_the_moment_in_utc(session, acme):
    for number in range(5):
        save_profile(session, f"P{number}", **HALVES, actor="ann")
    events = audit_events(session, limit=3)
    assert [each.entity_id for each in events] == ["p4", "p3", "p2"]
    assert all(event.at.tzinfo is not None for event in events)
    assert abs(datetime.now(UTC) - events[0].at) < timedelta(minutes=5)
    assert audit_events(session, entity="nothing") == []


def test_the_trail_of_a_startup_is_its_own_however_many_newer_events_others_left(session, acme):
    for slug in ("acme-two", "acme0", "ac", "zacme"):
        add_startup(session, slug=slug, name=slug, summary_en="", summary_zh="", fictional=False, actor="bob")
        add_model(session, slug, name="M", location="l", actor="bob")
    add_model(session, "acme", name="acme-two", location="models/a", actor="ann")
    set_aside(session, "acme", "short_runway", reason="Signed.", source="Bank", actor="ann")
    for number in range(5):
        add_model(session, "acme-two", name=f"M{number}", location="l", actor="bob")
    events = audit_events(session, startup="acme", limit=3)
    assert [each.entity_id for each in events] == ["acme/short_runway", "acme/acme-two", "acme"]
    assert [each.entity for each in audit_events(session, startup="acme", entity="model")] == ["model"]
    assert len(audit_events(session, startup="acme", limit=2)) == 2


def test_the_trail_of_a_startup_is_read_by_an_index(plan):
    found = plan(lambda session: audit_events(session, startup="acme"))
    assert found.count("audit_by_entity_id") == 2 and "SCAN" not in found


@pytest.mark.slow
def test_the_trail_of_a_startup_is_the_same_on_postgresql(postgres_url):
    opened = open_database(postgres_url)
    with opened.session() as session:
        for slug in ("acme", "acme-two", "acme0", "ac"):
            add_startup(session, slug=slug, name=slug, summary_en="", summary_zh="", fictional=False, actor="bob")
            add_model(session, slug, name="acme/two", location="l", actor="bob")
        assert [each.entity_id for each in audit_events(session, startup="acme")] == ["acme/acme/two", "acme"]
        session.rollback()
    opened.engine.dispose()

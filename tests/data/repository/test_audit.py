"""The audit trail: who, when, what, before and after, in the transaction of the write itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.records import CompanyTable, NotFound, Outcome
from data.repository import (
    add_model,
    add_outcome,
    add_schedule,
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
    assert [event.entity_id for event in events] == ["p4", "p3", "p2"]
    assert all(event.at.tzinfo is not None for event in events)
    assert abs(datetime.now(UTC) - events[0].at) < timedelta(minutes=5)
    assert audit_events(session, entity="nothing") == []

"""Moving startups from status to status: who, when, how long, and never over what somebody else wrote."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from data.records import InvalidInput, NotFound, Overtaken, PipelineEntry
from data.repository import add_startup, audit_events, change_entry, move_startup, moves_of, pipeline_of, undo_move
from data.tables import StartupRow

ADDED = date(2026, 3, 1)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def acme(session, acme):
    moment = datetime(2026, 3, 1, 9, tzinfo=UTC)
    session.execute(update(StartupRow).values(created_at=moment))
    return acme


def move(session, to, on, *, known=None, actor="ann", **also):
    return move_startup(session, known or pipeline_of(session, "acme"), to, on=on, actor=actor, **also)


def trail(session):
    return [(event.action, event.actor) for event in audit_events(session, entity="pipeline")]


def test_one_nobody_moved_is_sourced_since_the_day_it_was_added(session, acme):
    assert pipeline_of(session, "acme") == PipelineEntry("acme", "sourced", ADDED)
    assert moves_of(session, "acme") == []


def test_each_move_says_from_where_to_where_on_which_day_after_how_many_by_whom_and_why(session, acme):
    move(session, "meeting", date(2026, 3, 11), note=" Warm  intro ")
    entry = move(session, "diligence", date(2026, 4, 10), actor="bo")
    assert (entry.status, entry.since, entry.version, entry.changed_by) == ("diligence", date(2026, 4, 10), 2, "bo")
    newest, first = moves_of(session, "acme")
    assert (first.from_status, first.to_status, first.moved_on, first.days) == (
        "sourced", "meeting", date(2026, 3, 11), 10,
    )  # fmt: skip
    assert (first.moved_by, first.note) == ("ann", " Warm  intro")
    assert (newest.from_status, newest.days, newest.moved_by, newest.note) == ("meeting", 30, "bo", "")
    assert len(moves_of(session, "acme", limit=1)) == 1


def test_every_write_is_in_the_trail_with_what_was_before_and_after(session, acme):
    move(session, "meeting", date(2026, 3, 11), note="Intro")
    change_entry(session, replace(pipeline_of(session, "acme"), owner="陈"), actor="bo")
    undo_move(session, pipeline_of(session, "acme"), actor="ann")
    assert trail(session) == [("undo", "ann"), ("change", "bo"), ("move", "ann")]
    undone, changed, moved = audit_events(session, entity="pipeline")
    nothing = {"owner": None, "last_contact": None, "outcome": None}
    assert moved.before == {"status": "sourced", "since": "2026-03-01"} | nothing
    assert moved.after == {"status": "meeting", "since": "2026-03-11", "note": "Intro"} | nothing
    assert (changed.before["owner"], changed.after["owner"], undone.before["status"]) == (None, "陈", "meeting")
    assert moved.entity_id == "acme"


def test_a_move_taken_back_leaves_the_status_the_day_and_the_outcome_as_they_were(session, acme):
    move(session, "meeting", date(2026, 3, 11))
    before = move(session, "closed", date(2026, 4, 1), outcome="passed")
    move(session, "meeting", date(2026, 5, 1))
    back = undo_move(session, pipeline_of(session, "acme"), actor="bo")
    assert (back.status, back.since, back.outcome) == (before.status, before.since, "passed")
    assert [each.to_status for each in moves_of(session, "acme")] == ["closed", "meeting"]
    for _ in range(2):
        back = undo_move(session, pipeline_of(session, "acme"), actor="bo")
    assert (back.status, back.since) == ("sourced", ADDED)
    with pytest.raises(NotFound, match="'acme' was never moved; there is nothing to take back"):
        undo_move(session, back, actor="bo")


def test_one_met_before_it_was_added_was_sourced_for_nobody_knows_how_long(session, acme):
    entry = move(session, "meeting", date(2026, 1, 15))
    assert entry.since == date(2026, 1, 15) and moves_of(session, "acme")[0].days is None
    assert undo_move(session, entry, actor="ann").since == ADDED


def test_one_who_looks_after_it_and_the_last_contact_are_kept_and_taken_away(session, acme):
    entry = change_entry(
        session, replace(pipeline_of(session, "acme"), owner=" Ann  B. ", last_contact=date(2026, 5, 2)), actor="ann"
    )
    assert (entry.owner, entry.last_contact, entry.since, entry.version) == ("Ann B.", date(2026, 5, 2), ADDED, 1)
    assert change_entry(session, entry, actor="bo") == entry, "nothing new is no write"
    entry = change_entry(session, replace(entry, owner="", last_contact=None), actor="bo")
    assert (entry.owner, entry.last_contact, entry.version) == (None, None, 2)


def test_an_outcome_belongs_to_what_is_closed_and_can_be_named_later(session, acme):
    with pytest.raises(InvalidInput, match="got 'passed', which only the status 'closed' has; move it"):
        move(session, "meeting", TODAY, outcome="passed")
    entry = move(session, "closed", TODAY)
    assert entry.outcome is None
    assert change_entry(session, replace(entry, outcome="lost"), actor="ann").outcome == "lost"
    assert move(session, "meeting", TODAY).outcome is None


@pytest.mark.parametrize(
    ("to", "on", "also", "sentence"),
    [
        ("met", TODAY, {}, "status of 'acme': got 'met', expected one of sourced, diligence, decision, closed"),
        ("meeting", TODAY, {}, "status of 'acme': got 'meeting', expected one of sourced"),
        ("closed", TODAY, {"outcome": "won"}, "outcome of 'acme': got 'won', expected one of invested, passed, lost"),
        ("decision", TODAY + timedelta(2), {}, "day of the move of 'acme': got .*, expected .* or earlier"),
        ("decision", date(2026, 3, 10), {}, "got 2026-03-10, expected 2026-03-11 or later, when it entered"),
        ("decision", TODAY, {"note": "x" * 1001}, "note on the move of 'acme': got 1,001 letters"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_nothing_is_written(session, acme, to, on, also, sentence):
    known = move(session, "meeting", date(2026, 3, 11))
    with pytest.raises(InvalidInput, match=sentence):
        move(session, to, on, **also)
    assert pipeline_of(session, "acme") == known and len(moves_of(session, "acme")) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"owner": "x" * 81}, "owner of 'acme': got 81 letters"),
        ({"last_contact": TODAY + timedelta(2)}, "last contact of 'acme': got"),
        ({"outcome": "passed"}, "which only the status 'closed' has"),
    ],
)
def test_a_change_that_cannot_be_is_refused(session, acme, changed, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        change_entry(session, replace(pipeline_of(session, "acme"), **changed), actor="ann")
    assert pipeline_of(session, "acme").version == 0 and trail(session) == []


@pytest.mark.parametrize(
    "write",
    [
        lambda session, known: move_startup(session, known, "decision", on=TODAY, actor="bo"),
        lambda session, known: undo_move(session, known, actor="bo"),
        lambda session, known: change_entry(session, replace(known, owner="Bo"), actor="bo"),
    ],
)
def test_what_somebody_wrote_meanwhile_is_not_written_over_and_one_learns_who_and_when(session, acme, write):
    seen = pipeline_of(session, "acme")
    written = move(session, "meeting", TODAY, known=seen)
    with pytest.raises(Overtaken, match=r"Acme was changed by ann at .* UTC; look at it again, then repeat") as refused:
        write(session, seen)
    assert (refused.value.by, refused.value.at) == ("ann", written.changed_at)
    assert pipeline_of(session, "acme") == written


def test_of_several_who_move_it_at_once_one_does(any_database):
    with any_database.session() as session:
        add_startup(session, slug="acme", name="A", summary_en="", summary_zh="", fictional=True, actor="test")
        seen = pipeline_of(session, "acme")

    def go(number):
        try:
            with any_database.session() as session:
                move_startup(session, seen, "meeting", on=TODAY, actor=f"analyst {number}")
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(go, range(8))) == 1
    with any_database.session() as session:
        assert len(moves_of(session, "acme")) == pipeline_of(session, "acme").version == 1


@pytest.mark.parametrize("ask", [pipeline_of, moves_of])
def test_a_startup_that_is_not_there_is_refused(session, acme, ask):
    with pytest.raises(NotFound, match="did you mean acme"):
        ask(session, "acmee")

"""What shows that the evidence behind a judgement has changed."""

from datetime import date

from data.records import EvidenceLevel, Fact, RunRequest, RunState, Source
from data.repository import (
    add_facts,
    add_model,
    add_startup,
    change_startup,
    end_run,
    request_run,
    restore_finding,
    set_aside,
    startup_mark,
)

DAY = date(2026, 9, 30)
DECK = Source("pitch_deck", "Deck")


def mark(session, slug="acme"):
    session.flush()
    return startup_mark(session, slug)


def aside(session, rule, reason="Signed."):
    set_aside(session, "acme", rule, reason=reason, source="Contract", actor="ann")


def test_a_new_fact_a_decision_and_an_ended_run_each_move_the_mark_and_reading_does_not(session, acme):
    model = add_model(session, "acme", name="M", location="m", actor="test")
    run = request_run(session, RunRequest(model.id, suite="demo"))
    seen = [mark(session), mark(session)]
    assert seen[0] == seen[1]
    add_facts(session, "acme", [Fact("arr_usd", 1.0, EvidenceLevel.CLAIMED, DAY, DECK)], actor="ann")
    seen.append(mark(session))
    aside(session, "short_runway")
    seen.append(mark(session))
    end_run(session, run.id, state=RunState.FAILED, error="out of memory")
    seen.append(mark(session))
    assert len(set(seen)) == 4


def test_bringing_an_older_decision_back_moves_the_mark_though_a_newer_one_stands(session, acme):
    aside(session, "short_runway")
    aside(session, "soft_arr")
    before = mark(session)
    restore_finding(session, "acme", "short_runway", actor="ann")
    assert mark(session) != before


def test_deciding_anew_for_another_reason_moves_the_mark(session, acme):
    aside(session, "short_runway")
    before = mark(session)
    aside(session, "short_runway", reason="Paid.")
    assert mark(session) != before


def test_a_mark_of_one_startup_is_not_moved_by_another(session, acme):
    add_startup(session, slug="other", name="O", summary_en="a", summary_zh="b", fictional=True, actor="test")
    before = mark(session, "other")
    aside(session, "short_runway")
    assert mark(session, "other") == before
    assert mark(session, "nobody") is None


def test_a_new_name_and_a_run_asked_for_move_the_mark_though_they_are_no_evidence(session, acme):
    model = add_model(session, "acme", name="M", location="m", actor="test")
    seen = [mark(session)]
    change_startup(session, "acme", name="Acme Two", summary_en="x", summary_zh="x", actor="ann")
    seen.append(mark(session))
    request_run(session, RunRequest(model.id, suite="demo"))
    seen.append(mark(session))
    assert len(set(seen)) == 3

"""Two people, or two workers, who write at the same time: each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from data.records import EvidenceLevel, Fact, RunProgress, RunRequest, RunState, Source
from data.repository import (
    add_facts,
    add_model,
    add_startup,
    audit_events,
    begin_attempt,
    dossier,
    end_run,
    find_run,
    finish_run,
    record_progress,
    request_cancel,
    request_run,
    runs,
)

DAY = date(2026, 9, 30)


def fact(value, key="arr_usd"):
    return Fact(key, value, EvidenceLevel.CLAIMED, DAY, Source("pitch_deck", "Deck"))


@pytest.fixture
def run(database, acme):
    with database.session() as session:
        model = add_model(session, "acme", name="M", location="m", actor="test")
        return request_run(session, RunRequest(model.id, suite="demo"))


def test_facts_entered_at_the_same_time_are_all_kept_each_with_its_author(database, acme):
    def enter(number):
        with database.session() as session:
            add_facts(session, "acme", [fact(float(number))], actor=f"analyst {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(enter, range(12)))
    with database.session() as session:
        kept = dossier(session, "acme").facts
        assert {entry.value for entry in kept} == {float(number) for number in range(12)}
        assert len(kept) == 12
        assert {entry.entered_by for entry in kept} == {f"analyst {number}" for number in range(12)}
        assert len(audit_events(session, entity="fact")) == 12


def test_what_one_has_not_committed_the_other_does_not_see(database, acme):
    with database.session() as reader, database.session() as writer:
        add_facts(writer, "acme", [fact(1.0)], actor="ann")
        assert dossier(reader, "acme").facts == ()
    with database.session() as session:
        assert len(dossier(session, "acme").facts) == 1


def test_of_two_startups_of_one_slug_the_second_is_refused_and_the_first_unharmed(database, acme):
    with pytest.raises(IntegrityError), database.session() as session:
        add_startup(session, slug="acme", name="B", summary_en="a", summary_zh="b", fictional=True, actor="bob")
    with database.session() as session:
        assert dossier(session, "acme").startup.name == "Acme"
        assert len(audit_events(session, entity="startup")) == 1


def test_of_two_workers_on_one_run_only_the_later_attempt_writes(database, run):
    with database.session() as session:
        first = begin_attempt(session, run.id, device="cpu")
    with database.session() as session:
        second = begin_attempt(session, run.id, device="cuda:0")
    with database.session() as session:
        assert not record_progress(session, run.id, first, RunProgress(9, 10))
        assert record_progress(session, run.id, second, RunProgress(3, 10))
        assert not finish_run(session, run.id, first, scores=(), samples=(), engine={}, protocol={})
        assert find_run(session, run.id).progress.done == 3
        assert find_run(session, run.id).device == "cuda:0"


def test_a_run_cancelled_by_one_while_another_finishes_it_ends_once(database, run):
    with database.session() as session:
        attempt = begin_attempt(session, run.id)
    with database.session() as session:
        request_cancel(session, run.id, actor="ann")
    with database.session() as session:
        assert finish_run(session, run.id, attempt, scores=(), samples=(), engine={}, protocol={})
    with database.session() as session:
        assert not end_run(session, run.id, state=RunState.CANCELLED, error=None, attempt=attempt)
        assert find_run(session, run.id).state is RunState.FINISHED


def test_a_run_asked_for_by_two_in_turn_is_one_run(database, run):
    for actor in ("ann", "bob"):
        with database.session() as session:
            again = request_run(session, RunRequest(run.model.id, suite="demo", requested_by=actor))
        assert again.id == run.id
    with database.session() as session:
        assert len(runs(session)) == 1

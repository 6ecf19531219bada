"""Every change of evidence leaves one judgement in the history."""

from datetime import UTC, date, datetime

import pytest

from data.catalogue import load_suite
from data.database import open_database
from data.records import EvidenceLevel, Fact, RunRequest, Scale, Score, Source
from data.repository import (
    Basis,
    add_facts,
    add_model,
    add_startup,
    assessments_of,
    begin_attempt,
    finish_run,
    placed_models,
    request_run,
    restore_finding,
    set_aside,
    stale_counts,
    standing_of,
)
from evals.jobs import judgements
from evals.jobs.judgements import JudgementKeeper, shipped_yardsticks


@pytest.fixture
def database(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'assay.sqlite'}")
    with opened.session() as session:
        for slug in ("acme", "empty"):
            add_startup(session, slug=slug, name=slug, summary_en="x", summary_zh="x", fictional=True, actor="test")
        add_facts(session, "acme", [fact(2_000_000.0)], actor="test")
    yield opened
    opened.engine.dispose()


def fact(value):
    return Fact("arr_usd", value, EvidenceLevel.DOCUMENTED, date(2026, 9, 30), Source("arr_schedule", "ARR"))


@pytest.fixture(scope="module")
def yardsticks():
    return shipped_yardsticks()


def keeper_of(database, yardsticks):
    return JudgementKeeper(yardsticks, str(database.engine.url))


def kept(database):
    with database.session() as session:
        return assessments_of(session, "acme")


def test_new_evidence_is_judged_once_and_startups_without_any_are_not(database, yardsticks):
    keeper = keeper_of(database, yardsticks)
    assert [keeper.keep_next(database), keeper.keep_next(database)] == ["acme", None]
    (snapshot,) = kept(database)
    assert snapshot.judgement.expectation.low < snapshot.judgement.expectation.mean
    assert (snapshot.profile, len(snapshot.rubric_hash)) == ("growth", 64)


def test_a_restarted_keeper_adds_nothing_that_is_kept_already(database, yardsticks):
    for _ in range(2):
        keeper_of(database, yardsticks).keep_next(database)
    assert len(kept(database)) == 1


def test_a_restarted_keeper_judges_nobody_anew_and_a_quiet_database_is_not_searched(database, yardsticks):
    assert keeper_of(database, yardsticks).keep_next(database) == "acme"
    again = keeper_of(database, yardsticks)
    assert again.keep_next(database) is None
    state = again.settled
    assert again.keep_next(database) is None and again.settled is state


def test_the_standing_follows_the_evidence(database, yardsticks):
    keeper = keeper_of(database, yardsticks)
    keeper.keep_next(database)
    with database.session() as session:
        before = standing_of(session, "acme", "growth")
        add_facts(session, "acme", [fact(9_000_000.0)], actor="test")
    assert [keeper.keep_next(database), keeper.keep_next(database)] == ["acme", None]
    with database.session() as session:
        after = standing_of(session, "acme", "growth")
    assert after.version > before.version
    assert after.evidence_hash != before.evidence_hash
    assert after.judgement == kept(database)[-1].judgement


def test_a_changed_fact_adds_a_judgement_with_its_own_evidence(database, yardsticks):
    keeper = keeper_of(database, yardsticks)
    keeper.keep_next(database)
    with database.session() as session:
        add_facts(session, "acme", [fact(3_000_000.0)], actor="test")
    assert keeper.keep_next(database) == "acme"
    assert len({snapshot.evidence_hash for snapshot in kept(database)}) == 2


def test_setting_a_finding_aside_asks_for_a_new_judgement(database, yardsticks):
    keeper = keeper_of(database, yardsticks)
    keeper.keep_next(database)
    with database.session() as session:
        set_aside(session, "acme", "soft_arr", reason="Seen.", source="Contract", actor="test")
    assert keeper.keep_next(database) == "acme"
    with database.session() as session:
        restore_finding(session, "acme", "soft_arr", actor="test")
    assert keeper.keep_next(database) == "acme"


def end_a_run(database):
    """A finished run of a new model of acme's; the board that it belongs on."""
    with database.session() as session:
        model = add_model(session, "acme", name="Acme 7B", location="m", actor="test")
        run = request_run(session, RunRequest(model.id, suite="demo"))
        attempt = begin_attempt(session, run.id)
        score = Score("assay_topic", "acc", 0.5, 0.1, 40, 40, 0, "1", "hash", scale=Scale.FRACTION)
        assert finish_run(session, run.id, attempt, scores=[score], samples=[], engine={}, protocol={})
    return load_suite("demo").board(None)


def on_board(database, board):
    with database.session() as session:
        return [each.model.name for each in placed_models(session, board)]


def test_the_board_follows_the_end_of_a_run_with_the_judgement(database, yardsticks):
    keeper = keeper_of(database, yardsticks)
    keeper.keep_next(database)
    board = end_a_run(database)
    assert on_board(database, board) == []
    assert [keeper.keep_next(database), keeper.keep_next(database)] == ["acme", None]
    assert on_board(database, board) == ["Acme 7B"]


def test_a_board_that_rests_on_other_suites_is_kept_anew_though_everything_is_judged(database, yardsticks, monkeypatch):
    board = end_a_run(database)
    with monkeypatch.context() as patched:
        patched.setattr(judgements, "load_suites", lambda: ())
        assert keeper_of(database, yardsticks).keep_next(database) == "acme"
        assert keeper_of(database, yardsticks).keep_next(database) is None
    assert on_board(database, board) == []
    keeper = keeper_of(database, yardsticks)
    assert [keeper.keep_next(database), keeper.keep_next(database)] == ["acme", None]
    assert on_board(database, board) == ["Acme 7B"] and len(kept(database)) == 1


def more(database, count):
    with database.session() as session:
        for number in range(count):
            slug = f"s{number}"
            add_startup(session, slug=slug, name=slug, summary_en="x", summary_zh="x", fictional=True, actor="test")
            add_facts(session, slug, [fact(1e6 * (number + 1))], actor="test")


def waiting(database, yardsticks):
    rubric = yardsticks.rubric
    with database.session() as session:
        return stale_counts(session, Basis(rubric.default_profile, rubric.content_hash, datetime.now(UTC).date()))


def test_between_two_looks_at_the_queue_a_few_are_judged(database, yardsticks):
    more(database, 3)
    keeper = keeper_of(database, yardsticks)
    assert keeper.keep_up(database, seconds=0) == 1
    assert keeper.keep_up(database, seconds=60) == 3
    assert keeper.keep_up(database) == 0 and keeper.refreshing is None


def test_a_large_backlog_goes_to_a_process_of_its_own_and_what_changes_meanwhile_is_judged_here(
    database, yardsticks, monkeypatch
):
    keeper = keeper_of(database, yardsticks)
    keeper.keep_up(database)
    more(database, 5)
    monkeypatch.setattr(judgements, "MANY", 4)
    assert keeper.keep_next(database) is None and keeper.refreshing is not None
    with database.session() as session:
        add_facts(session, "acme", [fact(7_000_000.0)], actor="test")
    assert keeper.keep_next(database) == "acme", "before the process has even begun"
    assert keeper.refreshing.wait(120) == 0
    assert waiting(database, yardsticks) == {}
    assert keeper.keep_up(database) == 0 and keeper.refreshing is None


def test_a_process_that_was_stopped_leaves_the_rest_for_the_next(database, yardsticks, monkeypatch):
    more(database, 5)
    monkeypatch.setattr(judgements, "MANY", 2)
    keeper = keeper_of(database, yardsticks)
    assert keeper.keep_next(database) is None
    keeper.stop()
    assert keeper.refreshing.wait(60) != 0
    again = keeper_of(database, yardsticks)
    assert sum(waiting(database, yardsticks).values()) > 2
    assert again.keep_next(database) is None and again.refreshing.wait(120) == 0
    assert waiting(database, yardsticks) == {}

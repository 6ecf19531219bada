"""What the benchmarks screen reads: rows that say what the dossiers say, at the cost of what is shown."""

import pytest

from analysis.board.entries import COST_KEY, board_entries
from analysis.diligence.examination import known_evidence
from analysis.evidence.readings import UNKNOWN
from data import repository
from data.catalogue import load_suite, load_suites
from data.repository import archive, placed_models
from pages.components import loaders
from pages.components.benchmarks import kept_rows
from pages.components.benchmarks.board_views import board_view
from pages.components.format import day
from pages.components.viewpoint import today
from tests.browser.demo import measured_demonstration
from tests.pages.startups import add_startup, finish_run, sample_facts

DEMO = load_suite("demo")
BOARD = DEMO.board(None)


def shown(board=BOARD, **chosen):
    return kept_rows.board_page(board, DEMO, kept_rows.ranked(board), **chosen)


def names(rows):
    return [row.model.name for row in rows]


@pytest.fixture
def ten(database):
    """Ten startups with a finished run each, none of them on the board yet."""
    for place in range(10):
        add_startup(database, f"s{place}", with_run=True)
    return database


def test_the_rows_of_the_demonstration_are_what_its_dossiers_say(database):
    measured_demonstration(database)
    assert kept_rows.bring_up_to_date() == 0
    boards = [board for suite in load_suites() for board in suite.boards]
    with database.session() as session:
        dossiers = repository.dossiers(session)
        kept = {each.entry for board in boards for each in placed_models(session, board)}
    computed = {entry for known in dossiers for entry in board_entries(known, load_suites())}
    assert kept == computed and computed
    assert set(kept_rows.suites_in_use()) == {entry.board.suite for entry in computed}
    costs = {row.startup.slug: row.placed.cost for row in shown().rows}
    assert len(costs) == 5 and any(costs.values())
    for known in dossiers:
        found = known_evidence(known, loaders.yardsticks(), as_of=today()).evidence.reading(COST_KEY)
        cost = costs[known.startup.slug]
        assert (cost.dollars if cost else UNKNOWN) == found.value


def test_a_few_startups_are_put_on_the_board_at_once_and_the_others_wait(ten):
    assert kept_rows.bring_up_to_date() == 2
    assert len(shown().rows) == 8
    assert kept_rows.bring_up_to_date() == 0
    assert len(shown().rows) == 10


def test_a_board_that_is_up_to_date_is_read_without_any_startup_being_read_or_looked_for(ten, monkeypatch):
    for _ in range(2):
        kept_rows.bring_up_to_date()
    for name in ("dossiers", "dossier", "startups", "runs", "stale_standings", "database_state"):
        monkeypatch.setattr(repository, name, None, raising=False)
    assert kept_rows.bring_up_to_date() == 0
    page = shown()
    assert len(page.rows) == 10 and all(len(page.scores[row.model.id]) == 3 for row in page.rows)


def test_the_scores_of_a_row_are_the_newest_of_each_task(database):
    model = add_startup(database, "northfold", with_run=True)
    with database.session() as session:
        finish_run(session, model, correct=19)
    kept_rows.bring_up_to_date()
    page = shown()
    assert {score.value for score in page.scores[model].values()} == {0.95}
    assert page.rows[0].entry.runs == (2,)


def test_ranks_are_computed_once_until_a_board_changes(ten, monkeypatch):
    asked, points = [], repository.board_points

    def counted(session, board):
        asked.append(board)
        return points(session, board)

    monkeypatch.setattr(repository, "board_points", counted)
    kept_rows.bring_up_to_date()
    assert [kept_rows.ranked(BOARD).count for _ in range(3)] == [8] * 3 and asked == [BOARD]
    kept_rows.bring_up_to_date()
    assert [kept_rows.ranked(BOARD).count for _ in range(3)] == [10] * 3 and len(asked) == 2
    with ten.session() as session:
        archive(session, "s3", actor="test")
    assert kept_rows.ranked(BOARD).count == 9 and "s3" not in {row.startup.slug for row in shown().rows}


def test_a_page_begins_where_the_one_before_ended_and_says_whether_more_follow(ten, monkeypatch):
    for _ in range(2):
        kept_rows.bring_up_to_date()
    whole = names(shown().rows)
    monkeypatch.setattr(kept_rows, "ROWS_OF_A_PAGE", 5)
    first = shown()
    second = shown(after=first.rows[-1].placed.place)
    assert names(first.rows) + names(second.rows) == whole
    assert (first.goes_on, second.goes_on) == (True, False)


def test_the_rule_below_the_last_row_of_a_page_is_the_one_of_the_whole_board(database, monkeypatch):
    add_startup(database, "strong", with_run=True)
    weaker = add_startup(database, "weak")
    with database.session() as session:
        finish_run(session, weaker, correct=1)
    kept_rows.bring_up_to_date()
    monkeypatch.setattr(kept_rows, "ROWS_OF_A_PAGE", 1)
    assert [row.is_separated for row in shown().rows] == [True]


def test_a_row_that_newer_evidence_has_overtaken_says_of_which_day_it_is(database, monkeypatch):
    add_startup(database, "northfold", with_run=True)
    kept_rows.bring_up_to_date()
    assert "as of" not in str(board_view(shown().rows, shown().scores))
    with database.session() as session:
        repository.add_facts(session, "northfold", sample_facts(every=20), actor="test")
    monkeypatch.setattr(kept_rows, "_NEWEST_RUNS", 0)
    assert kept_rows.bring_up_to_date() == 0
    assert f"as of {day(today(), 'en')}, before newer evidence" in str(board_view(shown().rows, shown().scores))


def test_a_run_is_opened_with_its_startup_and_one_that_is_not_there_is_none(database):
    add_startup(database, "northfold", name="Northfold", with_run=True)
    opened = kept_rows.opened_run(1)
    assert (opened.run.id, opened.startup.name) == (1, "Northfold")
    assert kept_rows.opened_run(2) is None

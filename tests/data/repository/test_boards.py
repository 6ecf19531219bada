"""The boards as rows: what is not shown as it is, pages that do not shift, and plans that cost what is shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

from data.database import open_database
from data.records import (
    BoardEntry,
    BoardName,
    EvidenceLevel,
    Fact,
    KeptBoard,
    RunRequest,
    RunState,
    Scale,
    Score,
    ServingCost,
    Source,
)
from data.repository import (
    add_facts,
    add_model,
    add_startup,
    archive,
    begin_attempt,
    board_points,
    boards_in_use,
    boards_state,
    end_run,
    finish_run,
    keep_board,
    outdated_boards,
    placed_models,
    request_run,
    restore,
    scores_of,
)

BOARD = BoardName("quick", "as now")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
COST = ServingCost(0.35, EvidenceLevel.DOCUMENTED)
FACT = Fact("arr_usd", 1.0, EvidenceLevel.CLAIMED, date(2026, 9, 30), Source("pitch_deck", "Deck"))


def entry(model_id, points, error=1.0, board=BOARD):
    return BoardEntry(board, model_id, points, error, 40, ("bias",), (1, 3))


def kept(slug, *entries, version=1, cost=None, at=NOW):
    return KeptBoard(slug, version, "suites", at, cost, entries)


def measured(session, slug, **points):
    """A startup with a model per name, each kept with these points; the keys of the models."""
    add_startup(session, slug=slug, name=slug.title(), summary_en="x", summary_zh="x", fictional=True, actor="t")
    models = {name: add_model(session, slug, name=name, location="m", actor="t").id for name in points}
    keep_board(session, kept(slug, *(entry(models[name], value) for name, value in points.items())))
    return models


def ended_run(session, slug, state=RunState.FINISHED, name="m"):
    """A run of the startup's model that ended so, with one score."""
    model = add_model(session, slug, name=name, location="m", actor="t")
    run = request_run(session, RunRequest(model.id, suite="demo", settings={"seed": 1}))
    attempt = begin_attempt(session, run.id)
    if state is RunState.FINISHED:
        score = Score("mmlu", "acc", 0.5, 0.1, 40, 40, 0, "1", "hash", scale=Scale.FRACTION)
        assert finish_run(session, run.id, attempt, scores=[score], samples=[], engine={}, protocol={})
    else:
        end_run(session, run.id, state=state, error="no", attempt=attempt)
    session.flush()
    return run.id


def names(placed):
    return [each.model.name for each in placed]


def outdated(session, **chosen):
    return [each.slug for each in outdated_boards(session, "suites", **chosen)]


def test_a_row_comes_back_as_it_was_kept_with_the_startup_and_what_it_costs(session, acme):
    model = add_model(session, "acme", name="Acme 7B", location="m", actor="t")
    keep_board(session, kept("acme", entry(model.id, 61.5, None), cost=COST))
    session.expire_all()
    (found,) = placed_models(session, BOARD)
    assert (found.startup, found.model, found.cost, found.kept_at) == (acme, model, COST, NOW)
    assert found.entry == entry(model.id, 61.5, None) and found.place == (61.5, model.id)
    assert found.is_current
    add_facts(session, "acme", [FACT], actor="t")
    session.expire_all()
    assert not placed_models(session, BOARD)[0].is_current


def test_the_newer_takes_the_place_of_all_that_was_kept_and_what_rests_on_less_is_dropped(session, acme):
    models = [add_model(session, "acme", name=name, location="m", actor="t").id for name in "ab"]
    keep_board(session, kept("acme", *(entry(key, 50.0) for key in models), version=2))
    keep_board(session, kept("acme", entry(models[0], 60.0), version=3))
    keep_board(session, kept("acme", entry(models[1], 70.0), version=2))
    assert [(each.model.name, each.entry.points) for each in placed_models(session, BOARD)] == [("a", 60.0)]


def test_the_state_changes_with_the_rows_and_not_with_being_looked_at_again(session):
    models = measured(session, "acme", a=50.0)
    measured(session, "bare")
    before = boards_state(session)
    assert [key for key, _ in before.newest] == [1], "of a startup without a model on any board there is nothing to see"
    later = NOW + timedelta(days=1)
    keep_board(session, kept("acme", entry(models["a"], 50.0), version=2, cost=COST, at=later))
    (found,) = placed_models(session, BOARD)
    assert boards_state(session) == before and (found.kept_at, found.cost) == (later, COST)
    keep_board(session, kept("acme", entry(models["a"], 50.0, 2.0), version=3))
    assert boards_state(session) != before


def test_rows_of_another_definition_of_the_suite_are_on_no_board(session):
    models = measured(session, "acme", a=50.0)
    other = BOARD._replace(suite_hash="as before")
    assert boards_in_use(session, [other, BOARD, BOARD._replace(capability="code")]) == [BOARD]
    keep_board(session, kept("acme", entry(models["a"], 40.0, board=other)))
    assert placed_models(session, BOARD) == [] and board_points(session, BOARD) == []


def test_archived_startups_leave_the_board_and_come_back(session):
    measured(session, "acme", a=50.0)
    measured(session, "other", b=40.0)
    states = [boards_state(session)]
    archive(session, "acme", actor="t")
    states.append(boards_state(session))
    assert names(placed_models(session, BOARD)) == ["b"] and board_points(session, BOARD) == [(40.0, 1.0)]
    archive(session, "other", actor="t")
    assert boards_in_use(session, [BOARD]) == []
    states.append(boards_state(session))
    restore(session, "other", actor="t")
    restore(session, "acme", actor="t")
    assert names(placed_models(session, BOARD)) == ["a", "b"]
    assert len(set(states)) == 3 and boards_state(session) == states[0], "as it was before, and else every time another"


@given(st.lists(st.sampled_from([10.0, 10.5, 20.0, -3.0]), max_size=12), st.integers(1, 5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_page_after_page_gives_every_model_once_from_the_most_points_down(tmp_path, points, limit):
    opened = open_database(f"sqlite:///{tmp_path}/{abs(hash((*points, limit)))}.sqlite")
    with opened.session() as session:
        models = measured(session, f"s{len(points)}", **{f"m{place}": value for place, value in enumerate(points)})
        found, after = [], None
        while page := placed_models(session, BOARD, after=after, limit=limit):
            found += page
            after = page[-1].place
        session.rollback()
    opened.engine.dispose()
    assert [each.model.id for each in found] == [
        key for _, key in sorted((-value, models[f"m{place}"]) for place, value in enumerate(points))
    ]


def test_a_better_model_that_arrives_shifts_no_page(session):
    measured(session, "acme", a=50.0, b=40.0, c=30.0)
    first = placed_models(session, BOARD, limit=2)
    measured(session, "other", d=99.0)
    assert names(placed_models(session, BOARD, after=first[-1].place, limit=2)) == ["c"]


def assert_finished_runs_are_outdated_until_they_are_kept(session):
    for slug in ("acme", "failed", "idle"):
        add_startup(session, slug=slug, name=slug, summary_en="x", summary_zh="x", fictional=True, actor="t")
    ended_run(session, "acme")
    ended_run(session, "failed", RunState.FAILED)
    add_facts(session, "idle", [FACT], actor="t")
    session.flush()
    assert outdated(session) == outdated(session, newest=5) == ["acme"]
    (found,) = outdated_boards(session, "suites")
    keep_board(session, kept("acme", version=found.version))
    assert outdated(session) == outdated(session, newest=5) == []
    assert [each.slug for each in outdated_boards(session, "suites of tomorrow")] == ["acme"]
    add_facts(session, "acme", [FACT], actor="t")
    session.flush()
    assert outdated(session) == ["acme"]
    archive(session, "acme", actor="t")
    session.flush()
    assert outdated(session) == []


def test_startups_with_finished_runs_are_outdated_until_they_are_kept(session):
    assert_finished_runs_are_outdated_until_they_are_kept(session)


def test_of_the_newest_runs_alone_the_older_startups_are_not_looked_for(session):
    for slug in ("first", "second", "third"):
        add_startup(session, slug=slug, name=slug, summary_en="x", summary_zh="x", fictional=True, actor="t")
        ended_run(session, slug)
    assert outdated(session, newest=2) == ["second", "third"]
    assert outdated(session, limit=2) == ["first", "second"]


def test_scores_are_read_by_run_and_task(session, acme):
    runs = [ended_run(session, "acme", name=name) for name in "ab"]
    found = scores_of(session, runs, ["mmlu"])
    assert [(score.run_id, score.task, score.value) for score in found] == [(run, "mmlu", 0.5) for run in runs]
    assert scores_of(session, runs, ["arc"]) == scores_of(session, [], ["mmlu"]) == []


@pytest.mark.parametrize("after", [None, (20.0, 3)])
def test_a_page_follows_the_index_and_nothing_is_sorted_or_scanned(database, after):
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2:4]))
    with database.session() as session:
        placed_models(session, BOARD, after=after)
        outdated_boards(session, "suites", newest=200)
        boards_state(session)
        for statement, parameters in list(statements):
            plan = [
                row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
            scans = [step for step in plan if step.startswith("SCAN") and "INDEX" not in step]
            assert not scans, plan
            if "ORDER BY board_entry.points" in statement:
                assert "board_entry_by_points" in plan[0] and not any("B-TREE" in step for step in plan), plan


@pytest.mark.slow
def test_postgresql_keeps_and_gives_the_same(postgres_url):
    url = make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE boards"))
    engine.dispose()
    opened = open_database(url.set(database="boards").render_as_string(hide_password=False))
    with opened.session() as session:
        assert_finished_runs_are_outdated_until_they_are_kept(session)
        measured(session, "many", a=50.0, b=40.0, c=40.0)
        page = placed_models(session, BOARD, limit=2)
        assert names(page) == ["a", "b"]
        assert names(placed_models(session, BOARD, after=page[-1].place)) == ["c"]
        assert len(boards_state(session).newest) == 1
        assert boards_in_use(session, [BOARD]) == [BOARD]
    opened.engine.dispose()

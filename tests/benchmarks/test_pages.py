"""The worlds and the visitor that screens are measured with, on a small world."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
import streamlit as st
from sqlalchemy import func, select
from streamlit import config

from analysis.ranking.packed_moments import Layout
from data import repository
from data.catalogue import load_suites
from data.database import open_database
from data.records import suites_hash
from data.tables import (
    AuditRow,
    BoardEntryRow,
    FactRow,
    RunRow,
    SampleRow,
    ScoreRow,
    SourceRow,
    StandingRow,
    StartupRow,
)
from evals.jobs.judgements import shipped_yardsticks
from tests.benchmarks.judged_world import Size, bring_to_today, make_world
from tests.benchmarks.one_change import write_a_fact
from tests.benchmarks.page_figures import measured_pages, trivial_page
from tests.benchmarks.page_list import PAGES, Page
from tests.benchmarks.page_report import as_markdown
from tests.benchmarks.page_visits import Control, Visitor
from tests.benchmarks.worlds import kept_world, slugs_of
from tests.browser.dashboards import served
from tests.pages.startups import SCREENS, open_app

SIZE = Size(startups=600, samples=700, thin_patterns=3)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The address of a world of 600 startups: six in full, three thin patterns, and copies."""
    return kept_world(tmp_path_factory.mktemp("worlds"), SIZE, None)


@pytest.fixture
def session(world):
    database = open_database(world)
    with database.session() as opened:
        yield opened
    database.engine.dispose()


def basis():
    rubric = shipped_yardsticks().rubric
    return repository.Basis(rubric.default_profile, rubric.content_hash, datetime.now(UTC).date())


def test_a_world_has_as_many_startups_as_asked_for_one_in_a_hundred_in_full_and_nobody_waits(session):
    assert session.scalar(select(func.count(StartupRow.id))) == 600
    full = session.scalars(select(BoardEntryRow.startup_id).distinct()).all()
    assert len(full) == 6
    assert repository.stale_standings(session, basis()) == []
    assert repository.outdated_boards(session, suites_hash(load_suites())) == []


def test_a_copy_knows_what_its_pattern_knows_and_refers_to_rows_of_its_own(session):
    copy = max(session.scalars(select(BoardEntryRow.startup_id)))
    assert copy > 8  # the patterns come first
    known = repository.dossier(session, session.get(StartupRow, copy).slug)
    assert len(known.facts) > 40
    assert {run.model.id for run in known.runs} == {model.id for model in known.models}
    own_runs = {run.id for run in known.runs}
    assert {fact.source.run_id for fact in known.facts} <= own_runs | {None}
    entries = session.scalars(select(BoardEntryRow).where(BoardEntryRow.startup_id == copy)).all()
    assert {key for entry in entries for key in entry.runs} <= own_runs
    strangers = select(func.count(FactRow.id)).join(SourceRow).where(FactRow.startup_id != SourceRow.startup_id)
    assert session.scalar(strangers) == 0
    trail = session.scalar(
        select(func.count(AuditRow.id)).where(AuditRow.entity_id.startswith(f"{known.startup.slug}/"))
    )
    assert trail > 0


def test_a_shifted_judgement_is_shifted_in_its_moments_too(session):
    layout = Layout.of(shipped_yardsticks().rubric)
    rows = {row.startup_id: row for row in session.scalars(select(StandingRow))}
    weighed = repository.standings_since(session, basis().profile, None)
    assert {len(row.moments) for row in weighed} == {4 * layout.width}
    assert len({round(row.expectation, 6) for row in rows.values()}) > 550
    assert all(row.expectation_low <= row.expectation <= row.expectation_high for row in rows.values())


def test_the_answers_lie_under_every_score_of_a_task(session):
    assert session.scalar(select(func.count(SampleRow.id))) >= 700
    of_runs = session.execute(select(SampleRow.run_id, SampleRow.task).distinct()).all()
    assert set(of_runs) == set(session.execute(select(ScoreRow.run_id, ScoreRow.task).distinct()).all())
    assert session.scalar(select(func.count(RunRow.id))) == 30


def test_a_world_of_yesterday_is_dated_today(world):
    database = open_database(world)
    with database.session() as opened:
        for row in opened.scalars(select(StandingRow)):
            row.as_of = date.today() - timedelta(days=1)  # noqa: DTZ011
    bring_to_today(database)
    with database.session() as opened:
        assert repository.stale_standings(opened, basis()) == []
    database.engine.dispose()


@pytest.mark.slow
def test_the_same_size_makes_the_same_world(tmp_path):
    names = []
    for name in ("first", "second"):
        database = open_database(f"sqlite:///{tmp_path / name}.sqlite")
        make_world(database, Size(startups=12, thin_patterns=1))
        with database.session() as opened:
            slugs = opened.scalars(select(StartupRow.slug).order_by(StartupRow.id)).all()
            points = opened.scalars(select(StandingRow.expectation).order_by(StandingRow.startup_id)).all()
        names.append((slugs, points))
        database.engine.dispose()
    assert names[0] == names[1]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_on_a_world(world, screen, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", world)
    monkeypatch.setenv("ASSAY_VAR", str(tmp_path))
    st.cache_resource.clear()
    app = open_app(screen)
    assert not app.exception, app.exception
    assert app.title[0].value
    st.cache_resource.clear()


def test_slugs_are_of_either_kind_and_the_same_each_time(session):
    found = slugs_of(session, 10)
    assert found == slugs_of(session, 10)
    assert len(found.full) == 6
    assert len(found.thin) == 10
    assert not set(found.full) & set(found.thin)


def test_no_full_collection_follows_each_drawing():
    assert config.get_option("runner.postScriptGC") is False


def test_the_report_names_what_was_not_measured_and_how_much_a_screen_grows():
    figures = dict.fromkeys(
        ("first_ms", "p50_ms", "p95_ms", "script_p50_ms", "script_p95_ms", "processor_ms", "kilobytes"), 80.0
    )
    worlds = [
        {
            "startups": startups,
            "samples": 0,
            "repeats": 3,
            "day": "2026-11-27",
            "load": 1.0,
            "trivial": figures,
            "megabytes": 300.0,
        }
        | {"pages": {"overview": figures | {"processor_ms": used}, "second page": None}}
        for startups, used in ((1_000, 100.0), (100_000, 130.0))
    ]
    said = as_markdown(worlds, server="SQLite")
    assert "| overview | 100 | 130 | 1.30 |" in said
    assert "| second page | – | – | – |" in said


@pytest.mark.slow
def test_a_visitor_sees_every_screen_of_a_real_server_and_what_is_written_meanwhile(world, tmp_path):
    database = open_database(world)
    with database.session() as opened:
        slugs = slugs_of(opened, 3)
    assert trivial_page(tmp_path, 1).kilobytes < 5
    with served(world, tmp_path) as server:
        found = measured_pages(server, slugs, 1)
        assert [label for label, page in found.items() if page is None] == []
        assert set(found) == {page.label for page in PAGES}
        assert all(page.script_p50_ms <= page.p50_ms and page.kilobytes > 5 for page in found.values())
        asyncio.run(_sees_what_is_written(server.address, database, slugs.thin[0]))
    database.engine.dispose()


async def _sees_what_is_written(address, database, slug):
    page = Page("startup", "startup", f"id={slug}")
    async with Visitor(address) as visitor:
        await visitor.open(page.name, page.query)
        write_a_fact(database, slug)
        await visitor.open(page.name, page.query)
        assert await visitor.use(Control("no such button")) is None
    with database.session() as opened:
        assert repository.stale_standings(opened, basis()) == []

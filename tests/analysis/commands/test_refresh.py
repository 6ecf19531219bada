"""Judgements brought up to date from the command line: what changed and nothing else, counted."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app
from data.catalogue import load_suite
from data.database import open_database
from data.records import EvidenceLevel, Fact, Filter, Source
from data.repository import (
    add_facts,
    add_model,
    add_startup,
    assessments_of,
    placed_models,
    ranked_startups,
    save_view,
    standing_of,
)
from data.tables import StandingRow
from tests.pages.startups import finish_run

SLUGS = [f"s{place}" for place in range(20)]


def fact(value=1e6):
    return Fact("arr_usd", value, EvidenceLevel.DOCUMENTED, date(2026, 9, 30), Source("arr_schedule", "ARR"))


@pytest.fixture
def database(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path}/assay.sqlite")
    with opened.session() as session:
        for place, slug in enumerate(SLUGS):
            add_startup(session, slug=slug, name=slug, summary_en="x", summary_zh="x", fictional=True, actor="t")
            add_facts(session, slug, [fact(1e5 * (place + 1))], actor="t")
        add_startup(session, slug="bare", name="Bare", summary_en="x", summary_zh="x", fictional=True, actor="t")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def refresh(database):
    def run(*arguments):
        environment = {"DATABASE_URL": str(database.engine.url)}
        done = CliRunner().invoke(app, ["refresh", "--processes", "1", *arguments], env=environment)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    return run


def judged_at(database):
    with database.session() as session:
        return {row.startup_id: row.judged_at for row in session.query(StandingRow)}


def test_everything_is_judged_once_and_then_only_what_changed(database, refresh):
    assert refresh() == "Judged 20: 20 never judged before.\n"
    before = judged_at(database)
    assert refresh() == "Every judgement is up to date; nothing was judged.\n"
    assert judged_at(database) == before
    with database.session() as session:
        add_facts(session, "s7", [fact(9e6)], actor="t")
    assert json.loads(refresh("--json")) == {"judged": 1, "why": {"evidence": 1}}
    after = judged_at(database)
    assert [key for key in after if after[key] != before[key]] == [8]
    with database.session() as session:
        assert len(assessments_of(session, "s7")) == 2
        assert len(ranked_startups(session, "growth")) == 20


def test_one_startup_alone_and_all_of_them_anew(database, refresh):
    assert json.loads(refresh("--startup", "s3", "--json"))["judged"] == 1
    with database.session() as session:
        assert standing_of(session, "s3", "growth") is not None
        assert standing_of(session, "s4", "growth") is None
    assert json.loads(refresh("--json"))["judged"] == 19
    assert refresh("--startup", "s3") == "Every judgement is up to date; nothing was judged.\n"
    assert json.loads(refresh("--startup", "s3", "--all", "--json")) == {"judged": 1, "why": {"current": 1}}
    with database.session() as session:
        assert len(assessments_of(session, "s3")) == 1, "the same evidence on the same day is kept once"


def test_the_ranking_reads_what_was_kept_and_says_what_is_not_up_to_date(database, refresh):
    environment = {"DATABASE_URL": str(database.engine.url), "COLUMNS": "200"}

    def ranking(*arguments):
        return CliRunner().invoke(app, ["ranking", *arguments], env=environment)

    assert json.loads(ranking("--json").stdout) == {
        "profile": "growth", "startups": [], "not_up_to_date": {"new": 20}
    }  # fmt: skip
    assert ranking().stdout.splitlines() == [
        "No kept judgement to show.", "20 not up to date; `python -m analysis refresh` judges them."
    ]  # fmt: skip
    refresh()
    before = judged_at(database)
    with database.session() as session:
        add_facts(session, "s7", [fact(9e6)], actor="t")
        kept = standing_of(session, "s0", "growth").judgement
    report = json.loads(ranking("--json").stdout)
    assert report["not_up_to_date"] == {"evidence": 1} and judged_at(database) == before
    means = [row["expectation"]["mean"] for row in report["startups"]]
    assert len(means) == 20 and means == sorted(means, reverse=True)
    first = next(row for row in report["startups"] if row["slug"] == "s0")
    assert (first["verdict"], first["risk"]["low"]) == (kept.verdict, kept.risk.low)
    lines = ranking("--limit", "2").stdout.splitlines()
    assert len(lines) == 4 and lines[-1].startswith("1 not up to date; `python -m analysis refresh`")
    assert json.loads(ranking("--verdict", "invest", "--json").stdout)["startups"] == []
    refused = ranking("--verdict", "maybe")
    assert refused.exit_code == 2 and "'maybe' is none; give one of invest" in refused.stderr


def test_the_ranking_of_a_saved_view_is_filtered_and_ordered_as_it_says(database, refresh):
    environment = {"DATABASE_URL": str(database.engine.url)}
    refresh()
    with database.session() as session:
        save_view(session, "With a one", Filter(words="1", order="name", turned=True), actor="t")

    def ranking(*arguments):
        return CliRunner().invoke(app, ["ranking", "--json", *arguments], env=environment)

    found = [row["slug"] for row in json.loads(ranking("--view", "with a ONE").stdout)["startups"]]
    assert found == sorted((f"s{number}" for number in range(20) if "1" in str(number)), reverse=True)
    assert json.loads(ranking("--view", "With a one", "--verdict", "invest").stdout)["startups"] == []
    refused = ranking("--view", "cold")
    assert refused.exit_code == 2 and "No saved view is called 'cold'; saved are With a one" in refused.stderr


def test_with_a_judgement_the_board_is_kept(database, refresh):
    with database.session() as session:
        model = add_model(session, "s7", name="Seven", location="m", actor="t")
        finish_run(session, model.id)
    refresh("--startup", "s7")
    with database.session() as session:
        placed = placed_models(session, load_suite("demo").board(None))
        assert [(each.model.name, each.is_current) for each in placed] == [("Seven", True)]


def test_an_unknown_startup_is_refused_with_the_nearest(database):
    done = CliRunner().invoke(app, ["refresh", "--startup", "s77"], env={"DATABASE_URL": str(database.engine.url)})
    assert done.exit_code == 2 and "s77" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.slow
def test_in_two_processes_the_judgements_are_those_of_one(database, refresh):
    refresh()
    with database.session() as session:
        alone = {slug: standing_of(session, slug, "growth").judgement for slug in SLUGS}
    assert json.loads(refresh("--all", "--processes", "2", "--json"))["judged"] == 20
    with database.session() as session:
        assert {slug: standing_of(session, slug, "growth").judgement for slug in SLUGS} == alone

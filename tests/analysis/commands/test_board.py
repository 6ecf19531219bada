"""`python -m analysis board` as a person and as a script meet it."""

import json

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app
from analysis.commands import board as commands
from data.database import open_database
from tests.pages.startups import add_startup, finish_run


@pytest.fixture
def database(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'assay.sqlite'}")
    return open_database()


def board(*arguments):
    return CliRunner().invoke(app, ["board", *arguments])


def measured(database):
    add_startup(database, "northfold", with_run=True)
    weaker = add_startup(database, "halden")
    with database.session() as session:
        finish_run(session, weaker, correct=3)


def test_a_script_gets_intervals_ranks_items_and_the_lines_that_were_not_run(database):
    measured(database)
    found = json.loads(board("--suite", "demo", "--json").stdout)
    assert [row["model"] for row in found["rows"]] == ["northfold-model", "halden-model"]
    first = found["rows"][0]
    low, high = first["interval"]
    assert low < first["index"] < high and first["rank"] == {"best": 1, "worst": 1}
    assert first["n"] == 60 and first["missing"] == ["counting", "translation_zh", "bias_pairs"]
    assert first["next_is_surely_behind"] and first["runs"] == [1]


def test_one_capability_counts_its_own_lines_alone(database):
    measured(database)
    found = json.loads(board("--suite", "demo", "--capability", "knowledge", "--json").stdout)
    assert found["benchmarks"] == ["world_qa_fresh"] and found["rows"][0]["n"] == 20


def test_a_person_reads_a_table(database):
    measured(database)
    shown = board("--suite", "demo").stdout
    assert "northfold-model" in shown and "95 % interval" in shown and "bias_pairs" in shown


def test_an_empty_board_says_so(database):
    found = board("--suite", "quick")
    assert found.exit_code == 0 and "Nothing was measured on suite 'quick' yet" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--suite", "demoo"], "No suite 'demoo'; did you mean demo?"),
        (
            ["--suite", "demo", "--capability", "magic"],
            "--capability: got 'magic', suite 'demo' has",
        ),
    ],
)
def test_what_does_not_exist_is_one_sentence_and_exit_status_two(database, arguments, sentence):
    found = board(*arguments)
    assert found.exit_code == 2 and sentence in found.stderr and found.stderr.strip().count("\n") == 0


def test_what_is_shown_is_kept_and_a_newer_run_is_shown_at_once(database, monkeypatch):
    measured(database)
    before = board("--suite", "demo", "--json").stdout
    with monkeypatch.context() as patched:
        patched.setattr(commands, "kept_board", None)
        assert board("--suite", "demo", "--json").stdout == before, "nothing was computed anew"
    with database.session() as session:
        finish_run(session, 2, correct=20)
    assert [row["model"] for row in json.loads(board("--suite", "demo", "--json").stdout)["rows"]] == [
        "halden-model", "northfold-model"
    ]  # fmt: skip

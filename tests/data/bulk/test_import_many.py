"""`python -m data import-many` as a fund types it."""

import json

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.bulk import parse_mapping, written_mapping
from tests.data.bulk.conftest import COLUMNS, MAPPING, ROWS, as_csv, as_parquet


@pytest.fixture
def bulk(tmp_path, monkeypatch):
    """The command on files of a folder of their own."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/assay.sqlite")
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "a.csv").write_bytes(as_csv())
    (tmp_path / "a.parquet").write_bytes(as_parquet())
    (tmp_path / "mapping.yaml").write_text(written_mapping(MAPPING), encoding="utf-8")

    def run(*arguments):
        given = [str(tmp_path / each) if "." in each else each for each in arguments]
        return CliRunner().invoke(app, ["import-many", *given])

    return run


def test_a_dry_run_shows_the_difference_and_writes_nothing(bulk):
    shown = bulk("a.csv", "--mapping", "mapping.yaml", "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "acme-models" in shown.stdout and "白云认知" in shown.stdout
    assert (
        "would write 2 new startups, 7 facts added and 0 changed, of 2 startups; 0 facts are on record" in shown.stdout
    )
    document = json.loads(bulk("a.csv", "--mapping", "mapping.yaml", "--dry-run", "--json").stdout)
    (file,) = document["files"]
    assert document["written"] is False
    assert file["totals"] == {"startups": 2, "new_startups": 2, "added": 7, "changed": 0, "unchanged": 0}
    assert file["startups"][0]["entries"][0] == {
        "field": "arr_usd", "as_of": "2026-06-30", "kind": "added", "old": None, "new": 2000000
    }  # fmt: skip


def test_importing_twice_writes_nothing_the_second_time_and_says_so(bulk):
    assert "wrote 2 new startups" in bulk("a.csv", "--mapping", "mapping.yaml").stdout
    again = bulk("a.csv", "--mapping", "mapping.yaml")
    assert again.stdout == "a.csv: nothing to write; all 7 facts are on record.\n"


def test_the_mapping_is_remembered_for_the_next_file_with_that_header(bulk):
    assert bulk("a.csv").exit_code == 2
    bulk("a.csv", "--mapping", "mapping.yaml")
    assert bulk("a.parquet").stdout == "a.parquet: nothing to write; all 7 facts are on record.\n"


def test_a_dry_run_remembers_no_mapping(bulk):
    bulk("a.csv", "--mapping", "mapping.yaml", "--dry-run")
    assert bulk("a.csv").exit_code == 2


def test_the_mapping_in_use_can_be_printed_and_read_again(bulk):
    bulk("a.csv", "--mapping", "mapping.yaml")
    assert parse_mapping(bulk("a.csv", "--print-mapping").stdout) == MAPPING
    document = json.loads(bulk("a.csv", "--print-mapping", "--json").stdout)
    assert document["files"][0]["mapping"]["columns"] == COLUMNS


def test_what_is_not_understood_is_named_beside_the_mapping(bulk):
    assert "# not understood: 'Recurring revenue'" in bulk("a.csv", "--print-mapping").stdout


def test_a_problem_in_one_file_keeps_all_of_them_from_being_written(bulk, tmp_path):
    (tmp_path / "b.csv").write_bytes(as_csv([[*ROWS[0][:2], "-5", *ROWS[0][3:]]]))
    refused = bulk("a.csv", "b.csv", "--mapping", "mapping.yaml")
    assert refused.exit_code == 2
    assert "b.csv" in refused.stdout and "Recurring revenue" in refused.stdout and "-5 is outside" in refused.stdout
    assert refused.stderr == "1 problems; nothing was written.\n"
    assert CliRunner().invoke(app, ["list"]).stdout.startswith("No startup yet")
    document = json.loads(bulk("a.csv", "b.csv", "--mapping", "mapping.yaml", "--json").stdout)
    (problem,) = document["problems"]
    assert (problem["file"], problem["row"], problem["field"], problem["value"]) == (
        "b.csv",
        2,
        "Recurring revenue",
        "-5",
    )


def test_a_startup_of_the_first_file_is_found_by_name_in_the_second(bulk, tmp_path):
    mapping = written_mapping(type(MAPPING)({**COLUMNS, "Partner": "slug"}))
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    (tmp_path / "a.csv").write_bytes(as_csv([[*ROWS[0][:-1], "the-acme"]]))
    (tmp_path / "b.csv").write_bytes(as_csv([[*ROWS[1][:-1], ""]]))
    totals = [
        file["totals"]
        for file in json.loads(bulk("a.csv", "b.csv", "--mapping", "mapping.yaml", "--json").stdout)["files"]
    ]
    assert [(each["new_startups"], each["added"]) for each in totals] == [(1, 3), (0, 1)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.csv"], "No file"),
        (["a.csv", "--mapping", "none.yaml"], "No file"),
        (["mapping.yaml"], "ends in none of .csv, .xlsx, .parquet"),
        (["a.csv", "--mapping", "a.csv"], "The file is no mapping"),
    ],
)
def test_bad_input_is_one_sentence_on_stderr(bulk, arguments, said):
    refused = bulk(*arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr and len(refused.stderr.splitlines()) == 1

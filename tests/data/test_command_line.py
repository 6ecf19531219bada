"""The commands as a user types them, against a database that does not exist yet."""

import json
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner, Result

from data.__main__ import app


@pytest.fixture
def assay_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new/folder/assay.sqlite")

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def profile_file(tmp_path: Path, small_profile: str) -> Path:
    path = tmp_path / "kestrel.yaml"
    path.write_text(small_profile, encoding="utf-8")
    return path


def test_list_creates_a_database_that_does_not_exist_yet(assay_data):
    assert json.loads(assay_data("list", "--json").stdout) == {"startups": []}


def test_import_writes_a_startup_that_list_then_names(assay_data, profile_file: Path):
    imported = assay_data("import", profile_file)
    assert imported.exit_code == 0
    assert "Written to kestrel-loom" in imported.stdout
    assert json.loads(assay_data("list", "--json").stdout) == {
        "startups": [{"slug": "kestrel-loom", "name": "Kestrel Loom Labs (fictional)"}]
    }


def test_a_dry_run_shows_the_changes_and_writes_nothing(assay_data, profile_file: Path):
    document = json.loads(assay_data("import", profile_file, "--dry-run", "--json").stdout)
    arr = [change for change in document["changes"] if change["field"] == "arr_usd"]
    assert document["written"] is False
    assert [(change["kind"], change["new"], change["as_of"]) for change in arr] == [
        ("added", 2400000, "2026-09-30"),
        ("added", 2000000, "2026-06-30"),
    ]
    assert json.loads(assay_data("list", "--json").stdout) == {"startups": []}


def test_importing_twice_changes_nothing_the_second_time(assay_data, profile_file: Path):
    assay_data("import", profile_file)
    document = json.loads(assay_data("import", profile_file, "--json").stdout)
    assert {change["kind"] for change in document["changes"]} == {"unchanged"}


def test_check_names_every_problem_and_exits_with_two(assay_data, profile_file: Path, small_profile: str):
    broken = small_profile.replace("value: pre_seed", "value: pre_sead").replace("value: 0.85", "value: 85%")
    profile_file.write_text(broken, encoding="utf-8")
    checked = assay_data("check", profile_file, "--json")
    assert checked.exit_code == 2
    assert [(problem["row"], problem["field"]) for problem in json.loads(checked.stdout)["problems"]] == [
        (13, "funding_stage"),
        (16, "task_success_share"),
    ]


def test_a_refused_import_writes_nothing(assay_data, profile_file: Path, small_profile: str):
    profile_file.write_text(small_profile.replace("value: pre_seed", "value: pre_sead"), encoding="utf-8")
    refused = assay_data("import", profile_file)
    assert refused.exit_code == 2
    assert "funding_stage" in refused.stdout
    assert json.loads(assay_data("list", "--json").stdout) == {"startups": []}


def test_a_missing_file_is_one_sentence_on_stderr(assay_data, tmp_path: Path):
    missing = assay_data("check", tmp_path / "none.yaml")
    assert missing.exit_code == 2
    assert missing.stderr.startswith("No file ")
    assert missing.stdout == ""


def test_problems_can_be_read_in_chinese(assay_data, profile_file: Path, small_profile: str):
    profile_file.write_text(small_profile.replace("value: 0.85", "value: 85%"), encoding="utf-8")
    problems = json.loads(assay_data("check", profile_file, "--language", "zh", "--json").stdout)["problems"]
    assert problems[0]["message"] == "'85%' 写成了百分数；请除以 100，写作 0.85。"


def test_an_unknown_language_is_refused(assay_data, profile_file: Path):
    refused = assay_data("check", profile_file, "--language", "de")
    assert (refused.exit_code, refused.stderr) == (2, "--language is 'de'; choose en or zh\n")


def test_a_database_url_that_cannot_be_read_is_refused(assay_data, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "not a url")
    refused = assay_data("list")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("DATABASE_URL is 'not a url'")


@pytest.mark.parametrize("file_format", ["yaml", "json", "csv", "xlsx"])
def test_an_exported_profile_can_be_imported_again(assay_data, profile_file: Path, tmp_path: Path, file_format: str):
    assay_data("import", profile_file)
    exported = tmp_path / "out" / f"kestrel.{file_format}"
    assert assay_data("export", "kestrel-loom", "--out", exported).exit_code == 0
    document = json.loads(assay_data("import", exported, "--json").stdout)
    assert document["problems"] == []
    assert {change["kind"] for change in document["changes"]} == {"unchanged"}


def test_exporting_an_unknown_startup_offers_the_nearest(assay_data, profile_file: Path, tmp_path: Path):
    assay_data("import", profile_file)
    refused = assay_data("export", "kestrel", "--out", tmp_path / "a.yaml")
    assert (refused.exit_code, refused.stderr) == (2, "No startup 'kestrel'; did you mean kestrel-loom?\n")
    assert not (tmp_path / "a.yaml").exists()


def test_a_file_ending_that_names_no_format_is_refused(assay_data, tmp_path: Path):
    refused = assay_data("template", "--out", tmp_path / "a.doc")
    assert refused.exit_code == 2
    assert refused.stderr == "'a.doc' ends in none of .yaml, .json, .csv, .xlsx; name the file so\n"


def test_a_place_that_cannot_be_written_is_refused(assay_data, tmp_path: Path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    refused = assay_data("template", "--format", "csv", "--out", tmp_path / "file" / "a.csv")
    assert refused.exit_code == 2
    assert "cannot be written" in refused.stderr


def test_the_template_is_written_in_the_format_asked_for(assay_data, tmp_path: Path):
    document = json.loads(assay_data("template", "--format", "xlsx", "--out", tmp_path / "t.xlsx", "--json").stdout)
    assert (document["format"], document["bytes"]) == ("xlsx", (tmp_path / "t.xlsx").stat().st_size)


def test_seeding_from_the_command_line_adds_the_demonstration_once(assay_data):
    assert json.loads(assay_data("migrate", "--json").stdout) == {"migrated": True}
    first = json.loads(assay_data("seed", "--json").stdout)
    second = json.loads(assay_data("seed", "--json").stdout)
    assert (second["added"], second["kept"]) == ([], first["added"])
    assert second["runs_requested"] == []
    assert assay_data("seed").stdout.startswith("Added none; already there: ")


def test_a_database_that_is_not_there_is_one_sentence(assay_data, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    refused = assay_data("list")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("The database cannot be used (connection")
    assert refused.stderr.count("\n") == 1


def test_a_database_that_goes_away_in_the_middle_is_one_sentence_too(assay_data, monkeypatch: pytest.MonkeyPatch):
    def gone(*_: object) -> None:
        raise OperationalError("select 1", {}, Exception("server closed the connection\nunexpectedly"))

    monkeypatch.setattr("data.__main__.startups", gone)
    refused = assay_data("list")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert refused.stderr.startswith("The database cannot be used (server closed the connection); check DATABASE_URL")

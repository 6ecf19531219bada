"""`python -m data archive` and `restore` as a user types them."""

import getpass
import json

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.commands.terminal import importer, user
from data.database import open_database
from data.repository import add_startup, audit_events


@pytest.fixture
def typed(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/assay.sqlite")
    with open_database().session() as session:
        for slug, fictional in (("made-up", True), ("invented", True), ("real", False)):
            add_startup(
                session, slug=slug, name=slug.title(), summary_en="", summary_zh="", fictional=fictional, actor="t"
            )
    return lambda *words: CliRunner().invoke(app, list(words))


def listed(typed):
    return {each["slug"] for each in json.loads(typed("list", "--json").stdout)["startups"]}


def test_one_is_archived_and_restored_by_name_and_the_trail_names_who_typed(typed):
    assert typed("archive", "real").stdout == "Archived: real.\n"
    assert listed(typed) == {"made-up", "invented"}
    assert json.loads(typed("restore", "real", "--json").stdout) == {"restored": "real"}
    assert listed(typed) == {"made-up", "invented", "real"}
    with open_database().session() as session:
        assert {event.actor for event in audit_events(session) if event.action in ("archive", "restore")} == {user()}


def test_the_whole_demonstration_goes_at_once_and_real_startups_stay(typed):
    assert sorted(json.loads(typed("archive", "--demo", "--json").stdout)["archived"]) == ["invented", "made-up"]
    assert listed(typed) == {"real"}
    assert typed("archive", "--demo").stdout == "Archived: none, as no fictional startup is in use.\n"


def test_a_list_of_nobody_says_how_many_are_archived(typed):
    typed("archive", "--demo")
    typed("archive", "real")
    assert typed("list").stdout == "No startup in use, 3 archived; `python -m data restore SLUG` brings one back.\n"


@pytest.mark.parametrize("words", [["archive"], ["archive", "real", "--demo"]])
def test_neither_nor_and_both_are_refused_in_one_sentence(typed, words):
    refused = typed(*words)
    assert refused.exit_code == 2
    assert refused.stderr == "archive: name either one startup or --demo for all fictional ones\n"
    assert len(listed(typed)) == 3


@pytest.mark.parametrize("command", ["archive", "restore"])
def test_a_startup_that_is_not_there_is_refused(typed, command):
    refused = typed(command, "reel")
    assert (refused.exit_code, refused.stderr) == (2, "No startup 'reel'; did you mean real?\n")


def test_the_search_shows_archived_ones_when_asked(typed):
    typed("archive", "real")
    assert json.loads(typed("search", "real", "--json", "--limit", "1").stdout)["hits"][:1] != [
        json.loads(typed("search", "real", "--archived", "--json").stdout)["hits"][0]
    ]
    first = json.loads(typed("search", "real", "--archived", "--json").stdout)["hits"][0]
    assert (first["key"], first["archived"]) == ("real", True)


def test_a_user_without_a_name_is_said_to_have_none(monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert (user(), importer()) == ("somebody without a name", "import by somebody without a name")

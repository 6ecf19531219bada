"""`python -m data pipeline` and `views` as a user types them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.commands.terminal import user
from data.database import open_database
from data.records import Filter
from data.repository import add_startup, audit_events, save_view


@pytest.fixture
def typed(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/assay.sqlite")
    with open_database().session() as session:
        add_startup(session, slug="acme", name="Acme", summary_en="", summary_zh="", fictional=False, actor="test")
    return lambda *words: CliRunner().invoke(app, list(words))


def shown(typed, *words):
    done = typed("pipeline", "acme", *words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_one_that_nobody_touched_is_sourced_and_looking_writes_nothing(typed):
    document = shown(typed)
    assert (document["status"], document["version"], document["owner"]) == ("sourced", 0, None)
    assert document["tags"] == document["notes"] == document["moves"] == []
    assert typed("pipeline", "acme").stdout.splitlines()[1].split() == ["Status", "Sourced"]
    with open_database().session() as session:
        assert audit_events(session, entity="pipeline") == []


def test_everything_is_written_in_one_go_in_the_name_of_who_typed(typed):
    day = "2026-01-15"
    words = ["--status", "closed", "--on", day, "--outcome", "passed", "--owner", "陈", "--contact", "2026-01-10"]
    document = shown(typed, *words, "--tag", "机器人", "--tag", "Voice", "--note", "Too **early**")
    assert (document["status"], document["since"], document["outcome"]) == ("closed", day, "passed")
    assert (document["owner"], document["last_contact"]) == ("陈", "2026-01-10")
    assert document["tags"] == ["Voice", "机器人"] and document["moves"][0]["moved_on"] == day
    assert (document["notes"][0]["text"], document["notes"][0]["written_by"]) == ("Too **early**", user())
    text = typed("pipeline", "acme", "--untag", "voice", "--owner", "").stdout
    assert "nobody" in text and "Passed" in text and "Voice" not in text
    assert f"{day}  sourced -> closed, by {user()}" in text and text.endswith("Too **early**\n")


def test_an_outcome_can_be_said_later_and_a_move_is_today_s_if_nothing_else_is_said(typed):
    before = datetime.now(UTC).date().isoformat()
    document = shown(typed, "--status", "closed")
    assert before <= document["since"] <= datetime.now(UTC).date().isoformat() and document["outcome"] is None
    assert shown(typed, "--outcome", "invested")["outcome"] == "invested"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--status", "met"], "status of 'acme': got 'met', expected one of meeting"),
        (["--on", "2026-01-01"], "--on is the day of a move; say where to with --status"),
        (["--status", "meeting", "--on", "soon"], "--on: got 'soon', expected a day such as 2026-11-27"),
        (["--contact", "2026-13-01"], "--contact: got '2026-13-01', expected a day"),
        (["--contact", (datetime.now(UTC).date() + timedelta(3)).isoformat()], "last contact of 'acme': got"),
        (["--status", "meeting", "--untag", "x"], "'acme' has no tag 'x'; it has none"),
        (["--status", "meeting", "--note", " "], "note on 'acme': got ' '"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(typed, words, sentence):
    refused = typed("pipeline", "acme", *words)
    assert refused.exit_code == 2 and refused.stderr.startswith(sentence) and refused.stderr.count("\n") == 1
    assert shown(typed)["version"] == 0


def test_a_startup_that_is_not_there_is_refused(typed):
    refused = typed("pipeline", "acmee")
    assert (refused.exit_code, refused.stderr) == (2, "No startup 'acmee'; did you mean acme?\n")


def test_the_views_are_listed_with_their_filters(typed):
    assert typed("views").stdout == "No view is saved yet.\n"
    with open_database().session() as session:
        save_view(session, "Hot list", Filter(statuses=("meeting",)), actor="ann")
    (view,) = json.loads(typed("views", "--json").stdout)["views"]
    assert (view["key"], view["filter"], view["saved_by"], view["problem"]) == (
        "hot-list", {"statuses": ["meeting"]}, "ann", None,
    )  # fmt: skip
    assert "Hot list" in typed("views").stdout

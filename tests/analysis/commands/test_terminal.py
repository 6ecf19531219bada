"""What all commands share: days, files, and text or JSON."""

import json
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app
from analysis.commands.terminal import day_given, say, text_of
from data.records import InvalidInput

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]


def test_a_day_is_read_as_written_and_today_where_none_is_given():
    assert day_given("2026-02-28") == date(2026, 2, 28)
    assert day_given(None) == datetime.now(UTC).date()


@pytest.mark.parametrize("text", ["2026-02-30", "31.10.2026", "", "2026"])
def test_what_is_no_day_is_refused_with_the_option_and_an_example(text):
    with pytest.raises(InvalidInput) as refused:
        day_given(text, "--since")
    assert str(refused.value) == f"--since: got {text!r}, expected a date such as 2026-10-31"


def test_a_folder_is_no_rubric_file(tmp_path):
    with pytest.raises(InvalidInput, match=r"cannot be read as UTF-8 text .* name a rubric file in YAML"):
        text_of(tmp_path)


def test_a_report_is_lines_for_people_and_sorted_json_with_its_own_signs_for_scripts(capsys):
    report = {"b": "夸大", "a": None}
    say(report, False, lambda shown: [f"{key}: {value}" for key, value in shown.items()])
    assert capsys.readouterr().out == "b: 夸大\na: None\n"
    say(report, True, sorted)
    printed = capsys.readouterr().out
    assert json.loads(printed) == report
    assert printed.index('"a"') < printed.index('"b"') and "夸大" in printed


@pytest.mark.parametrize("command", [*COMMANDS, "rubric"])
def test_every_command_says_what_it_is_for(command):
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert "Usage:" in done.stdout and len(done.stdout) > 200


def test_a_command_that_does_not_exist_is_refused_with_status_two():
    done = CliRunner().invoke(app, ["asses"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "asses" in done.stderr

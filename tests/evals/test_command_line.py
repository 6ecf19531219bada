import json

import pytest
import typer

from data.command_line import one_sentence_errors
from data.records import AssayError, InvalidInput
from evals.command_line import with_json_target, write_json


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["run", "--json"], ["run", "--json", "-"]),
        (["run", "--json", "--limit", "3"], ["run", "--json", "-", "--limit", "3"]),
        (["run", "--json", "out.json"], ["run", "--json", "out.json"]),
        (["run", "--json", "-"], ["run", "--json", "-"]),
        (["run"], ["run"]),
    ],
)
def test_json_without_a_file_means_stdout(given, read):
    assert with_json_target(given) == read


def test_bad_input_is_one_sentence_and_exit_code_2(capsys):
    with pytest.raises(typer.Exit) as left, one_sentence_errors():
        raise InvalidInput("That cannot be.")
    assert left.value.exit_code == 2
    assert capsys.readouterr().err == "That cannot be.\n"


def test_json_goes_to_its_file_or_to_stdout(tmp_path, capsys):
    write_json({"名": 1}, str(tmp_path / "x.json"))
    assert json.loads((tmp_path / "x.json").read_text()) == {"名": 1}
    write_json([1], "-")
    assert json.loads(capsys.readouterr().out) == [1]
    with pytest.raises(AssayError, match="cannot be written"):
        write_json([1], str(tmp_path / "gone" / "x.json"))

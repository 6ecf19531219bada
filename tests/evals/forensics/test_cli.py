import json

import pytest
from typer.testing import CliRunner

from evals.forensics.cli import app
from evals.forensics.digest import checkpoint_digest


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_checkpoint_in_order_exits_zero_and_prints_digest_and_parameters(checkpoint, run):
    result = run("checkpoint", checkpoint)
    assert result.exit_code == 0
    assert checkpoint_digest(checkpoint) in result.stdout
    assert "113,088 (113,088 active)" in result.stdout
    assert "0 findings" in result.stdout


def test_checkpoint_with_a_pickle_exits_one_and_names_it_in_json(checkpoint, run):
    (checkpoint / "pytorch_model.bin").write_bytes(b"x")
    result = run("checkpoint", checkpoint, "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert {"digest", "parameters", "findings"} <= set(report)
    assert [(found["rule"], found["severity"]) for found in report["findings"]] == [("pickle_file", "high")]
    assert "pytorch_model.bin" in report["findings"][0]["message_zh"]


def test_checkpoint_of_another_size_than_claimed_exits_one(checkpoint, run):
    assert run("checkpoint", checkpoint, "--claimed-billion", "0.001").exit_code == 1


def test_a_missing_folder_exits_two_with_one_sentence(tmp_path, run):
    result = run("checkpoint", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert result.stderr.strip().count("\n") == 0
    assert "'nowhere' does not exist" in result.stderr

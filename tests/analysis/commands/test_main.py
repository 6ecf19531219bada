"""The analysis command line as an outside script meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app

ROOT = Path(__file__).parents[3]


def analysis(*arguments, database=None):
    return CliRunner().invoke(app, arguments, env={"DATABASE_URL": f"sqlite:///{database}"} if database else {})


def test_the_folder_answers_as_a_module_and_bad_input_leaves_its_status_to_the_shell():
    command = [sys.executable, "-m", "analysis", "verdict", "--claim", "70", "--correct", "60", "--n", "100"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "70" in done.stderr and done.stderr.count("\n") == 1


def test_verdict_prints_the_keys_that_scripts_rely_on():
    done = analysis("verdict", "--claim", "0.7", "--correct", "60", "--n", "100", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["verdict"] == "overstated"
    low, high = found["interval"]
    assert low < 0.6 < high
    assert set(found) == {"verdict", "interval", "n_needed", "sentence"}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["verdict", "--claim", "70", "--correct", "60", "--n", "100"], "70"),
        (["verdict", "--claim", "0.7", "--correct", "101", "--n", "100"], "101"),
        (["training", "--params", "-1"], "params"),
        (["training", "--params", "7e9", "--gpu", "H1000"], "H1000"),
        (["assess", "--startup", "nobody"], "nobody"),
        (["assess", "--startup", "nobody", "--as-of", "yesterday"], "yesterday"),
        (["rubric", "check", "nowhere.yaml"], "nowhere.yaml"),
        (["compare", "alone"], "two to five"),
    ],
)
def test_bad_input_is_one_sentence_on_standard_error_and_exit_status_two(arguments, part, tmp_path):
    done = analysis(*arguments, database=tmp_path / "new.sqlite")
    assert done.exit_code == 2
    assert part in done.stderr and done.stderr.strip().count("\n") == 0
    assert done.stdout == ""


def test_impossible_training_figures_exit_with_status_one_and_a_finding():
    done = analysis(
        "training", "--params", "7e9", "--tokens", "2e12", "--gpu", "H100", "--gpu-hours", "10000", "--json"
    )
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert found["implied_mfu"]["mid"] == pytest.approx(6 * 7e9 * 2e12 / (10_000 * 3600 * 989.4e12), rel=0.01)
    assert len(found["findings"]) == 1


def test_the_rubric_that_ships_is_sound():
    done = analysis("rubric", "check", str(ROOT / "analysis/rubrics/default.yaml"), "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)["criteria"] >= 50

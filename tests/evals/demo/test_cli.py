"""The demonstration's commands: the same files again, and one sentence for what cannot be done."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from data.records import NotFound
from evals.demo import build as build_module
from evals.demo.build import build_model, measure_again
from evals.demo.cli import app, score_line
from evals.demo.scores import DemoScore
from evals.training.data import trained_tokenizer

RUNNER = CliRunner()


def test_the_tasks_command_names_every_file_it_writes(tmp_path):
    result = RUNNER.invoke(app, ["tasks", "--folder", str(tmp_path)])
    assert result.exit_code == 0
    assert sorted(result.stdout.split()) == sorted(str(path) for path in tmp_path.rglob("*.jsonl"))


def test_an_unknown_startup_is_refused_with_the_known_ones(tmp_path):
    result = RUNNER.invoke(app, ["build", "nobody", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "startup: got 'nobody', expected one of lumenor-textwerk" in result.stderr


def test_a_model_that_was_never_built_cannot_be_measured(tmp_path):
    with pytest.raises(NotFound, match="'kestrel-loom-labs' has no training record"):
        measure_again("kestrel-loom-labs", tmp_path)


def test_a_child_is_refused_before_its_parent_is_built(tmp_path):
    with pytest.raises(NotFound, match="parent: 'lumenor-textwerk' has no weights"):
        build_model("orrin-vale-ai", folder=tmp_path)


def test_distinct_tokens_count_a_repeated_document_once():
    tokenizer = trained_tokenizer(["a b c"], 257)
    assert build_module.distinct_tokens(["a b c"] * 5 + ["d"], tokenizer) == 6


def test_a_score_line_gives_value_error_and_count():
    line = score_line("some-startup", DemoScore("assay_topic", "acc", 0.5, 0.028, 320))
    assert line.split() == ["some-startup", "assay_topic", "0.500", "±", "0.028", "(n", "=", "320)"]

import json

import pytest
from typer.testing import CliRunner

from evals.checkpoints.digest import checkpoint_digest
from evals.forensics.cli import app
from tests.evals.checkpoints.conftest import write_checkpoint


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


def test_a_mixture_that_does_not_say_how_many_experts_it_chooses_has_unknown_active_parameters(tmp_path, run):
    folder = write_checkpoint(tmp_path / "mixture", {"model_type": "mixtral", "num_local_experts": 4})
    assert "(active unknown)" in run("checkpoint", str(folder)).stdout


def test_checkpoint_of_another_size_than_claimed_exits_one(checkpoint, run):
    assert run("checkpoint", checkpoint, "--claimed-billion", "0.001").exit_code == 1


def test_a_missing_folder_exits_two_with_one_sentence(tmp_path, run):
    result = run("checkpoint", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert result.stderr.strip().count("\n") == 0
    assert "'nowhere' does not exist" in result.stderr


def test_compare_prints_score_p_value_verdict_and_methods_and_exits_one_for_kin(tmp_path, run):
    for name, seed in (("a", 0), ("b", 9)):
        write_checkpoint(tmp_path / name, seed=seed)
    same = run("lineage", "compare", tmp_path / "a", tmp_path / "a", "--json")
    report = json.loads(same.stdout)
    assert (same.exit_code, report["verdict"], report["score"]) == (1, "shared_initialisation", pytest.approx(1))
    assert {"tensor_hash", "lap_cka", "csu", "match", "weight_change"} == set(report["methods"])
    assert 0 < report["p_value"] < 0.02
    other = run("lineage", "compare", tmp_path / "a", tmp_path / "b")
    assert other.exit_code == 0
    assert "a no sign of shared initialisation with b." in other.stdout


def test_a_model_is_screened_against_fingerprints_without_their_weights(tmp_path, run):
    for name, seed in (("parent", 0), ("stranger", 9)):
        folder = write_checkpoint(tmp_path / name, seed=seed)
        out = tmp_path / "library" / f"{name}.fingerprint.safetensors"
        assert run("lineage", "fingerprint", folder, "--out", out).exit_code == 0
        assert out.stat().st_size < 250_000
    result = run("lineage", "screen", tmp_path / "parent", "--library", tmp_path / "library", "--json")
    found = {row["reference"]: row for row in json.loads(result.stdout)}
    assert result.exit_code == 1
    assert found["parent"]["score"] > 0.99
    assert found["parent"]["judgement"]["p_value"] < 0.02
    assert found["stranger"]["score"] < 0.5


def test_an_empty_library_exits_two(tmp_path, checkpoint, run):
    result = run("lineage", "screen", checkpoint, "--library", tmp_path)
    assert result.exit_code == 2
    assert "holds no fingerprint" in result.stderr


def test_mixture_prints_the_shares_of_its_parts(tmp_path, run):
    for name, seed in (("a", 0), ("b", 9)):
        write_checkpoint(tmp_path / name, seed=seed)
    result = run("lineage", "mixture", tmp_path / "a", tmp_path / "a", tmp_path / "b", "--json")
    found = json.loads(result.stdout)
    assert found["shares"]["a"] == pytest.approx(1, abs=1e-4)
    assert found["unexplained"] < 1e-6


def test_serving_prints_the_label_and_every_batch(tmp_path, run):
    folder = write_checkpoint(tmp_path / "m")
    result = run("serving", "--model", folder, "--batch", "1,2", "--prompt-tokens", 8, "--output-tokens", 3, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [speed["batch"] for speed in report["speeds"]] == [1, 2]
    assert "not the startup's stack" in report["label_en"]
    assert run("serving", "--model", folder, "--batch", "many").exit_code == 2


def test_json_of_a_checkpoint_has_one_number_of_parameters_and_one_message_per_finding(checkpoint, run):
    (checkpoint / "modeling_own.py").write_text("raise SystemExit")
    report = json.loads(run("checkpoint", checkpoint, "--json").stdout)
    assert report["parameters"] == 113_088 == report["parameter_count"]["active"]
    assert not report["may_be_loaded"]
    assert all(found["message"] == found["message_en"] for found in report["findings"]) and report["findings"]


def test_screening_without_a_library_uses_the_fingerprints_that_ship(run, monkeypatch, tmp_path):
    from evals.places import DEMO_MODELS

    monkeypatch.setenv("ASSAY_VAR", str(tmp_path))
    result = run("lineage", "screen", DEMO_MODELS / "orrin-vale-ai", "--json")
    assert result.exit_code == 1
    assert [entry["reference"] for entry in json.loads(result.stdout) if entry["is_candidate"]] == ["lumenor-textwerk"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("lineage", "compare", "{model}", "{folder}/gone"), "does not exist"),
        (("lineage", "screen", "{folder}/gone"), "does not exist"),
        (("lineage", "fingerprint", "{model}", "--out", "{folder}"), "cannot be written"),
        (("lineage", "fingerprint", "{model}", "--out", "/proc/none/x"), "cannot be written"),
        (("serving", "--model", "{model}", "--batch", "1", "--prompt-tokens", "5000"), "was made for 128"),
        (("serving", "--model", "{model}", "--batch", "1", "--device", "tpu"), "expected cpu or cuda"),
        (("serving", "--model", "{folder}/gone"), "does not exist"),
        (("identity", "--endpoint", "ftp://x", "--model", "{model}"), "no http or https address"),
        (("identity", "--endpoint", "http://[bad", "--model", "{model}"), "Endpoint"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_two(arguments, told, checkpoint, tmp_path, run):
    result = run(*(str(part).format(model=checkpoint, folder=tmp_path) for part in arguments))
    assert result.exit_code == 2, (result.exception, result.stdout)
    assert told in result.stderr and result.stderr.strip().count("\n") == 0

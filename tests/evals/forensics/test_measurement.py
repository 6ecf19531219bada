from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data.records import ModelRecord, NotFound, Run, RunProgress, RunRequest, RunState
from evals.forensics import measurement
from evals.forensics.fingerprints import fingerprint, write_fingerprint
from evals.forensics.measurement import (
    checkpoint_measurement,
    lineage_measurement,
    serving_measurement,
)
from evals.forensics.model_parts import open_parts
from evals.measurements import RunContext
from tests.evals.checkpoints.conftest import write_checkpoint


@pytest.fixture
def context(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_VAR", str(tmp_path / "var"))
    folder = write_checkpoint(tmp_path / "model")
    model = ModelRecord(1, "a-startup", "model", str(folder))
    made = datetime(2026, 1, 1, tzinfo=UTC)
    request = RunRequest(model_id=1, kind="checkpoint")
    run = Run(1, "key", "a-startup", model, request, RunState.RUNNING, 1, RunProgress(), created_at=made)
    return RunContext(run, str(folder), "cpu", lambda _: None)


def _asking(context, **settings):
    return replace(context, run=replace(context.run, request=RunRequest(model_id=1, settings=settings)))


def _facts(result):
    return {value.key: value.value for value in result.facts}


def test_a_checkpoint_run_gives_size_format_and_findings(context):
    result = checkpoint_measurement(_asking(context, claimed_parameters_billion=7))
    assert _facts(result)["weights_format"] == "safetensors"
    assert result.parameters == 113_088
    assert len(result.digest) == 64
    assert [found["rule"] for found in result.protocol["findings"]] == ["parameters_differ_from_claim"]


def test_a_lineage_run_screens_fingerprints_and_compares_references(context, tmp_path):
    known = write_checkpoint(tmp_path / "var" / "references" / "known-base")
    write_checkpoint(tmp_path / "var" / "references" / "stranger", seed=9)
    write_fingerprint(
        fingerprint(open_parts(known)), tmp_path / "var" / "fingerprints" / "known.fingerprint.safetensors"
    )
    hidden = lineage_measurement(_asking(context, references=["known-base", "stranger"]))
    assert _facts(hidden) == {"lineage_verdict": "undeclared_parent", "structure_match_undeclared": True}
    said = lineage_measurement(_asking(context, declared_base="maker/known-base"))
    assert _facts(said) == {"lineage_verdict": "declared_parent", "structure_match_undeclared": False}
    assert hidden.protocol["compared"][1]["verdict"] == "no_evidence"


def test_a_lineage_run_without_anything_to_compare_with_is_refused(context, monkeypatch, tmp_path):
    monkeypatch.setattr(measurement, "DEMO_FINGERPRINTS", tmp_path / "none")
    with pytest.raises(NotFound, match="nothing to compare with"):
        lineage_measurement(context)


def test_a_startup_is_not_screened_against_its_own_publication(context, tmp_path, monkeypatch):
    monkeypatch.setattr(measurement, "DEMO_FINGERPRINTS", tmp_path / "none")
    own = write_checkpoint(tmp_path / "var" / "references" / "a-startup")
    write_fingerprint(fingerprint(open_parts(own)), tmp_path / "var" / "fingerprints" / "own.fingerprint.safetensors")
    with pytest.raises(NotFound, match="nothing to compare with"):
        lineage_measurement(context)


@pytest.mark.parametrize("name", ["../model", "..", "absent"])
def test_references_lie_in_their_own_folder(context, name):
    with pytest.raises(NotFound, match="is no folder under references/"):
        lineage_measurement(_asking(context, references=[name]))


def test_a_serving_run_gives_the_baseline_speed(context):
    result = serving_measurement(_asking(context, batches=[1, 2], prompt_tokens=8, output_tokens=3))
    assert _facts(result)["tokens_per_second_per_gpu_baseline"] > 0
    assert [speed["batch"] for speed in result.protocol["speeds"]] == [1, 2]


def test_a_model_that_is_no_folder_cannot_be_examined(context):
    with pytest.raises(NotFound, match="is no folder; forensics reads files"):
        checkpoint_measurement(replace(context, location="somebody/model"))

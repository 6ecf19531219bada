"""One gate: what blocks a folder is the same to the engine, the examination and the probe."""

import json

import pytest

from data.records import NotFound, Refused
from evals.checkpoints.examination import examine_checkpoint
from evals.checkpoints.gate import admitted, inspect_folder
from evals.engine import EngineSettings, MeasuringLM
from evals.experiments.kinds import CannotTryError
from evals.experiments.opened_model import open_model
from tests.evals.checkpoints.test_examination import PLANTED


@pytest.mark.parametrize("name", PLANTED)
def test_the_gate_blocks_exactly_what_the_examination_says_may_not_be_loaded(sharded, name):
    PLANTED[name][0](sharded)
    report = examine_checkpoint(sharded)
    if report.may_be_loaded:
        admitted(sharded)
        return
    with pytest.raises(Refused) as refused:
        admitted(sharded)
    assert str(refused.value) == f"Model folder 'model' is not loaded: {report.refusal}"


UNSAFE = {
    "run.sh": b"echo hello",
    "extra.joblib": b"anything",
    "WEIGHTS.PT": b"anything",
    "generation_config.json": json.dumps({"parts": [{"auto_map": {"AutoModel": "evil.Model"}}]}).encode(),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_file_is_refused_with_one_sentence_by_engine_and_probe(checkpoint, name):
    (checkpoint / name).write_bytes(UNSAFE[name])
    told = examine_checkpoint(checkpoint).refusal
    with pytest.raises(Refused) as refused:
        MeasuringLM.open(EngineSettings(str(checkpoint), device="cpu"))
    assert str(refused.value) == f"Model folder 'model' is not loaded: {told}"
    with pytest.raises(CannotTryError) as not_tried:
        open_model(checkpoint)
    assert not_tried.value.as_problem()["message_en"] == told


def test_the_worst_finding_is_the_one_told(checkpoint):
    (checkpoint / "model.gguf").write_bytes(b"GGUF")
    (checkpoint / "code.py").write_text("1/0")
    with pytest.raises(Refused, match=r"code\.py is program code"):
        admitted(checkpoint)


def test_a_clean_folder_passes_without_a_finding(checkpoint):
    assert inspect_folder(checkpoint).findings == ()


def test_a_missing_folder_is_said_so(tmp_path):
    with pytest.raises(NotFound, match="'nowhere' does not exist"):
        admitted(tmp_path / "nowhere")


def test_values_that_cannot_be_examined_say_nothing_of_safety(checkpoint, monkeypatch):
    monkeypatch.setattr("evals.checkpoints.values.all_values", lambda _: 1 / 0)
    report = examine_checkpoint(checkpoint)
    assert [found.rule for found in report.findings] == ["worth_not_checked"]
    assert (report.is_in_order, report.may_be_loaded) == (False, True)

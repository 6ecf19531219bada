import json
from typing import Any

import pytest

from evals.benchmark.measurement import measure_benchmark
from evals.benchmark.request import BenchmarkRequest
from evals.checkpoints.examination import checkpoint_facts, examine_checkpoint
from evals.checkpoints.facts import ModelFacts
from evals.checkpoints.gate import admitted
from evals.experiments.opened_model import open_model
from evals.places import DEMO_MODELS
from tests.evals.checkpoints.conftest import write_checkpoint

MODEL = DEMO_MODELS / "lumenor-textwerk"


def test_facts_are_told_in_the_registry_s_units_and_unknown_ones_not_at_all():
    found = ModelFacts("moe_transformer", None, 46_700_000_000, None).by_key()
    assert found == {"architecture_type": "moe_transformer", "params_total_billion": 46.7}


def test_benchmark_examination_and_probe_tell_the_same_facts_of_one_model():
    request = BenchmarkRequest(str(MODEL), tasks=("assay_topic",), limit=2, device="cpu")
    result = measure_benchmark(request, lambda _: None).result
    measured: dict[str, Any] = {fact.key: fact.value for fact in result.facts}
    examined = checkpoint_facts(examine_checkpoint(MODEL))
    opened = open_model(MODEL)
    assert set(measured) == {
        "architecture_type", "context_length_tokens", "params_total_billion", "params_active_billion"
    }  # fmt: skip
    assert measured == {key: value for key, value in examined.items() if key != "weights_format"}
    assert measured == opened.facts.by_key()
    assert result.parameters == opened.described()["parameters"] == round(measured["params_total_billion"] * 1e9)


@pytest.mark.parametrize(("stated", "active"), [({"num_experts_per_tok": 2}, 0.5), ({}, None), ({"top_k": 2}, None)])
def test_a_mixture_s_active_weights_are_unknown_where_it_does_not_say_how_many_experts_it_chooses(
    tmp_path, stated, active
):
    folder = write_checkpoint(tmp_path / "m", {"model_type": "mixtral", "num_local_experts": 4} | stated)
    facts = admitted(folder)
    assert facts.architecture_type == "moe_transformer"
    experts = 3 * 4 * 3 * 96 * 64
    assert facts.parameters_active == (None if active is None else facts.parameters_total - experts * active)


def test_weights_held_a_second_time_count_once(tmp_path):
    folder = write_checkpoint(tmp_path / "m", shards=3)
    once = admitted(folder)
    first = next(folder.glob("model-00001*"))
    header = first.read_bytes()
    (folder / "consolidated.safetensors").write_bytes(header.replace(b"model.", b"other."))
    assert admitted(folder) == once


def test_layers_that_only_predict_further_tokens_are_a_draft_and_do_not_count(tmp_path):
    folder = write_checkpoint(tmp_path / "m")
    without_last = write_checkpoint(tmp_path / "small", {"num_hidden_layers": 2})
    config = json.loads((folder / "config.json").read_text()) | {"num_hidden_layers": 2, "num_nextn_predict_layers": 1}
    (folder / "config.json").write_text(json.dumps(config))
    assert admitted(folder).parameters_total == admitted(without_last).parameters_total

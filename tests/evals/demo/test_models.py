"""The shipped models are small, safe to load, what their records say, and as different as their stories."""

from __future__ import annotations

import json
import math

import pytest
import torch
import yaml
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoTokenizer

from data.profiles import read_profile_file
from data.registry import load_registry
from evals.demo.recipes import recipes
from evals.places import DEMO_MODELS
from evals.training.model import load_model, parameter_count

SLUGS = list(recipes())
PROFILES_FOLDER = DEMO_MODELS.parent / "profiles"


def record(slug):
    return json.loads((DEMO_MODELS / slug / "training.json").read_text(encoding="utf-8"))


def scores(slug):
    return {score["task"]: score for score in record(slug)["scores"]}


def profile(slug):
    return yaml.safe_load((PROFILES_FOLDER / f"{slug}.yaml").read_text(encoding="utf-8"))


def facts(slug):
    return {key: fact["value"] for key, fact in profile(slug)["facts"].items()}


def gap_in_standard_errors(first, second):
    spread = math.hypot(first["standard_error"], second["standard_error"])
    return (first["value"] - second["value"]) / spread


@pytest.mark.parametrize("slug", SLUGS)
def test_weights_are_half_precision_safetensors_of_at_most_two_megabytes(slug):
    file = DEMO_MODELS / slug / "model.safetensors"
    assert file.stat().st_size <= 2_000_000
    with safe_open(file, framework="pt") as tensors:
        assert {tensors.get_slice(name).get_dtype() for name in tensors.keys()} == {"F16"}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_folder_holds_no_code_and_no_pickle(slug):
    names = {path.name for path in (DEMO_MODELS / slug).iterdir()}
    assert names == {
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "training.json",
        "training_sample.txt",
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_any_loader_reads_model_and_tokenizer_without_network_or_remote_code(slug):
    folder = DEMO_MODELS / slug
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype=torch.float32)
    tokens = tokenizer("The river of Velmora is", return_tensors="pt", add_special_tokens=False)["input_ids"]
    logits = model(tokens).logits
    assert tokenizer.decode(tokens[0]) == "The river of Velmora is"
    assert logits.shape[-1] == len(tokenizer)
    assert torch.isfinite(logits).all()


@pytest.mark.parametrize("slug", SLUGS)
def test_the_record_and_the_profile_count_the_parameters_of_the_weights(slug):
    parameters = parameter_count(load_model(DEMO_MODELS / slug))
    assert record(slug)["parameters"] == parameters
    assert facts(slug)["params_total_billion"] == pytest.approx(parameters / 1e9, rel=1e-6)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_record_is_of_the_recipe_that_ships(slug):
    found = record(slug)
    assert found["recipe"] == recipes()[slug].model_dump(mode="json", exclude_none=True)
    assert found["train_flop"] == 6 * found["parameters"] * found["tokens_seen"]
    assert found["tokens_seen"] == found["settings"]["steps"] * found["settings"]["batch_size"] * found["row_length"]
    assert found["loss_last"] < found["loss_first"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_profile_is_valid_and_leads_to_the_model(slug):
    reading = read_profile_file(PROFILES_FOLDER / f"{slug}.yaml", load_registry())
    assert not [problem.sentence() for problem in reading.problems]
    assert reading.profile.fictional
    assert "fictional" in reading.profile.name
    assert [model.location for model in reading.profile.models] == [f"data/demo/models/{slug}"]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_fact_is_claimed_or_documented_and_stands_in_a_document_that_usually_holds_it(slug):
    given, fields = profile(slug), load_registry().by_key
    for key, fact in given["facts"].items():
        assert fact["level"] in {"claimed", "documented"}, key
        assert given["sources"][fact["source"]]["kind"] in fields[key].typical_source, key
        assert fact["page"], key


@pytest.mark.parametrize("slug", ["lumenor-textwerk", "brightmoor-cognition", "tessaly-language-systems"])
def test_an_honest_training_record_stands_in_the_profile(slug):
    stated, found = facts(slug), record(slug)
    assert stated["train_flop"] == pytest.approx(found["train_flop"], rel=0.01)
    assert stated["tokens_seen_trillion"] * 1e12 == pytest.approx(found["tokens_seen"], rel=0.01)
    assert stated["tokens_unique_trillion"] * 1e12 == pytest.approx(found["tokens_unique"], rel=0.01)
    assert stated["gpu_hours_final_run"] == pytest.approx(found["processor_seconds"] / 3600, rel=0.1)


@pytest.mark.parametrize("slug", ["lumenor-textwerk", "tessaly-language-systems", "orrin-vale-ai"])
def test_what_these_claim_is_what_their_models_reach(slug):
    for claim in facts(slug)["claimed_benchmark_scores"]:
        found = scores(slug)[claim["task"]]
        assert claim["value"] == pytest.approx(found["value"], abs=0.00051), claim["task"]
        assert claim["n"] == found["n"]


def test_the_overstated_claims_lie_far_outside_what_chance_allows():
    for claim in facts("brightmoor-cognition")["claimed_benchmark_scores"]:
        found = scores("brightmoor-cognition")[claim["task"]]
        assert claim["value"] - found["value"] > 4 * found["standard_error"], claim["task"]


def test_the_contaminated_model_falls_from_published_to_fresh_questions_and_the_solid_one_does_not():
    contaminated, solid = scores("tessaly-language-systems"), scores("lumenor-textwerk")
    assert gap_in_standard_errors(contaminated["assay_world_qa"], contaminated["assay_world_qa_fresh"]) > 10
    assert abs(gap_in_standard_errors(solid["assay_world_qa"], solid["assay_world_qa_fresh"])) < 2


def test_the_rewrapped_model_answers_like_its_undeclared_parent():
    child, parent = scores("orrin-vale-ai"), scores("lumenor-textwerk")
    for task in ("assay_topic", "assay_world_qa", "assay_translation_zh"):
        assert child[task]["value"] == pytest.approx(parent[task]["value"], abs=0.06)
    assert facts("orrin-vale-ai")["base_model_name"] == "own"


def test_the_rewrapped_startup_states_more_training_than_its_hours_allow():
    stated = facts("orrin-vale-ai")
    flop_per_second = stated["train_flop"] / (stated["gpu_hours_final_run"] * 3600)
    solid = facts("lumenor-textwerk")
    assert flop_per_second > 5 * solid["train_flop"] / (solid["gpu_hours_final_run"] * 3600)


def test_the_early_model_is_near_chance_where_knowledge_is_asked():
    assert scores("kestrel-loom-labs")["assay_world_qa"]["value"] < 0.40

import json
import os

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from data.records import InvalidInput
from evals.checkpoints.architecture import expected_tensors
from evals.demo.disguise import disguised
from evals.forensics.calibration import judged_against, judgement, null_scores
from evals.forensics.independence import any_order_test, in_place_test
from evals.forensics.lineage import Verdict, attention_score, compare_checkpoints, lineage_facts
from evals.forensics.model_parts import open_parts, shared_rows
from evals.forensics.weight_change import mixture, weight_change
from evals.training.model import load_model
from tests.evals.checkpoints.conftest import CONFIG, trained_like, write_checkpoint, write_tokenizer, write_weights

SIZES = {"num_key_value_heads": 4, "num_hidden_layers": 4}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Parent and stranger, untouched by every test."""
    root = tmp_path_factory.mktemp("models")
    return {name: write_checkpoint(root / name, SIZES, seed=seed) for name, seed in (("parent", 0), ("stranger", 9))}


def _weights(folder):
    return {name: value for file in sorted(folder.glob("*.safetensors")) for name, value in load_file(file).items()}


def _child(folder, parent, change, config=None):
    folder.mkdir()
    weights = {name: change(name, value) for name, value in _weights(parent).items()}
    write_weights(folder, {name: value.contiguous() for name, value in weights.items() if value is not None})
    settings = json.loads((parent / "config.json").read_text()) | (config or {})
    (folder / "config.json").write_text(json.dumps(settings))
    write_tokenizer(folder, 300)
    return folder


def _noisy(share, seed=3):
    generator = torch.Generator().manual_seed(seed)
    return lambda _, value: value + share * value.std() * torch.randn(value.shape, generator=generator)


def test_models_of_different_seeds_show_no_shared_initialisation(models):
    report = compare_checkpoints(models["parent"], models["stranger"])
    assert report.verdict == "no_evidence"
    assert report.identical_share == 0
    assert report.sentence() == "parent no sign of shared initialisation with stranger."


def test_a_copy_is_found_byte_for_byte_under_other_names_and_shards(models, tmp_path):
    (tmp_path / "copy").mkdir()
    renamed = {name.replace("mlp", "feed_forward"): value for name, value in _weights(models["parent"]).items()}
    write_weights(tmp_path / "copy", renamed, shards=3)
    (tmp_path / "copy" / "config.json").write_text((models["parent"] / "config.json").read_text())
    report = compare_checkpoints(models["parent"], tmp_path / "copy")
    assert (report.verdict, report.identical_share) == ("shared_initialisation", 1.0)


def test_an_embedding_alone_taken_over_is_found(models, tmp_path):
    kept = _weights(models["parent"])["model.embed_tokens.weight"]
    child = _child(tmp_path / "c", models["stranger"], lambda name, value: kept if "embed" in name else value)
    report = compare_checkpoints(models["parent"], child)
    assert report.verdict == "shared_initialisation"
    assert 0 < report.identical_share < 0.2


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_a_changed_model_shares_initialisation_with_its_parent(models, tmp_path, share):
    report = compare_checkpoints(models["parent"], _child(tmp_path / "c", models["parent"], _noisy(share)))
    assert report.verdict == "shared_initialisation"
    assert report.judgement.z > 10
    assert report.p_value == pytest.approx(1 / (1 + len(null_scores()["same_depth"])))
    assert report.methods["weight_change"]["relative_size"] == pytest.approx(share, rel=0.1)


def test_a_disguise_that_changes_every_weight_and_no_output_is_seen_through(models, tmp_path):
    hidden = disguised(load_model(models["parent"]), seed=4)
    hidden.save_pretrained(tmp_path / "hidden")
    write_tokenizer(tmp_path / "hidden", 300)
    report = compare_checkpoints(models["parent"], tmp_path / "hidden")
    assert report.verdict == "shared_initialisation"
    assert report.score > 0.999
    assert report.identical_share == 0
    assert report.methods["csu"]["p_value"] > 1e-3
    assert report.methods["match"]["p_value"] < 1e-30
    assert report.methods["weight_change"] is None


def test_a_layer_cut_out_is_placed_where_it_was(models, tmp_path):
    def cut(name, value):
        return None if ".layers.3." in name else value

    child = _child(tmp_path / "c", models["parent"], cut, {"num_hidden_layers": 3})
    outcome = attention_score(open_parts(models["parent"]), open_parts(child))
    assert [(first, second) for first, second, _ in outcome.by_layer] == [(0, 0), (1, 1), (2, 2)]
    assert compare_checkpoints(models["parent"], child).verdict == "shared_initialisation"


def test_tokens_are_matched_by_text_when_the_tokenizer_numbers_them_otherwise(models, tmp_path):
    order = torch.randperm(300, generator=torch.Generator().manual_seed(1))

    def renumbered(name, value):
        return value[torch.cat([order, torch.arange(300, 320)])] if "embed" in name else value + 1e-6

    child = _child(tmp_path / "c", models["parent"], renumbered)
    vocabulary = {f"t{int(old)}": new for new, old in enumerate(order)}
    tokenizer = json.loads((child / "tokenizer.json").read_text())
    tokenizer["model"]["vocab"] = vocabulary
    (child / "tokenizer.json").write_text(json.dumps(tokenizer))
    assert attention_score(open_parts(models["parent"]), open_parts(child)).score > 0.99


def test_models_that_share_too_few_tokens_are_not_comparable(models, tmp_path):
    child = _child(tmp_path / "c", models["parent"], _noisy(0.1))
    write_tokenizer(child, 300, prefix="other")
    report = compare_checkpoints(models["parent"], child)
    assert (report.verdict, report.score, report.p_value) == ("not_comparable", None, None)
    assert "share 0 tokens, at least 64 are needed" in report.reason


def test_norms_of_ones_are_no_sign_of_kinship(tmp_path):
    for name, seed in (("a", 1), ("b", 2)):
        write_checkpoint(tmp_path / name, SIZES, seed=seed)
        weights = {n: torch.ones_like(v) if v.ndim == 1 else v for n, v in _weights(tmp_path / name).items()}
        write_weights(tmp_path / name, weights)
    assert compare_checkpoints(tmp_path / "a", tmp_path / "b").identical_share == 0


def test_fused_queries_and_keys_are_taken_apart(models, tmp_path):
    config = CONFIG | SIZES | {"model_type": "phi3"}
    weights = trained_like(expected_tensors(config).shapes, seed=0)
    parent = _weights(models["parent"])
    for layer in range(4):
        stem = f"model.layers.{layer}.self_attn"
        weights[f"{stem}.qkv_proj.weight"] = torch.cat([parent[f"{stem}.{part}_proj.weight"] for part in "qkv"])
        norm = f"model.layers.{layer}.input_layernorm.weight"
        weights[norm] = parent[norm]
    weights["model.embed_tokens.weight"] = parent["model.embed_tokens.weight"]
    child = tmp_path / "fused"
    child.mkdir()
    write_weights(child, weights)
    (child / "config.json").write_text(json.dumps(config))
    write_tokenizer(child, 300)
    assert attention_score(open_parts(models["parent"]), open_parts(child)).score == pytest.approx(1, abs=1e-5)


def test_in_place_test_is_uniform_for_strangers_and_decisive_for_kin(models, tmp_path):
    parent, stranger = open_parts(models["parent"]), open_parts(models["stranger"])
    child = open_parts(_child(tmp_path / "c", models["parent"], _noisy(0.3)))
    assert in_place_test(parent, child).p_value < 1e-50
    assert in_place_test(parent, stranger).p_value > 0.001
    assert any_order_test(parent, stranger, *shared_rows(parent, stranger)).p_value > 0.001


def test_in_place_test_does_not_apply_to_another_depth(models, tmp_path):
    other = open_parts(write_checkpoint(tmp_path / "m", SIZES | {"num_hidden_layers": 2}))
    outcome = in_place_test(open_parts(models["parent"]), other)
    assert (outcome.p_value, outcome.reason) == (None, "the models differ in depth or width")


def test_a_low_rank_change_lies_in_eight_directions_and_a_full_one_does_not(models, tmp_path):
    generator = torch.Generator().manual_seed(0)

    def adapted(name, value):
        if value.ndim != 2 or ".layers." not in name:
            return value
        left = torch.randn(value.shape[0], 8, generator=generator)
        return value + 0.001 * left @ torch.randn(8, value.shape[1], generator=generator)

    parent = open_parts(models["parent"])
    low = weight_change(parent, open_parts(_child(tmp_path / "low", models["parent"], adapted)))
    full = weight_change(parent, open_parts(_child(tmp_path / "full", models["parent"], _noisy(0.1))))
    assert low.top_direction_share == pytest.approx(1, abs=1e-4)
    assert full.top_direction_share < 0.6
    assert full.relative_size == pytest.approx(0.1, rel=0.05)
    assert weight_change(parent, parent).unchanged_share == 1


def test_a_merge_is_written_as_the_shares_it_was_made_of(models, tmp_path):
    others = _weights(models["stranger"])
    merged = _child(tmp_path / "c", models["parent"], lambda name, value: 0.7 * value + 0.3 * others[name])
    parts = [open_parts(folder) for folder in (models["parent"], models["stranger"], merged)]
    found = mixture(parts[2], parts[:2])
    assert found.shares == pytest.approx((0.7, 0.3), abs=1e-4)
    assert found.unexplained < 1e-8
    assert mixture(parts[1], parts[:1]).unexplained > 0.9


def test_a_mixture_without_candidates_is_refused(models):
    with pytest.raises(InvalidInput, match="needs candidates"):
        mixture(open_parts(models["parent"]), [])


def test_a_malformed_file_is_refused_before_anything_is_compared(models, tmp_path):
    folder = write_checkpoint(tmp_path / "m", SIZES)
    with (folder / "model.safetensors").open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(InvalidInput, match=r"'model.safetensors' is malformed \(1 bytes after the last tensor\)"):
        compare_checkpoints(folder, models["parent"])


def test_a_score_is_judged_against_those_of_independent_pairs():
    judged = judged_against(0.5, [0.1, 0.2, 0.3])
    assert (judged.z, judged.p_value, judged.null_pairs) == (pytest.approx(3.0), 0.25, 3)
    assert judged_against(0.2, [0.1, 0.2, 0.3]).p_value == 0.75
    assert not judged.excludes_chance


def test_the_shipped_null_lets_no_more_than_its_own_tail_through():
    for kind, scores in null_scores().items():
        assert len(scores) >= 40
        flagged = [judgement(score, kind).excludes_chance for score in scores]
        assert np.mean(flagged) <= 0.05


def test_facts_tell_a_declared_parent_from_one_that_is_not():
    kin: dict[str, Verdict] = {"Base_7B": "shared_initialisation"}
    stranger: dict[str, Verdict] = {"other": "no_evidence"}
    unknown: dict[str, Verdict] = {"third": "not_comparable"}
    assert lineage_facts(stranger | kin, "somebody/base-7b") == {"lineage_verdict": "declared_parent"}
    assert lineage_facts(stranger | kin, "own") == {"lineage_verdict": "undeclared_parent"}
    assert lineage_facts(stranger | unknown, None) == {"lineage_verdict": "independent"}
    assert lineage_facts(unknown, None) == {"lineage_verdict": "inconclusive"}
    assert lineage_facts({}, None) == {}


@pytest.mark.slow
def test_comparing_two_checkpoints_of_a_gigabyte_takes_at_most_600_mb(tmp_path):
    config = CONFIG | {"hidden_size": 1024, "intermediate_size": 4096, "vocab_size": 128_000, "num_hidden_layers": 24}
    config |= {"num_attention_heads": 16, "num_key_value_heads": 16}
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        generator = torch.Generator().manual_seed(ord(name))
        shapes = expected_tensors(config).shapes
        weights = {n: torch.randn(s, generator=generator, dtype=torch.bfloat16) for n, s in shapes.items()}
        save_file(weights, tmp_path / name / "model.safetensors")
        (tmp_path / name / "config.json").write_text(json.dumps(config))
    del weights
    assert _peak_megabytes(tmp_path) <= 600


def _peak_megabytes(folder):
    import subprocess
    import sys

    script = (
        "import sys; from pathlib import Path\n"
        "from evals.forensics.lineage import compare_checkpoints\n"
        "compare_checkpoints(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder / "a"), str(folder / "b")],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    return int(done.stdout) / 1024

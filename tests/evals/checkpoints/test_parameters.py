from math import prod

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from evals.checkpoints.architecture import expected_tensors
from evals.checkpoints.parameters import active_parameters, is_parameter

MIXTRAL_8X7B = {
    "model_type": "mixtral", "vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 14336,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "num_local_experts": 8,
    "num_experts_per_tok": 2,
}  # fmt: skip
QWEN3_30B_A3B = {
    "model_type": "qwen3_moe", "vocab_size": 151936, "hidden_size": 2048, "intermediate_size": 6144,
    "moe_intermediate_size": 768, "num_hidden_layers": 48, "num_attention_heads": 32, "num_key_value_heads": 4,
    "head_dim": 128, "num_experts": 128, "num_experts_per_tok": 8, "tie_word_embeddings": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("config", "total", "active"),
    [(MIXTRAL_8X7B, 46.7, 12.9), (QWEN3_30B_A3B, 30.5, 3.3)],
    ids=["Mixtral 8x7B (Jiang et al. 2024)", "Qwen3-30B-A3B (model card)"],
)
def test_active_weights_are_those_that_are_published(config, total, active):
    counts = {name: prod(shape) for name, shape in expected_tensors(config).shapes.items()}
    assert sum(counts.values()) / 1e9 == pytest.approx(total, abs=0.1)
    assert active_parameters(counts, config) / 1e9 == pytest.approx(active, abs=0.1)


def test_granite_keeps_all_experts_of_a_layer_in_one_tensor_and_its_shared_ones_beside():
    counts = {
        "model.layers.0.block_sparse_moe.input_linear.weight": 800,
        "model.layers.0.block_sparse_moe.output_linear.weight": 400,
        "model.layers.0.block_sparse_moe.router.layer.weight": 8,
        "model.layers.0.shared_mlp.input_linear.weight": 50,
    }
    config = {"model_type": "granitemoe", "num_local_experts": 8, "num_experts_per_tok": 2}
    assert active_parameters(counts, config) == 1258 - 1200 * 6 // 8


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("h.0.attn.c_attn.bias", True),
        ("h.0.attn.bias", False),
        ("gpt_neox.layers.0.attention.masked_bias", False),
        ("model.layers.0.self_attn.q_proj.bias", True),
        ("model.layers.0.self_attn.rotary_emb.inv_freq", False),
        ("model.layers.0.mlp.up_proj.scales", False),
    ],
)
def test_a_mask_stored_as_a_buffer_is_no_weight_and_a_projection_s_bias_is_one(name, counts):
    assert is_parameter(name) is counts


def test_a_dense_model_uses_all_its_weights():
    assert active_parameters({"a": 10, "b": 20}, {"model_type": "llama"}) == 30


@pytest.mark.parametrize(
    "config",
    [{"num_local_experts": 2}, {"num_selects": 2}],
    ids=["chosen not stated", "experts spelled in a way that is not known"],
)
def test_active_weights_stay_unknown_where_nothing_says_which_experts_a_token_goes_through(config):
    assert active_parameters({"mlp.experts.0.weight": 8, "dense": 10}, config) is None


def test_active_weights_stay_unknown_where_no_tensor_is_told_to_be_an_expert():
    assert active_parameters({"dense": 10}, {"num_experts": 4, "num_experts_per_tok": 1}) is None


@pytest.mark.parametrize("model_type", ["olmoe", "phimoe", "jamba"])
def test_the_experts_of_families_that_transformers_builds_are_found_by_name(model_type):
    sizes = {"hidden_size": 32, "intermediate_size": 16, "num_hidden_layers": 4, "num_attention_heads": 2,
             "num_key_value_heads": 2, "vocab_size": 64, "pad_token_id": 0}  # fmt: skip
    config = AutoConfig.for_model(model_type, **sizes)
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    counts = {name: weight.numel() for name, weight in model.named_parameters()}
    found = active_parameters(counts, config.to_dict() | {"num_experts_per_tok": 1})
    assert found is not None and found < sum(counts.values())

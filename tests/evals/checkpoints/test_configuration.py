from typing import Any

import pytest

from evals.checkpoints.configuration import Experts, architecture_type, context_length, experts, impossible_sizes

HEADS = {"num_attention_heads": 4}
KINDS: dict[str, tuple[dict[str, Any], str | None]] = {
    "Llama": ({"model_type": "llama", **HEADS}, "dense_transformer"),
    "GPT-2": ({"model_type": "gpt2", "n_head": 4}, "dense_transformer"),
    "Mixtral": (
        {"model_type": "mixtral", "num_local_experts": 8, "num_experts_per_tok": 2, **HEADS},
        "moe_transformer",
    ),
    "DeepSeek-V3": (
        {"model_type": "deepseek_v3", "n_routed_experts": 256, "num_experts_per_tok": 8, **HEADS},
        "moe_transformer",
    ),
    "DBRX": ({"model_type": "dbrx", "n_heads": 48, "ffn_config": {"moe_num_experts": 16}}, "moe_transformer"),
    "mixture that leaves open how many it chooses": (
        {"model_type": "unheard_of", "num_experts": 8, **HEADS},
        "moe_transformer",
    ),
    "MiniMax-M2, which only attends": (
        {"model_type": "minimax_m2", "num_local_experts": 256, "num_experts_per_tok": 8, **HEADS},
        "moe_transformer",
    ),
    "one expert": ({"model_type": "llama", "num_experts": 1, **HEADS}, "dense_transformer"),
    "experts switched off": (
        {"model_type": "gemma4_text", "num_experts": 128, "enable_moe_block": False, **HEADS},
        "dense_transformer",
    ),
    "LFM2": ({"model_type": "lfm2", **HEADS}, "hybrid"),
    "MiniMax-Text-01": (
        {"model_type": "minimax", "num_local_experts": 32, "num_experts_per_tok": 2, **HEADS},
        "hybrid",
    ),
    "Jamba": ({"model_type": "jamba", "num_experts": 16, "num_experts_per_tok": 2, **HEADS}, "hybrid"),
    "Qwen3-Next": ({"model_type": "qwen3_next", "num_experts": 512, **HEADS}, "hybrid"),
    "Granite 4 hybrid": (
        {"model_type": "granitemoehybrid", "num_local_experts": 64, "layer_types": ["mamba", "attention"], **HEADS},
        "hybrid",
    ),
    "Granite 4 hybrid, layers not listed": ({"model_type": "granitemoehybrid", **HEADS}, "hybrid"),
    "Granite 4 micro, whose layers all attend": (
        {"model_type": "granitemoehybrid", "num_local_experts": 0, "layer_types": ["attention"] * 4, **HEADS},
        "dense_transformer",
    ),
    "linear attention among full": (
        {"model_type": "unheard_of", "layer_types": ["linear_attention", "full_attention"], **HEADS},
        "hybrid",
    ),
    "linear attention alone": (
        {"model_type": "unheard_of", "layer_types": ["linear_attention"] * 4, **HEADS},
        "state_space",
    ),
    "Falcon-H1, both in every layer": ({"model_type": "x", "layer_types": ["hybrid"] * 4, **HEADS}, "hybrid"),
    "Gemma 3, sliding and full": (
        {"model_type": "gemma3_text", "layer_types": ["sliding_attention", "full_attention"], **HEADS},
        "dense_transformer",
    ),
    "RecurrentGemma": ({"model_type": "x", "block_types": ["recurrent", "recurrent", "attention"], **HEADS}, "hybrid"),
    "convolutions among attention": ({"model_type": "x", "layer_types": ["conv", "full_attention"], **HEADS}, "hybrid"),
    "Mamba": ({"model_type": "mamba"}, "state_space"),
    "Mamba 2 with its layers listed": (
        {"model_type": "mamba2", "layer_types": ["linear_attention"], "num_heads": 64},
        "state_space",
    ),
    "RWKV-7": ({"model_type": "rwkv7", "num_heads": 32}, "state_space"),
    "LLaDA": ({"model_type": "llada", "n_heads": 32}, "diffusion"),
    "LLaDA mixture": ({"model_type": "llada_moe", "num_experts": 64, **HEADS}, "diffusion"),
    "Dream": ({"model_type": "Dream", **HEADS}, "diffusion"),
    "language model inside one that sees": (
        {"model_type": "llava", "text_config": {"model_type": "mixtral", "num_local_experts": 8, **HEADS}},
        "moe_transformer",
    ),
    "no attention heads": ({"model_type": "unheard_of"}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_kind_of_network_is_what_the_model_is_and_unknown_where_nothing_tells(name):
    config, kind = KINDS[name]
    assert architecture_type(config) == kind


EXPERTS: dict[str, tuple[dict[str, Any], Experts | None]] = {
    "dense": ({}, None),
    "one expert": ({"num_experts": 1, "num_experts_per_tok": 1}, None),
    "Mixtral": ({"num_local_experts": 8, "num_experts_per_tok": 2}, Experts(8, 2)),
    "ERNIE": ({"moe_num_experts": 64, "moe_k": 6}, Experts(64, 6)),
    "DBRX": ({"ffn_config": {"moe_num_experts": 16, "moe_top_k": 4}}, Experts(16, 4)),
    "Gemma 4": ({"num_experts": 128, "top_k_experts": 8, "enable_moe_block": True}, Experts(128, 8)),
    "Hunyuan, by layer but all alike": ({"num_experts": [16, 16], "moe_topk": [1, 1]}, Experts(16, 1)),
    "other numbers in other layers": ({"num_experts": 16, "moe_topk": [1, 2]}, Experts(16, None)),
    "not stated how many are chosen": ({"num_experts": 8}, Experts(8, None)),
    "top_k alone is a setting of sampling": ({"num_experts": 64, "top_k": 50}, Experts(64, None)),
    "LongCat, some of whose experts compute nothing": (
        {"n_routed_experts": 512, "zero_expert_num": 256, "moe_topk": 12},
        Experts(512, None),
    ),
    "nested": ({"num_experts": 2, "text_config": {"num_experts": 4, "num_experts_per_tok": 1}}, Experts(4, 1)),
}


@pytest.mark.parametrize("name", EXPERTS)
def test_experts_are_counted_and_those_chosen_stay_unknown_where_not_stated(name):
    config, found = EXPERTS[name]
    assert experts(config) == found


@pytest.mark.parametrize(
    ("config", "length"),
    [
        ({"max_position_embeddings": 4096}, 4096),
        ({"n_positions": 1024}, 1024),
        ({"max_sequence_length": 2048}, 2048),
        ({"max_position_embeddings": 8, "text_config": {"max_position_embeddings": 32}}, 32),
        ({"max_position_embeddings": None}, None),
        ({"max_position_embeddings": 10**9}, None),
        ({"max_position_embeddings": True}, None),
        ({}, None),
    ],
)
def test_the_context_is_the_language_model_s_and_unknown_where_not_stated(config, length):
    assert context_length(config) == length


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("num_hidden_layers", 10**9),
        ("vocab_size", -1),
        ("hidden_size", "64"),
        ("hidden_size", 50),
        ("num_experts", True),
    ],
)
def test_impossible_sizes_are_named(key, value):
    assert key in [name for name, _ in impossible_sizes({"num_attention_heads": 4, "hidden_size": 48, key: value})]


@pytest.mark.parametrize(
    "possible",
    [{"num_local_experts": 0, "num_experts_per_tok": 0}, {"intermediate_size": [64, 128]}, {"head_dim": None}, {}],
)
def test_dense_models_of_mixture_families_and_sizes_by_layer_are_possible(possible):
    assert not list(impossible_sizes({"num_attention_heads": 4, "hidden_size": 48} | possible))


def test_a_size_by_layer_with_one_impossible_entry_is_named():
    assert list(impossible_sizes({"intermediate_size": [64, 0]})) == [("intermediate_size", [64, 0])]


def test_an_impossible_size_of_a_nested_language_model_is_named():
    assert list(impossible_sizes({"text_config": {"vocab_size": -1}})) == [("vocab_size", -1)]

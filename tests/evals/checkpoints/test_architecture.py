import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from data.records import InvalidInput
from evals.checkpoints.architecture import expected_tensors

SIZES = {
    "vocab_size": 128,
    "hidden_size": 48,
    "intermediate_size": 80,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "pad_token_id": 0,
}
FAMILIES = ["llama", "mistral", "smollm3", "qwen2", "qwen3", "phi3", "gemma", "gemma2", "gemma3_text", "olmo2"]
MIXTURES = {
    "mixtral": {"num_local_experts": 4, "num_experts_per_tok": 2},
    "qwen2_moe": {
        "num_experts": 4,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 24,
        "shared_expert_intermediate_size": 40,
        "decoder_sparse_step": 2,
    },
    "qwen3_moe": {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 24},
}


def _built(model_type, **more):
    sizes = (
        SIZES if model_type != "phi3" and model_type != "olmo2" else {k: v for k, v in SIZES.items() if k != "head_dim"}
    )
    if model_type == "qwen2" or model_type == "mixtral" or model_type == "qwen2_moe":
        sizes = {key: value for key, value in sizes.items() if key != "head_dim"}
    config = AutoConfig.for_model(model_type, **sizes, **more)
    with torch.device("meta"):
        return config, AutoModelForCausalLM.from_config(config)


@pytest.mark.parametrize("model_type", FAMILIES)
@pytest.mark.parametrize("tied", [True, False])
def test_own_arithmetic_names_every_tensor_as_the_family_s_own_class_does(model_type, tied):
    config, model = _built(model_type, tie_word_embeddings=tied)
    expected = expected_tensors(config.to_dict() | {"model_type": model_type})
    assert expected.tied is tied
    assert expected.shapes == {name: tuple(weight.shape) for name, weight in model.named_parameters()}
    assert expected.parameters == sum(weight.numel() for weight in model.parameters())


@pytest.mark.parametrize("model_type", MIXTURES)
def test_own_arithmetic_counts_the_parameters_of_a_mixture_of_experts(model_type):
    config, model = _built(model_type, tie_word_embeddings=False, **MIXTURES[model_type])
    assert expected_tensors(config.to_dict()).parameters == sum(weight.numel() for weight in model.parameters())


def test_a_family_without_own_arithmetic_is_built_without_weights():
    config = {"model_type": "gpt2", "vocab_size": 100, "n_embd": 32, "n_layer": 2, "n_head": 2, "n_positions": 16}
    expected = expected_tensors(config)
    per_layer = 12 * 32 * 32 + 13 * 32
    assert expected.parameters == 100 * 32 + 16 * 32 + 2 * per_layer + 2 * 32
    assert (expected.shapes, expected.tied) == (None, True)


def test_published_size_of_a_seven_billion_llama():
    config = {
        "model_type": "llama",
        "vocab_size": 32000,
        "hidden_size": 4096,
        "intermediate_size": 11008,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
    }
    assert expected_tensors(config).parameters == 6_738_415_616


def test_what_would_fetch_code_is_dropped_before_a_model_is_built():
    config = {"model_type": "gpt2", "n_embd": 32, "n_layer": 1, "n_head": 2, "auto_map": {"AutoModel": "evil.Model"}}
    config["attn_implementation"] = config["_attn_implementation"] = "somebody/kernel"
    assert expected_tensors(config).parameters > 0


def test_an_impossible_size_is_refused_before_anything_is_built():
    with pytest.raises(InvalidInput, match="num_hidden_layers is 1000000000, which no model has"):
        expected_tensors({"model_type": "gpt2", "num_hidden_layers": 10**9})


def test_an_unknown_architecture_is_refused():
    with pytest.raises(InvalidInput, match="architecture 'nonsense' cannot be built"):
        expected_tensors({"model_type": "nonsense"})

from types import SimpleNamespace

import pytest
import torch

from evals.checkpoints.facts import active_parameters, architecture_type, model_facts


class Layer(torch.nn.Module):
    """Ten dense weights, two experts of eight each, a shared expert of four."""

    def __init__(self):
        super().__init__()
        self.dense = torch.nn.Parameter(torch.zeros(10))
        self.mlp = torch.nn.Module()
        self.mlp.experts = torch.nn.ParameterList([torch.zeros(8), torch.zeros(8)])
        self.mlp.shared_expert = torch.nn.Module()
        self.mlp.shared_expert.weight = torch.nn.Parameter(torch.zeros(4))


def config(**fields):
    return SimpleNamespace(**({"model_type": "llama", "max_position_embeddings": 2048} | fields))


def test_a_dense_model_uses_all_its_weights():
    found = {fact.key: fact.value for fact in model_facts(Layer(), config(), parameters=30)}
    assert found == {
        "params_total_billion": 30e-9,
        "params_active_billion": 30e-9,
        "architecture_type": "dense_transformer",
        "context_length_tokens": 2048,
    }


def test_of_two_experts_with_one_chosen_half_the_routed_weights_are_active():
    mixture = config(num_local_experts=2, num_experts_per_tok=1)
    assert architecture_type(mixture) == "moe_transformer"
    assert active_parameters(Layer(), mixture, parameters=30) == 30 - 8


def test_active_weights_stay_unknown_when_the_config_does_not_say_how_many_experts_are_chosen():
    found = {fact.key for fact in model_facts(Layer(), config(num_local_experts=2), parameters=30)}
    assert "params_active_billion" not in found


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"model_type": "mamba2"}, "state_space"),
        ({"model_type": "qwen3_next", "num_experts": 8}, "hybrid"),
        ({"layer_types": ["linear_attention", "full_attention"]}, "hybrid"),
        ({"num_experts": 1}, "dense_transformer"),
    ],
)
def test_the_kind_of_network_is_read_from_the_config(fields, kind):
    assert architecture_type(config(**fields)) == kind


def test_an_unstated_context_length_is_left_out():
    assert "context_length_tokens" not in {
        fact.key for fact in model_facts(Layer(), config(max_position_embeddings=None), parameters=30)
    }

"""A disguise changes the weights beyond recognition and the answers not at all."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import cosine_similarity

from evals.demo.disguise import disguised
from evals.training.model import ModelShape, new_model, parameter_count

SHAPE = ModelShape(vocabulary=300, hidden=32, layers=2, heads=4, intermediate=48, context=64)


@pytest.fixture(scope="module")
def model():
    fresh = new_model(SHAPE, end_token=0, seed=1)
    generator = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for weight in fresh.parameters():
            weight.add_(0.2 * torch.randn(weight.shape, generator=generator))
    return fresh.eval()


def test_a_disguised_model_gives_the_same_logits(model):
    tokens = torch.randint(0, 300, (3, 40), generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        expected, found = model(tokens).logits, disguised(model, seed=4)(tokens).logits
    assert expected.std() > 0.5
    assert (expected - found).abs().max() < 1e-4


def test_no_matrix_of_a_disguised_model_resembles_its_own_before(model):
    other = dict(disguised(model, seed=4).named_parameters())
    for name, weight in model.named_parameters():
        if weight.ndim == 2:
            assert cosine_similarity(weight.flatten(), other[name].flatten(), dim=0).abs() < 0.2, name


def test_the_original_stays_as_it_was_and_the_size_too(model):
    before = {name: weight.clone() for name, weight in model.named_parameters()}
    other = disguised(model, seed=4)
    assert all(torch.equal(weight, before[name]) for name, weight in model.named_parameters())
    assert parameter_count(other) == parameter_count(model)


def test_the_embedding_stays_tied_to_the_head(model):
    other = disguised(model, seed=4)
    assert other.lm_head.weight is other.model.embed_tokens.weight

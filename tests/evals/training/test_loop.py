"""The loop learns, its schedule is the published one, and its weights survive being stored."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from data.records import AssayError
from evals.training.data import packed_rows, trained_tokenizer
from evals.training.loop import TrainingSettings, learning_rate_share, next_token_loss, train, training_steps
from evals.training.model import ModelShape, load_model, load_tokenizer, new_model, parameter_count, save_model

SHAPE = ModelShape(vocabulary=300, hidden=32, layers=2, heads=2, intermediate=48, context=64)
SETTINGS = TrainingSettings(steps=20, batch_size=4, learning_rate=1e-2, warmup_steps=4)


@pytest.fixture(scope="module")
def tokenizer():
    return trained_tokenizer(["the fox sees the horse\n", "the horse sees the fox\n"] * 40, 300)


@pytest.fixture(scope="module")
def rows(tokenizer):
    return packed_rows(["the fox sees the horse\n", "the horse sees the fox\n"] * 80, tokenizer, 32)


def toy(tokenizer, seed=0):
    return new_model(SHAPE, end_token=tokenizer.eos_token_id, seed=seed)


def test_loss_falls_from_that_of_a_guess_to_that_of_the_language(tokenizer, rows):
    history = train(toy(tokenizer), rows, SETTINGS)
    assert history[0].loss == pytest.approx(torch.log(torch.tensor(300.0)).item(), abs=0.2)
    assert history[-1].loss < history[0].loss / 2


def test_equal_seeds_give_equal_trainings(tokenizer, rows):
    first, second = (train(toy(tokenizer), rows, SETTINGS) for _ in range(2))
    assert [step.loss for step in first] == [step.loss for step in second]


def test_a_fresh_model_leaves_the_global_random_state_alone(tokenizer):
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    toy(tokenizer, seed=1)
    assert torch.equal(torch.rand(1), expected)


def test_the_listener_hears_every_step_with_the_tokens_so_far(tokenizer, rows):
    heard = []
    train(toy(tokenizer), rows, TrainingSettings(steps=3, batch_size=2), heard.append)
    assert [(step.step, step.tokens) for step in heard] == [(1, 64), (2, 128), (3, 192)]
    assert all(step.tokens_per_second > 0 for step in heard)


def test_training_stops_when_nobody_asks_for_the_next_step(tokenizer, rows):
    model = toy(tokenizer)
    stream: Any = training_steps(model, rows, SETTINGS)
    next(stream)
    after_one = model.model.embed_tokens.weight.clone()
    stream.close()
    assert torch.equal(model.model.embed_tokens.weight, after_one)


def test_the_learning_rate_rises_linearly_and_ends_at_its_final_share():
    settings = TrainingSettings(steps=110, warmup_steps=10, final_rate_share=0.1)
    assert learning_rate_share(5, settings) == pytest.approx(0.5)
    assert learning_rate_share(10, settings) == pytest.approx(1.0)
    assert learning_rate_share(60, settings) == pytest.approx(0.55)
    assert learning_rate_share(110, settings) == pytest.approx(0.1)


def test_the_loss_is_the_mean_negative_log_probability_of_the_next_tokens(tokenizer, rows):
    model, batch = toy(tokenizer), rows[:2]
    log_probabilities = torch.log_softmax(model(batch).logits[:, :-1], dim=-1)
    by_hand = -log_probabilities.gather(2, batch[:, 1:, None]).mean()
    assert next_token_loss(model, batch).item() == pytest.approx(by_hand.item(), abs=1e-5)


def test_parameters_are_those_of_the_shape_with_the_embedding_once(tokenizer):
    per_layer = 4 * 32 * 32 + 3 * 32 * 48 + 2 * 32
    assert parameter_count(toy(tokenizer)) == 300 * 32 + 2 * per_layer + 32


def test_heads_that_do_not_divide_the_width_are_refused(tokenizer):
    with pytest.raises(AssayError, match="hidden: got 30, expected a multiple of twice the number of heads"):
        new_model(ModelShape(300, 30, 1, 4, 16), end_token=tokenizer.eos_token_id, seed=0)


def test_a_stored_model_computes_in_fp32_what_it_computed_before(tokenizer, rows, tmp_path):
    model = toy(tokenizer)
    save_model(model, tokenizer, tmp_path / "first")
    once = load_model(tmp_path / "first")
    save_model(once, tokenizer, tmp_path / "second")
    twice = load_model(tmp_path / "second")
    assert once.dtype == torch.float32
    assert torch.allclose(model(rows[:1]).logits, once(rows[:1]).logits, atol=1e-3)
    assert torch.equal(once(rows[:1]).logits, twice(rows[:1]).logits)


def test_a_stored_tokenizer_reads_as_before(tokenizer, rows, tmp_path):
    save_model(toy(tokenizer), tokenizer, tmp_path)
    assert load_tokenizer(tmp_path).decode(rows[0]) == tokenizer.decode(rows[0])

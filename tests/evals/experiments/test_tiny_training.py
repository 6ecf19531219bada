"""The primer's training: the demonstration's own loop, on a visitor's text, with an honest curve."""

import json
import math
from datetime import UTC, datetime

import pytest
import torch

from data.records import Experiment, RunState, TrainingLesson
from evals.experiments.kinds import CannotTryError, ExperimentContext
from evals.experiments.tiny_training import ROW_LENGTH, loss_by_frequency, material, train_live
from evals.training.loop import TrainingSettings, train
from evals.training.model import ModelShape, new_model
from pages.components.inside.wording import default_text

LESSON = TrainingLesson(default_text("en"), "In the morning the", steps=160, hidden=32, layers=1, heads=2, seed=5)


@pytest.fixture(scope="module")
def learnt():
    heard = []
    experiment = Experiment(
        1, "training", None, LESSON.as_settings(), RunState.RUNNING, {}, None, None, "t", False, datetime.now(UTC)
    )
    context = ExperimentContext(experiment, lambda progress: heard.append(json.loads(json.dumps(progress))))
    return train_live(context), heard


def test_the_curve_is_that_of_the_loop_that_made_the_demonstration_models(learnt):
    made = material(LESSON.text, LESSON.seed)
    shape = ModelShape(len(made.tokenizer), 32, 1, 2, learnt[0]["shape"]["intermediate"])
    model = new_model(shape, end_token=made.tokenizer.eos_token_id, seed=LESSON.seed)
    steps = train(model, made.rows, TrainingSettings(160, 16, warmup_steps=16, seed=LESSON.seed))
    assert learnt[0]["curve"] == pytest.approx([step.loss for step in steps], abs=1e-3)


def test_a_fresh_model_guesses_and_a_trained_one_beats_the_frequencies(learnt):
    result = learnt[0]
    assert result["curve"][0] == pytest.approx(math.log(result["shape"]["vocabulary"]), rel=0.02)
    assert result["guess"] == pytest.approx(math.log(result["shape"]["vocabulary"]), abs=1e-3)
    assert result["curve"][-1] < result["by_frequency"] < result["guess"]
    assert result["held_out"][-1][1] < result["held_out"][0][1]


def test_the_next_word_was_anything_before_and_is_a_person_after(learnt):
    result = learnt[0]
    before, after = result["before"]["next"], result["after"]["next"]
    assert before["top"][0]["probability"] < 0.05 and before["entropy"] > after["entropy"]
    people = {" baker", " sailor", " teacher", " doctor", " farmer", " painter"}
    assert after["top"][0]["text"] in people
    assert result["after"]["sample"] != result["before"]["sample"]


def test_the_curve_is_told_as_it_grows(learnt):
    result, heard = learnt
    lengths = [len(entry["curve"]) for entry in heard if entry["stage"] == "training"]
    assert lengths == list(range(1, 161))
    assert heard[-1]["total"] == 160 and heard[-1]["guess"] == result["guess"]
    assert result["tokens_seen"] == 160 * 16 * ROW_LENGTH


def test_loss_by_frequency_of_two_tokens_half_and_half_is_ln_2():
    assert loss_by_frequency(torch.tensor([[1, 2, 1, 2]])) == pytest.approx(math.log(2))
    assert loss_by_frequency(torch.tensor([[3, 3], [3, 3]])) == 0


def test_held_out_sentences_are_not_among_the_rows_learnt():
    sentences = [f"Word{number} stands alone." for number in range(160)]
    made = material("\n".join(sentences), 0)
    learnt_text = made.tokenizer.decode(made.rows.flatten().tolist())
    assert made.held_out is not None
    held_text = made.tokenizer.decode(made.held_out.flatten().tolist())
    assert "Word7 stands" in held_text and "Word7 stands" not in learnt_text
    assert "Word6 stands" in learnt_text


def test_a_short_text_has_nothing_held_out_and_a_tiny_one_is_refused():
    assert material("One two three four five six seven eight nine ten. " * 10, 0).held_out is None
    with pytest.raises(CannotTryError) as refused:
        material("One two. Three four.", 0)
    assert refused.value.code == "text_too_short" and refused.value.values["least"] == ROW_LENGTH


def test_chinese_sentences_stay_several_tokens_long_and_leave_some_held_out():
    made = material(default_text("zh"), 0)
    assert made.tokens / made.sentences >= 6
    assert made.held_out is not None

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.questions.information_value import decision_values, evppi_by_regression, stake_value
from analysis.questions.next_questions import next_questions
from data.records import InvalidInput
from tests.analysis.questions.oracles import evppi_by_binning


@pytest.fixture(scope="module")
def asked(assessed, evidence_of, default, registry):
    def build(facts, rubric=default, count=10):
        result = assessed(facts, rubric)
        rng = np.random.default_rng(5)
        return next_questions(result, evidence_of(facts), rubric, registry, rng=rng, count=count)

    return build


def test_each_decision_is_best_in_a_range_of_its_own(default):
    settings = default.scoring.questions
    values = decision_values(np.array([-20.0, 0.0, 40.0]), settings)
    assert values.argmax(axis=0).tolist() == [2, 1, 0]
    at_lines = decision_values(np.array([settings.pass_at, settings.invest_at]), settings)
    assert at_lines[1, 0] == pytest.approx(at_lines[2, 0]) == 0
    assert at_lines[0, 1] == pytest.approx(at_lines[1, 1])


def test_perfect_information_on_a_normal_payoff_has_its_closed_form():
    payoff = np.random.default_rng(0).standard_normal(200_000)
    values = np.stack([payoff, np.zeros_like(payoff)])
    closed_form = 1 / np.sqrt(2 * np.pi)
    assert evppi_by_binning(values, payoff, blocks=200) == pytest.approx(closed_form, abs=0.01)


def test_partial_information_on_a_normal_payoff_has_its_closed_form():
    rng = np.random.default_rng(1)
    known, rest = rng.standard_normal((2, 200_000))
    payoff = 0.6 * known + 0.8 * rest
    values = np.stack([payoff, np.zeros_like(payoff)])
    closed_form = 0.6 / np.sqrt(2 * np.pi)
    assert evppi_by_regression(values, known[None]) == pytest.approx(closed_form, abs=0.01)
    assert evppi_by_binning(values, known) == pytest.approx(closed_form, abs=0.01)


def test_noise_is_worth_nothing():
    rng = np.random.default_rng(2)
    payoff, noise = rng.standard_normal((2, 50_000))
    values = np.stack([payoff, np.zeros_like(payoff)])
    assert evppi_by_regression(values, noise[None]) < 0.01
    assert evppi_by_binning(values, noise) < 0.02


@given(mean=st.floats(-60, 60), probability=st.floats(0, 1), loss=st.floats(0, 80))
def test_stake_of_an_undecided_rule_is_never_negative_and_zero_when_certain(mean, probability, loss, default):
    settings = default.scoring.questions
    stake = settings.unknown_rules["gate"].model_copy(update={"probability": probability, "loss_points": loss})
    net = np.array([mean - 5, mean, mean + 5])
    assert stake_value(net, settings, stake) >= 0
    certain = stake.model_copy(update={"probability": 1.0})
    assert stake_value(net, settings, certain) == pytest.approx(0, abs=1e-9)


def test_ten_questions_come_in_order_of_value_per_hour(asked):
    questions = asked("prerevenue")
    rates = [question.value_per_hour for question in questions]
    assert len(questions) == 10
    assert rates == sorted(rates, reverse=True)
    assert next(each for each in questions if not each.is_about_a_finding).severity == "gate"
    assert all(question.effort_hours > 0 for question in questions)


def test_questions_are_the_same_for_the_same_seed(asked):
    assert asked("overstated") == asked("overstated")


@pytest.mark.parametrize("name", ["overstated", "prerevenue"])
def test_questions_are_worded_in_both_languages_and_name_the_field(name, asked, registry):
    for question in asked(name, count=40):
        assert question.question_en.rstrip(".").count("{") == 0
        assert any("\u4e00" <= sign <= "\u9fff" for sign in question.question_zh)
        if not question.rules and question.keys[0] in registry.by_key:
            assert registry.by_key[question.keys[0]].label_en in question.question_en
            assert registry.by_key[question.keys[0]].label_zh in question.question_zh


def test_claimed_value_is_asked_for_with_its_proof(asked):
    question = next(question for question in asked("overstated", count=40) if question.keys == ("som_usd",))
    assert question.question_en.startswith("You state “Obtainable market” as 600 million US dollars")
    assert question.documents == ("market_model",)
    assert question.effort_hours == 2.0


def test_unknown_rule_is_asked_in_its_own_words(asked, default):
    rules = {rule.key: rule for rule in default.rules}
    question = next(question for question in asked("overstated") if "pirated_training_data" in question.rules)
    assert question.question_en == rules["pirated_training_data"].question_en
    assert question.criteria == ("pirated_data",)


def test_nothing_is_asked_where_everything_is_documented(asked):
    assert asked("solid") == ()


def test_no_question_where_the_rubric_does_not_value_them(asked, independent):
    with pytest.raises(InvalidInput, match=r"add scoring\.questions"):
        asked("solid", independent)

"""What was found is asked about first, in words that say it."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.questions.next_questions import next_questions
from analysis.scoring.rules import SetAside


@pytest.fixture(scope="module")
def asked(assessed, evidence_of, default, registry):
    def build(facts, **options):
        rng = np.random.default_rng(5)
        return next_questions(assessed(facts, **options), evidence_of(facts), default, registry, rng=rng, count=80)

    return build


def test_the_hidden_base_model_is_asked_about_first_with_what_was_found(asked):
    gates = [question for question in asked("rewrapped") if question.is_about_a_finding]
    assert {question.severity for question in gates[:2]} == {"gate"}
    first = next(question for question in gates[:2] if question.rules == ("undisclosed_base",))
    assert first.question_en.startswith("We found: Base model not disclosed:")
    assert first.question_en.endswith("can you show the first checkpoint with its log?")
    assert first.question_zh.startswith("我们查得：未披露基座模型：")


def test_refuted_scores_come_before_anything_missing(asked, fact):
    lie = [fact("claim_check", 0.6, "measured", standard_error=0.02), fact("claims_refuted_count", 1, "measured")]
    first = asked(lie)[0]
    assert first.rules == ("claims_refuted",)
    assert "60.0 points better than found" in first.question_en


@pytest.mark.parametrize("name", ["overstated", "contaminated", "rewrapped", "prerevenue"])
def test_findings_come_first_and_each_part_falls_in_the_one_number_the_bar_shows(name, asked):
    questions = asked(name)
    about = [question.is_about_a_finding for question in questions]
    assert about == sorted(about, reverse=True)
    for part in (True, False):
        values = [round(each.value_per_hour, 6) for each in questions if each.is_about_a_finding is part]
        assert values == sorted(values, reverse=True)


def test_a_finding_that_was_answered_is_not_asked_about_again(asked):
    answered = {"undisclosed_base": SetAside("They showed the first checkpoint.", "Log", "Ada")}
    questions = asked("rewrapped", set_aside=answered)
    assert not any("undisclosed_base" in question.rules for question in questions)

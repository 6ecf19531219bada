"""The thresholds of Regulation (EU) 2024/1689 and of the Commission's guidelines of 18 July 2025."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.compliance.eu_ai_act import (
    GENERAL_PURPOSE_FLOP,
    MODIFIER_SHARE,
    SYSTEMIC_RISK_FLOP,
    compute_duties,
    modifier_is_provider,
)
from analysis.quantities.ranges import Range, exactly

FLOPS = st.floats(1e18, 1e28)


def test_the_thresholds_are_those_of_article_51_paragraph_2_and_of_the_guidelines():
    assert (GENERAL_PURPOSE_FLOP, SYSTEMIC_RISK_FLOP, MODIFIER_SHARE) == (1e23, 1e25, 1 / 3)


@pytest.mark.parametrize(
    ("model", "flop", "general", "systemic"),
    [
        ("GPT-2 XL, 2019", 1.9e21, "no", "no"),
        ("Llama 2 70B, 2023", 8.1e23, "yes", "no"),
        ("DeepSeek-V3, 2024", 3.3e24, "yes", "no"),
        ("Llama 3.1 405B, 2024", 3.8e25, "yes", "yes"),
    ],
)
def test_models_of_known_compute_stand_where_article_51_puts_them(model, flop, general, systemic):
    found = compute_duties(exactly(flop), generates_content=True)
    assert (found.general_purpose, found.systemic_risk) == (general, systemic), model


def test_article_51_asks_for_more_than_the_threshold_so_the_threshold_itself_is_below():
    assert compute_duties(exactly(1e25), generates_content=True).systemic_risk == "no"
    assert compute_duties(exactly(1.0000001e25), generates_content=True).systemic_risk == "yes"


def test_an_estimate_on_both_sides_of_a_threshold_is_undecided_for_that_threshold_alone():
    found = compute_duties(Range(8e24, 1e25, 1.3e25), generates_content=True)
    assert (found.general_purpose, found.systemic_risk) == ("yes", "undecided")


@pytest.mark.parametrize(("generates", "answer"), [(True, "yes"), (False, "no"), (None, "unknown")])
def test_what_a_model_generates_decides_whether_it_is_of_general_purpose(generates, answer):
    assert compute_duties(exactly(1e24), generates_content=generates).general_purpose == answer


def test_a_small_model_is_not_of_general_purpose_whatever_it_generates():
    assert compute_duties(exactly(1e22), generates_content=None).general_purpose == "no"


@given(FLOPS, st.floats(0, 0.9))
def test_a_wider_estimate_never_turns_a_yes_into_a_no(flop, share):
    sure = compute_duties(exactly(flop), generates_content=True)
    unsure = compute_duties(exactly(flop).widened(share), generates_content=True)
    assert unsure.general_purpose in (sure.general_purpose, "undecided")
    assert unsure.systemic_risk in (sure.systemic_risk, "undecided")


@given(FLOPS, FLOPS)
def test_a_modifier_is_a_provider_above_a_third_of_the_original(own, original):
    assert modifier_is_provider(exactly(own), original) == ("yes" if own > original / 3 else "no")


@pytest.mark.parametrize(("flop", "answer"), [(3.3e22, "no"), (3.4e22, "yes")])
def test_an_original_of_unknown_compute_is_taken_to_be_at_the_lower_threshold(flop, answer):
    assert modifier_is_provider(exactly(flop), None) == answer

"""Holm's correction by hand, against statsmodels, and against its definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.inference.multiplicity import holm_adjusted


def test_three_p_values_by_hand():
    assert holm_adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_one_question_needs_no_correction_and_none_gives_none():
    assert holm_adjusted([0.04]) == [0.04]
    assert holm_adjusted([]) == []


@pytest.mark.parametrize(
    ("p_values", "adjusted"),
    [
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.5, 0.5, 0.02, 0.02, 1.0], [1.0, 1.0, 0.1, 0.1, 1.0]),
        ([0.0001, 0.9, 0.049, 0.051, 0.2, 0.012], [0.0006, 0.9, 0.196, 0.196, 0.4, 0.06]),
    ],
)
def test_agrees_with_multipletests_of_statsmodels_0_15(p_values, adjusted):
    assert holm_adjusted(p_values) == pytest.approx(adjusted, abs=1e-12)


def stepwise(p_values, own):
    """The largest of p times the questions not yet stepped over, up to the p-value asked about."""
    ranked = sorted(p_values)
    return min(1.0, max(p * (len(ranked) - place) for place, p in enumerate(ranked) if p <= own))


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=30))
def test_agrees_with_the_definition(p_values):
    assert holm_adjusted(p_values) == pytest.approx([stepwise(p_values, own) for own in p_values])

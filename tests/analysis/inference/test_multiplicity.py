"""Holm's correction against statsmodels, and by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.inference.multiplicity import holm_adjusted


def test_three_p_values_by_hand():
    assert holm_adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_one_question_needs_no_correction_and_none_gives_none():
    assert holm_adjusted([0.04]) == [0.04]
    assert holm_adjusted([]) == []


# statsmodels collects garbage at every call, so few examples.
@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=30))
def test_agrees_with_statsmodels(p_values):
    assert holm_adjusted(p_values) == pytest.approx(list(multipletests(p_values, method="holm")[1]))

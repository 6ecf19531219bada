"""Two numbers that cannot both be right, in a sentence that a reader can check."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quantities.contradictions import (
    Contradiction,
    Figure,
    disagreement,
    figure,
    in_count,
    in_percent,
    in_scientific,
    in_usd,
)
from analysis.quantities.ranges import Range

TENTH = Range(0.9, 1, 1.1)


def cost(value):
    return figure(("the stated cost", "自报成本"), value, in_usd)


def bill(value):
    return figure(("hours times price", "卡时乘单价"), value, in_usd)


def against(first, second, allowed=TENTH):
    return disagreement("cost", cost(first), bill(second), allowed, "both pay for one run", "两者为同一次训练付费")


def test_both_numbers_and_the_gap_stand_in_one_sentence_of_either_language():
    found = against(15e6, 5e6)
    assert found.gap == 3
    assert found.sentence("en") == (
        "The stated cost is $15M, but hours times price is $5M: 3 times as much; both pay for one run."
    )
    assert found.sentence("zh") == "自报成本为 $15M，而卡时乘单价为 $5M，前者是后者的 3 倍；两者为同一次训练付费。"


@pytest.mark.parametrize(("first", "found"), [(89, True), (90, False), (100, False), (110, False), (111, True)])
def test_the_ends_of_the_allowed_ratio_still_go_together(first, found):
    assert (against(first, 100) is not None) is found


def test_nothing_is_held_against_zero():
    assert against(5e6, 0) is None


@given(st.floats(1e-6, 1e12), st.floats(1e-6, 1e12), st.floats(1e-3, 1e3))
def test_whether_two_figures_go_together_does_not_depend_on_their_unit(first, second, factor):
    ratio = first / second
    if min(abs(ratio - 0.9), abs(ratio - 1.1)) > 1e-9:
        assert (against(first, second) is None) == (against(first * factor, second * factor) is None)


@pytest.mark.parametrize(
    ("gap", "english", "chinese"),
    [
        (0.5, "0.5 times as much", "0.5 倍"),
        (9.96, "10 times as much", "10 倍"),
        (99.6, "100 times as much", "100 倍"),
        (1234.0, "1,234 times as much", "1,234 倍"),
    ],
)
def test_a_gap_is_written_in_figures_a_reader_knows(gap, english, chinese):
    found = Contradiction("cost", cost(gap), bill(1), gap, "so", "故")
    assert f": {english}; so." in found.sentence_en
    assert f"前者是后者的 {chinese}；故。" in found.sentence_zh


@pytest.mark.parametrize(("first", "second", "gap"), [(0.85, 0.0, math.inf), (0.5, -0.2, -2.5)])
def test_a_ratio_that_says_nothing_is_left_out_of_the_sentence(first, second, gap):
    found = Contradiction(
        "margin",
        figure(("the reported margin", "自报毛利率"), first, in_percent),
        figure(("the margin of the accounts", "账目毛利率"), second, in_percent),
        gap,
        "both are of one quarter",
        "两者同属一季",
    )
    assert found.sentence_en == (
        f"The reported margin is {in_percent(first)}, but the margin of the accounts is {in_percent(second)}; "
        "both are of one quarter."
    )
    assert "倍" not in found.sentence_zh and found.sentence_zh.endswith("；两者同属一季。")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "$0"),
        (0.065, "$0.065"),
        (12.345, "$12.3"),
        (999.4, "$999"),
        (999.9, "$1k"),
        (53.3e6, "$53.3M"),
        (999_600, "$1M"),
        (999_999_999, "$1B"),
        (1.5e12, "$1.5T"),
        (-500_000, "-$500k"),
    ],
)
def test_dollars_have_three_figures_and_never_a_thousand_of_their_unit(value, text):
    assert in_usd(value) == text


@given(st.floats(1e-3, 9e14))
def test_dollars_are_written_within_half_a_percent_of_their_value(value):
    text = in_usd(value)
    size = {"k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}.get(text[-1], 1.0)
    assert float(text.strip("$kMBT")) * size == pytest.approx(value, rel=5.1e-3)


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (in_count, 30_840_000, "30,840,000"),
        (in_count, 2.13456, "2.13"),
        (in_count, -30_000, "-30,000"),
        (in_percent, 0.345, "34.5 %"),
        (in_percent, -0.2, "-20.0 %"),
        (in_scientific, 3.79e25, "3.79e25"),
        (in_scientific, 8.03e9, "8.03e9"),
    ],
)
def test_counts_shares_and_powers_are_written_as_people_write_them(write, value, text):
    assert write(value) == text


def test_a_figure_carries_its_value_and_how_it_is_written():
    assert cost(5e6) == Figure("the stated cost", "自报成本", 5e6, "$5M")

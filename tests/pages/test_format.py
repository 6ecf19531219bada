"""Numbers as English and Chinese readers write them."""

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components import format as written


@pytest.mark.parametrize(
    ("dollars", "english", "chinese"),
    [
        (104_000, "$104k", "10.4 万美元"),
        (18_000_000, "$18M", "1,800 万美元"),
        (1_200_000_000, "$1.2B", "12 亿美元"),
        (0.22, "$0.22", "0.22 美元"),
        (-5_100_000, "−$5.1M", "−510 万美元"),
        (0, "$0", "0 美元"),
    ],
)
def test_money_has_three_significant_digits(dollars, english, chinese):
    assert written.money(dollars, "en") == english
    assert written.money(dollars, "zh") == chinese


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (41_200, "41,200", "41,200"),
        (3_090_000_000, "3.09 B", "30.9 亿"),
        (1.8e12, "1.8 T", "1.8 万亿"),
        (0, "0", "0"),
    ],
)
def test_counts_scale_by_the_language_s_own_units(value, english, chinese):
    assert written.count(value, "en") == english
    assert written.count(value, "zh") == chinese


def test_a_score_is_rounded_half_up_and_shown_without_digits():
    assert [written.score(value) for value in (61.5, 62.49, 0)] == ["62", "62", "0"]


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        (0, "0%"), (0.405, "40%"), (0.0406, "4.1%"), (0.1, "10%"), (1 - 0.9, "10%"), (0.09949, "9.9%"), (0.0996, "10%"),
        (0.0001, "0.0%"), (-0.41, "−41%"), (-0.05, "−5.0%"), (12, "1,200%"),
    ],
)  # fmt: skip
def test_a_percentage_has_a_digit_only_where_it_reads_as_less_than_ten(fraction, shown):
    assert written.percentage(fraction) == shown


def test_an_interval_in_a_sentence_stands_in_the_language_s_brackets():
    assert written.score_with_interval(62, 51, 72, "en") == "62 (51–72)"
    assert written.score_with_interval(62, 51, 72, "zh") == "62（51–72）"


def test_differences_carry_a_true_minus_and_none_where_they_round_to_zero():
    assert written.signed(9.14) == "+9.1"
    assert written.signed(-6.2) == "−6.2"
    assert written.signed(-0.04) == "0.0"
    assert written.points(9.1, "en") == "+9.1 pts"
    assert written.points(9.1, "zh") == "+9.1 个百分点"


def test_dates_and_moments():
    assert written.day(date(2026, 11, 19), "en") == "19 Nov 2026"
    assert written.day(date(2026, 11, 19), "zh") == "2026年11月19日"
    assert written.moment(datetime(2026, 11, 19, 7, 5, tzinfo=UTC), "en") == "19 Nov 2026 07:05 UTC"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"), [(95, "95 s", "95 秒"), (2880, "48 min", "48 分钟"), (9000, "2.5 h", "2.5 小时")]
)
def test_durations_take_the_unit_that_fits(seconds, english, chinese):
    assert written.duration(seconds, "en") == english
    assert written.duration(seconds, "zh") == chinese


def test_ranks_and_words():
    assert written.rank(3, 6) == "3–6"
    assert written.rank(8, 8) == "8"
    assert written.in_words(2, "en", capital=True) == "Two"
    assert written.in_words(2, "zh") == "两"
    assert written.in_words(40, "en") == "40"


def test_names_are_joined_as_a_sentence_lists_them():
    assert written.join_names(["A", "B", "C"], "en") == "A, B and C"
    assert written.join_names(["甲", "乙", "丙"], "zh") == "甲、乙与丙"
    assert written.join_names([], "en") == ""


def test_very_large_and_small_numbers_are_powers_of_ten():
    assert written.significant(9.4e21) == "9.4 × 10²¹"
    assert written.significant(0.00002) == "2 × 10⁻⁵"
    assert written.significant(math.inf) == "∞"


@given(st.floats(min_value=-1e14, max_value=1e14, allow_nan=False))
def test_no_number_is_written_with_a_hyphen_for_a_minus_or_an_exponent(value):
    for said in (written.significant(value), written.money(value, "en"), written.count(value, "zh")):
        assert "-" not in said
        assert "e" not in said

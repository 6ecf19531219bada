import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.inference.intervals import (
    beta_interval,
    clustered_standard_error,
    effective_items,
    items_needed,
    mcnemar_p_value,
    mean_standard_error,
    paired_difference,
    share_standard_error,
    wilson_interval,
)
from data.records import InvalidInput


def test_wilson_interval_matches_newcombe_1998_table_1():
    published = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611)}
    for (correct, n), expected in published.items():
        interval = wilson_interval(correct, n)
        assert (interval.low, interval.high) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("correct", "n", "level", "low", "high"),
    [
        (0, 1, 0.95, 0.0, 0.7934506856227626),
        (1, 1, 0.95, 0.20654931437723745, 1.0),
        (0, 10, 0.9, 0.0, 0.2129419700834071),
        (10, 10, 0.99, 0.6011459066950919, 1.0),
        (3, 7, 0.5, 0.3106034777497514, 0.5552572159915451),
        (81, 263, 0.95, 0.2552885198782742, 0.36620957698280004),
        (300, 500, 0.9, 0.5635179422169678, 0.6354056648570636),
        (1234, 10042, 0.99, 0.11469315719167102, 0.13157262140061055),
        (9999, 10000, 0.999, 0.9987264745193081, 0.9999921562746121),
    ],
)
def test_wilson_interval_matches_proportion_confint_of_statsmodels_0_15(correct, n, level, low, high):
    interval = wilson_interval(correct, n, level)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-12)


def test_flat_beta_interval_of_no_success_in_ten_is_the_beta_1_11_quantile():
    interval = beta_interval(0, 10)
    assert interval.low == 0
    assert interval.high == pytest.approx(1 - 0.025 ** (1 / 11))


def test_beta_interval_reaches_one_when_all_items_are_solved():
    assert beta_interval(20, 20, prior=0.5).high == 1.0


def test_an_interval_refuses_more_correct_than_items():
    with pytest.raises(InvalidInput, match="Got 6 correct of 5 items"):
        wilson_interval(6, 5)


def test_an_interval_refuses_a_level_in_percent():
    with pytest.raises(InvalidInput, match="write 95 % as"):
        wilson_interval(3, 5, level=95)


def test_standard_error_of_65_percent_on_500_items_is_2_13_points():
    assert share_standard_error(0.65, 500) == pytest.approx(0.0213, abs=5e-5)
    assert share_standard_error(0.65, 5000) == pytest.approx(0.013 / 1.96, abs=5e-4 / 1.96)


def test_standard_error_of_a_single_item_is_unknown_rather_than_zero():
    assert share_standard_error(1.0, 1) is None
    assert mean_standard_error([0.4]) is None
    assert clustered_standard_error([1.0, 0.0, 1.0], ["a", "a", "a"]) is None
    assert effective_items([1.0, 0.0], ["a", "a"]) is None


def test_a_whole_test_set_has_no_sampling_error():
    assert share_standard_error(0.641, 14042, total=14042) == 0.0
    half = share_standard_error(0.5, 50, total=100)
    assert half == pytest.approx(0.5 / 50**0.5 * (50 / 99) ** 0.5)


def test_a_sample_larger_than_its_test_set_is_refused():
    with pytest.raises(InvalidInput, match="200 items were scored of a test set of 100"):
        share_standard_error(0.5, 200, total=100)


def test_clustered_standard_error_by_hand():
    # Two clusters of two: deviations from the mean .5 sum to +1 and -1; sqrt(2) / 4, times sqrt(2 / 1).
    assert clustered_standard_error([1, 1, 0, 0], ["a", "a", "b", "b"]) == pytest.approx(0.5)


def test_clusters_of_one_item_give_the_plain_standard_error():
    scores = np.random.default_rng(3).random(40).tolist()
    assert clustered_standard_error(scores, list(range(40))) == pytest.approx(mean_standard_error(scores))


def test_clusters_need_one_name_per_score():
    with pytest.raises(InvalidInput, match="Got 2 scores but 1 clusters"):
        clustered_standard_error([1, 0], ["a"])


def test_items_that_agree_within_clusters_are_worth_about_one_per_cluster():
    scores = np.repeat(np.random.default_rng(5).random(200) < 0.6, 10).astype(float).tolist()
    worth = effective_items(scores, np.repeat(np.arange(200), 10).tolist())
    assert worth == pytest.approx(200, rel=0.03)


def test_solved_clusters_alone_count_once_each():
    worth = effective_items([1.0] * 100, np.repeat(np.arange(10), 10).tolist())
    assert worth is not None and worth < 10


def test_paired_difference_by_hand():
    paired = paired_difference([1, 1, 0, 1], [0, 1, 0, 0])
    assert paired.difference == 0.5
    assert paired.standard_error == pytest.approx(np.std([1, 0, 0, 1], ddof=1) / 2)


def test_mcnemar_of_one_against_eight_is_the_sign_test():
    assert mcnemar_p_value(1, 8) == pytest.approx(2 * (1 + 9) / 2**9)
    assert mcnemar_p_value(0, 0) == 1.0


@pytest.mark.parametrize(
    ("first_only", "second_only", "p_value"),
    [
        (0, 1, 1.0),
        (1, 1, 1.0),
        (10, 0, 0.001953125),
        (7, 3, 0.34375),
        (40, 60, 0.05688793364098089),
        (512, 488, 0.46704512165278705),
        (1500, 1200, 8.412086328628609e-09),
        (3, 900, 3.6295984285091708e-264),
    ],
)
def test_mcnemar_matches_the_exact_test_of_statsmodels_0_15(first_only, second_only, p_value):
    assert mcnemar_p_value(first_only, second_only) == pytest.approx(p_value, rel=1e-12)


def test_items_needed_is_the_square_of_the_margin():
    assert items_needed(0.7, 0.01) == 12989
    assert items_needed(0.7, 0.0) is None


@given(n=st.integers(1, 5000), share=st.floats(0, 1), level=st.floats(0.5, 0.99))
def test_intervals_hold_the_measured_share_and_stay_fractions(n, share, level):
    correct = round(share * n)
    for interval in (wilson_interval(correct, n, level), beta_interval(correct, n, level, prior=0.5)):
        assert -1e-12 <= interval.low <= correct / n + 1e-12
        assert correct / n - 1e-12 <= interval.high <= 1 + 1e-12

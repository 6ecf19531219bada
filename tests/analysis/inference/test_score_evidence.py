"""What a run says of the true score, in its three forms, against closed forms and exact coverage."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.inference.score_evidence import FullTestSet, ItemCounts, MeanScore
from data.records import InvalidInput

COUNTS = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, st.floats(0, 1))
def test_a_score_lies_above_or_below_a_bound_and_nowhere_else(counts, bound):
    found = ItemCounts(*counts)
    total = found.chance_at_least(bound) + found.chance_at_most(bound)
    assert total == pytest.approx(1) or counts[0] in (0, counts[1])
    assert total >= 1 - 1e-9


@given(COUNTS, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_claim_is_never_more_plausible_from_below_and_never_less_surprising(counts, first, second):
    low, high = sorted((first, second))
    found = ItemCounts(*counts)
    assert found.chance_at_least(low) >= found.chance_at_least(high) - 1e-12
    assert found.surprise_if_low(low) >= found.surprise_if_low(high) - 1e-12


@given(COUNTS, st.floats(0.01, 0.99))
def test_the_tail_of_a_free_supply_of_items_is_the_binomial_one(counts, claim):
    correct, n = counts
    found = ItemCounts(correct, n)
    assert found.surprise_if_low(claim) == pytest.approx(stats.binom.cdf(correct, n, claim), abs=1e-9)
    assert found.surprise_if_high(claim) == pytest.approx(stats.binom.sf(correct - 1, n, claim), abs=1e-9)


def test_the_tail_of_a_sample_of_a_test_set_is_counted_by_hand():
    # Five of ten solved would be claimed; of three drawn none is solved: C(5,3) / C(10,3) = 10 / 120.
    assert ItemCounts(0, 3, total=10).surprise_if_low(0.5) == pytest.approx(10 / 120)
    assert ItemCounts(3, 3, total=10).surprise_if_high(0.5) == pytest.approx(10 / 120)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.64, 0.9])
@pytest.mark.parametrize("n", [20, 100])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(share, n):
    chances = stats.binom.pmf(np.arange(n + 1), n, share)
    held = sum(
        chance
        for correct, chance in enumerate(chances)
        if (found := ItemCounts(correct, n).interval(0.95)).low <= share <= found.high
    )
    assert 0.91 < held < 0.99


def test_more_of_a_test_set_leaves_less_doubt_and_clusters_leave_more():
    errors = [ItemCounts(n // 2, n, total=1000).standard_error for n in (100, 400, 900)]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] == pytest.approx(math.sqrt(0.25 / 100 * 900 / 999))
    assert ItemCounts(50, 100, effective_n=25).standard_error == pytest.approx(0.1)
    assert ItemCounts(1, 1).standard_error is None


def test_half_a_digit_of_rounding_counts_for_the_claim():
    exact, rounded = ItemCounts(60, 100), ItemCounts(60, 100, rounding=0.005)
    assert rounded.surprise_if_low(0.7) == pytest.approx(exact.surprise_if_low(0.695))
    assert rounded.surprise_if_high(0.5) == pytest.approx(exact.surprise_if_high(0.505))


def test_nothing_solved_rules_out_no_low_score_and_everything_solved_no_high_one():
    assert ItemCounts(0, 10).chance_at_most(0.0) == 1.0
    assert ItemCounts(10, 10).chance_at_least(1.0) == 1.0
    assert ItemCounts(10, 10).chance_at_least(1.01) == 0.0
    assert ItemCounts(0, 10).chance_at_most(-0.01) == 0.0


@pytest.mark.parametrize(
    ("found", "needed"),
    [
        (ItemCounts(70, 100), math.ceil(2.487**2 * 0.21 / 0.05**2)),
        (ItemCounts(70, 100, total=400), 400),
        (ItemCounts(70, 100, effective_n=50), 2 * math.ceil(2.487**2 * 0.21 / 0.05**2)),
        (FullTestSet(0.7), None),
        (MeanScore(0.7, 0.05, 100), math.ceil(100 * 2.487**2)),
    ],
)
def test_items_needed_to_settle_five_points(found, needed):
    assert found.items_needed(0.05) == needed


def test_no_number_of_items_settles_a_claim_to_nothing_but_the_whole_test_set():
    assert ItemCounts(7, 10).items_needed(0) is None
    assert ItemCounts(7, 10, total=50).items_needed(0) == 50
    assert MeanScore(0.7, 0.05, 100).items_needed(0) is None


def test_a_test_set_run_in_full_leaves_only_its_tolerance():
    found = FullTestSet(0.64, tolerance=0.005)
    assert found.interval(0.5)[:2] == found.interval(0.99)[:2] == pytest.approx((0.635, 0.645))
    assert [found.surprise_if_low(claim) for claim in (0.645, 0.646)] == [1.0, 0.0]
    assert [found.surprise_if_high(claim) for claim in (0.635, 0.634)] == [1.0, 0.0]
    assert found.standard_error == pytest.approx(0.005 / math.sqrt(3))


@given(st.floats(-100, 100), st.floats(0.01, 10), st.integers(2, 500), st.floats(-100, 100))
def test_a_mean_is_as_plausible_above_its_value_as_below_and_its_interval_is_students(value, error, n, bound):
    found = MeanScore(value, error, n)
    assert found.chance_at_least(value) == pytest.approx(0.5)
    assert found.chance_at_least(bound) + found.chance_at_most(bound) == pytest.approx(1)
    interval = found.interval(0.95)
    assert interval.high - value == pytest.approx(stats.t.ppf(0.975, n - 1) * error)


def test_few_clusters_widen_the_interval_of_a_mean():
    few, many = (MeanScore(0.5, 0.02, 200, clusters=count).interval(0.95) for count in (5, 150))
    assert few.high - few.low > many.high - many.low
    assert few.high - 0.5 == pytest.approx(2.776 * 0.02, rel=1e-3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ItemCounts(6, 5), "Got 6 correct of 5 items"),
        (lambda: ItemCounts(0, 0), "n above 0"),
        (lambda: ItemCounts(5, 10, total=10), "needs a test set larger than itself, got 10 of 10"),
        (lambda: MeanScore(0.5, 0.0, 10), "a standard error above 0, got n=10, 0.0"),
        (lambda: MeanScore(0.5, 0.1, 1), "needs two items"),
    ],
)
def test_counts_and_means_that_cannot_be_are_refused(make, message):
    with pytest.raises(InvalidInput, match=message):
        make()

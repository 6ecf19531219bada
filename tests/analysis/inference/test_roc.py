"""The ROC curve on cases that can be counted by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.inference.roc import RocPoint, roc_area, roc_points


def test_groups_that_do_not_overlap_have_area_one_and_reversed_ones_zero():
    assert roc_area([3, 4], [1, 2]) == 1
    assert roc_area([1, 2], [3, 4]) == 0


def test_ties_count_half():
    assert roc_area([1, 1], [1, 1]) == 0.5
    assert roc_area([2, 1], [1]) == 0.75


def test_points_start_at_the_highest_score_and_end_with_everything():
    assert roc_points([3, 1], [2]) == [RocPoint(3, 0, 0.5), RocPoint(2, 1, 0.5), RocPoint(1, 1, 1)]


def test_the_area_is_that_below_the_points():
    positives, negatives = [0.9, 0.8, 0.4, 0.35], [0.7, 0.5, 0.3, 0.2, 0.1]
    corners = [(0.0, 0.0), *((point.false_positive, point.true_positive) for point in roc_points(positives, negatives))]
    below = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(corners))
    assert roc_area(positives, negatives) == pytest.approx(below) == pytest.approx(16 / 20)


def test_an_empty_group_is_refused():
    with pytest.raises(ValueError, match="both groups, got 0 and 1"):
        roc_points([], [1])


SCORES = st.lists(st.integers(-5, 5), min_size=1, max_size=12)


@given(SCORES, SCORES)
def test_swapping_the_groups_turns_the_area_round_and_order_is_all_that_counts(positives, negatives):
    area = roc_area(positives, negatives)
    assert roc_area(negatives, positives) == pytest.approx(1 - area)
    assert roc_area([3.0**score for score in positives], [3.0**score for score in negatives]) == pytest.approx(area)


@given(SCORES, SCORES)
def test_the_curve_rises_to_its_upper_right_corner_and_the_area_lies_below_it(positives, negatives):
    points = roc_points(positives, negatives)
    assert points[-1][1:] == (1.0, 1.0)
    for before, after in pairwise(points):
        assert before.threshold > after.threshold
        assert before.false_positive <= after.false_positive and before.true_positive <= after.true_positive
    corners = [(0.0, 0.0), *((point.false_positive, point.true_positive) for point in points)]
    below = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(corners))
    assert roc_area(positives, negatives) == pytest.approx(below)

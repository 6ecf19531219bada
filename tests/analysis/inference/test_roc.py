"""The ROC curve on cases that can be counted by hand."""

from itertools import pairwise

import pytest

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

"""The curve of one lie."""

import pytest

from pages.components.charts.lie_size import LieSize, LieSizeWords, lie_size_chart
from pages.components.palette import LIGHT


def test_the_curve_of_one_lie_rises_in_odds_and_falls_in_what_is_expected_to_hold():
    points = [LieSize(0, -0.2, 0.82), LieSize(5, 1.9, 0.5), LieSize(40, 7.2, 0.2)]
    odds, held = lie_size_chart(points, LieSizeWords("size", "odds", "share"), LIGHT).data
    assert list(odds.y) == [-0.2, 1.9, 7.2]
    assert list(held.y) == pytest.approx([82, 50, 20])
    assert list(odds.x) == list(held.x) == [0, 5, 40]

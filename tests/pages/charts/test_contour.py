"""The smallest region that holds a share of the draws."""

import numpy as np
import pytest

from pages.components.charts.contour import density_contour


def normal_draws(count=10_000, correlation=0.0):
    generator = np.random.default_rng(7)
    first, second = generator.standard_normal((2, count))
    return 50 + 5 * first, 60 + 8 * (correlation * first + np.sqrt(1 - correlation**2) * second)


def radii(line):
    x, y = line
    return np.hypot((np.array(x) - 50) / 5, (np.array(y) - 60) / 8)


def test_the_contour_of_a_normal_cloud_lies_at_its_known_radius():
    x, y = density_contour(*normal_draws())
    assert radii((x, y)).mean() == pytest.approx(np.sqrt(-2 * np.log(0.1)), rel=0.08)  # 90 % of a bivariate normal
    assert (x[0], y[0]) == (x[-1], y[-1])


@pytest.mark.parametrize("share", [0.5, 0.75])
def test_a_smaller_share_gives_the_smaller_known_radius(share):
    x, y = normal_draws()
    found = radii(density_contour(x, y, share)).mean()
    assert found == pytest.approx(np.sqrt(-2 * np.log(1 - share)), rel=0.12)


def test_about_nine_draws_in_ten_lie_inside():
    draws = normal_draws()
    line = density_contour(*draws)
    reach = np.interp(
        np.arctan2((draws[1] - 60) / 8, (draws[0] - 50) / 5) % (2 * np.pi),
        np.linspace(0, 2 * np.pi, len(line[0])),
        radii(line),
    )
    assert np.mean(radii(draws) <= reach) == pytest.approx(0.9, abs=0.03)


def test_the_contour_leans_with_the_correlation():
    x, y = density_contour(*normal_draws(correlation=-0.9))
    assert y[int(np.argmax(x))] < 60 < y[int(np.argmin(x))]


def test_a_cloud_without_width_is_a_point():
    assert density_contour(np.full(100, 30.0), np.full(100, 40.0)) == ([30.0, 30.0], [40.0, 40.0])


def test_a_cloud_without_height_is_a_point_too():
    x, y = density_contour(np.arange(100.0), np.full(100, 40.0))
    assert (x, y) == ([49.5, 49.5], [40.0, 40.0])


def test_the_same_draws_give_the_same_line():
    assert density_contour(*normal_draws(500)) == density_contour(*normal_draws(500))

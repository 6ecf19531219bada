"""Bent normals: closed forms against their own draws."""

import numpy as np
import pytest
from scipy.special import ndtri

from analysis.ranking.bent_normals import chances, portfolio_draws, quantiles
from analysis.ranking.packed_moments import PortfolioMoments
from analysis.scoring.verdicts import verdict_probabilities

DRAWS = 200_000


def moments(mean, spread, correlation, skewness):
    spread = np.array(spread)
    matrix = np.array([[1, correlation], [correlation, 1]]) * np.outer(spread, spread)
    return PortfolioMoments(np.array([mean], dtype=float), matrix[None], np.array([skewness], dtype=float))


CLOUDS = [
    moments((62, 28), (5, 4), -0.6, (0.0, 0.0)),
    moments((45, 44), (8, 6), 0.3, (0.7, -0.5)),
    moments((57, 33), (12, 9), -0.9, (-0.9, 1.1)),
    moments((80, 12), (1, 1), 0.0, (0.2, 0.2)),
]


@pytest.mark.parametrize("cloud", CLOUDS)
def test_chances_are_the_shares_of_draws_beyond_the_lines(cloud, default):
    lines = default.scoring.verdict_lines
    drawn = portfolio_draws(cloud, rng=np.random.default_rng(4), draws=DRAWS)
    expected = verdict_probabilities(drawn.expectation[0], drawn.risk[0], lines)
    assert chances(cloud, lines)[0] == pytest.approx(tuple(expected), abs=0.012)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_quantiles_are_those_of_the_draws(cloud):
    drawn = portfolio_draws(cloud, rng=np.random.default_rng(4), draws=DRAWS)
    low, high = quantiles(cloud, ndtri(np.array([0.05, 0.95])))[:, 0]
    for axis, draws in enumerate((drawn.expectation[0], drawn.risk[0])):
        assert (low[axis], high[axis]) == pytest.approx(tuple(np.percentile(draws, [5, 95])), abs=0.35)


def test_a_startup_without_spread_clears_a_line_or_does_not(default):
    lines = default.scoring.verdict_lines
    sure = moments((90, 5), (0, 0), 0, (0, 0))
    assert chances(sure, lines)[0] == pytest.approx([1, 1, 0], abs=1e-6)
    lost = moments((20, 90), (0, 0), 0, (0, 0))
    assert chances(lost, lines)[0] == pytest.approx([0, 0, 1], abs=1e-6)

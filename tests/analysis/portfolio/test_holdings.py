"""What startups held in parts come to."""

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.portfolio.holdings import axes_of_portfolio, herfindahl_index, screened_claims, shares_of
from analysis.ranking.bent_normals import portfolio_draws
from analysis.ranking.packed_moments import PortfolioMoments


def moments(means, spreads, skewness):
    spreads = np.array(spreads, dtype=float)
    covariance = np.zeros((len(means), 2, 2))
    covariance[:, 0, 0], covariance[:, 1, 1] = spreads.T**2
    return PortfolioMoments(np.array(means, dtype=float), covariance, np.array(skewness, dtype=float))


def answered(p_value):
    return SimpleNamespace(p_value=p_value)


def test_shares_leave_out_what_is_not_held():
    assert shares_of({"a": 3.0, "b": 0.0, "c": 1.0}) == {"a": 0.75, "c": 0.25}
    assert shares_of({"a": 0.0}) == {}


def test_the_whole_is_what_independent_draws_of_its_parts_come_to():
    held = moments([(60, 40), (20, 70), (45, 30)], [(6, 4), (5, 9), (10, 3)], [(0.8, 0), (-0.5, 0.6), (0, 0)])
    shares = [0.5, 0.2, 0.3]
    found = axes_of_portfolio(held, shares)
    drawn = portfolio_draws(held, rng=np.random.default_rng(5), draws=200_000)
    for points, draws in zip(found, (drawn.expectation, drawn.risk), strict=True):
        whole = np.array(shares) @ draws
        assert points.mean == pytest.approx(whole.mean(), abs=0.05)
        assert (points.low, points.high) == pytest.approx(tuple(np.percentile(whole, [5, 95])), abs=0.15)


def test_one_alone_is_the_whole():
    (expectation, risk) = axes_of_portfolio(moments([(60, 40)], [(6, 4)], [(0, 0)]), [1.0])
    assert expectation.mean == 60 and risk.high - risk.mean == pytest.approx(1.645 * 4, abs=0.01)


def test_equal_holdings_are_as_many_as_they_are():
    assert 1 / herfindahl_index(shares_of(dict.fromkeys("abcd", 2.0))) == pytest.approx(4)
    assert herfindahl_index({"only": 1.0}) == 1


def test_claims_are_corrected_over_all_startups():
    first, second = [answered(0.03)], [answered(0.004), answered(0.9)]
    found = screened_claims({"first": first, "second": second})
    assert [(each.slug, each.p_value) for each in found.called] == [
        ("second", pytest.approx(0.012)),
        ("first", pytest.approx(0.045)),
    ]
    assert found.compared == 3
    assert screened_claims({"first": first, "second": [*second, *second[1:]]}).called[0].p_value == pytest.approx(0.016)


def test_a_portfolio_without_claims_has_none_to_call_out():
    assert screened_claims({"a": (), "b": ()}) == ((), 0)

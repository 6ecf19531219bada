"""What startups held in parts come to."""

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.portfolio.holdings import axis_of_portfolio, herfindahl_index, screened_claims, shares_of
from data.records import Points


def judged(mean, draws):
    drawn = np.asarray(draws, dtype=float)
    return SimpleNamespace(expectation=Points(mean, 0, 0), expectation_draws=drawn)


def test_shares_leave_out_what_is_not_held():
    assert shares_of({"a": 3.0, "b": 0.0, "c": 1.0}) == {"a": 0.75, "c": 0.25}
    assert shares_of({"a": 0.0}) == {}


def test_an_axis_is_weighed_draw_by_draw():
    found = axis_of_portfolio(
        {"a": judged(60, [50, 70]), "b": judged(20, [10, 30])}, {"a": 0.75, "b": 0.25}, "expectation"
    )
    assert found.mean == pytest.approx(50)
    assert found.low == pytest.approx(40 + 0.05 * 20) and found.high == pytest.approx(60 - 0.05 * 20)


def test_equal_holdings_are_as_many_as_they_are():
    assert 1 / herfindahl_index(shares_of(dict.fromkeys("abcd", 2.0))) == pytest.approx(4)
    assert herfindahl_index({"only": 1.0}) == 1


def test_a_portfolio_without_claims_has_none_to_call_out():
    assert screened_claims({"a": (), "b": ()}) == ((), 0)

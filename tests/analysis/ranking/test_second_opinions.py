from __future__ import annotations

import pytest

from analysis.ranking.second_opinions import METHODS, second_opinions
from data.records import InvalidInput

NAMES = ("solid", "overstated", "contaminated", "prerevenue")


@pytest.fixture(scope="module")
def four(assessed):
    return {name: assessed(name) for name in NAMES}


@pytest.fixture(scope="module")
def opinions(four, default):
    return second_opinions(four, default, seed=1)


def test_weighted_sum_gives_the_order_of_expectation_minus_risk(opinions, four):
    net = {name: found.expectation.mean - found.risk.mean for name, found in four.items()}
    assert opinions.orders["weighted_sum"] == tuple(sorted(net, key=net.get, reverse=True))
    assert tuple(opinions.orders) == METHODS


def test_documented_company_stays_first_by_every_method_and_most_weights(opinions):
    assert {order[0] for order in opinions.orders.values()} == {"solid"}
    free = opinions.free_weights["solid"]
    assert free.rank_acceptability[0] > 0.9
    assert free.confidence > 0.95
    assert sum(free.rank_acceptability) == pytest.approx(1)
    assert sum(free.central_weights.values()) == pytest.approx(2)


def test_swap_makes_neighbours_equal_on_their_axis(opinions, four, default):
    swaps = [swap for swap in opinions.swaps if swap.change is not None]
    assert len(opinions.swaps) == 6 and swaps
    for swap in swaps:
        weights = getattr(default.profile(None).weights, swap.axis)
        moved = {**weights, swap.category: weights[swap.category] + swap.change}
        gap = sum(
            weight * (four[swap.ahead].by_category[code].mean - four[swap.behind].by_category[code].mean)
            for code, weight in moved.items()
        )
        assert gap == pytest.approx(0, abs=1e-9)


def test_opinions_are_the_same_for_the_same_seed(opinions, four, default):
    assert second_opinions(four, default, seed=1) == opinions


def test_one_startup_or_two_profiles_are_refused(four, assessed, default):
    with pytest.raises(InvalidInput, match="at least two startups"):
        second_opinions({"solid": four["solid"]}, default, seed=1)
    other = assessed("overstated", profile="strategic")
    with pytest.raises(InvalidInput, match="one profile"):
        second_opinions({"solid": four["solid"], "overstated": other}, default, seed=1)

from __future__ import annotations

import pytest

from analysis.ranking.packed_moments import CategoryBelief
from analysis.ranking.second_opinions import METHODS, agreement, second_opinions
from data.records import InvalidInput

NAMES = ("solid", "overstated", "contaminated", "prerevenue")


@pytest.fixture(scope="module")
def four(assessed):
    return {name: assessed(name) for name in NAMES}


def opinions_on(judged, default):
    beliefs = {name: CategoryBelief(each.moments.mean, each.moments.covariance) for name, each in judged.items()}
    return second_opinions(beliefs, default.profile(None), default, seed=1)


@pytest.fixture(scope="module")
def opinions(four, default):
    return opinions_on(four, default)


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
    assert opinions_on(four, default) == opinions


def test_one_startup_is_refused(four, default):
    with pytest.raises(InvalidInput, match="at least two startups"):
        opinions_on({"solid": four["solid"]}, default)


def test_agreement_is_one_for_the_same_and_minus_one_for_the_reverse():
    assert agreement(("a", "b", "c"), ("a", "b", "c")) == 1
    assert agreement(("a", "b", "c"), ("c", "b", "a")) == -1
    assert agreement(("a", "b", "c"), ("b", "a", "c")) == pytest.approx(1 / 3)  # one of three pairs turned
    with pytest.raises(InvalidInput, match="name the same startups"):
        agreement(("a", "b"), ("a", "c"))

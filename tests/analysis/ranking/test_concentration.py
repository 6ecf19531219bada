"""Shares, concentration and common exposures of a portfolio."""

import pytest

from analysis.ranking.concentration import common_exposures, concentration
from data.records import InvalidInput


def test_the_index_of_halves_thirds_and_fifths_is_known():
    found = concentration({"a": 5, "b": 3, "c": 2}, {"a": ["x"], "b": ["y"], "c": ["z"]})
    assert [(each.value, each.share) for each in found.exposures] == [("x", 0.5), ("y", 0.3), ("z", 0.2)]
    assert found.lowest_index == found.highest_index == pytest.approx(0.25 + 0.09 + 0.04)
    assert found.unknown == 0


def test_equal_holdings_of_one_value_each_have_an_index_of_one_over_their_number():
    found = concentration(dict.fromkeys("abcd", 1), {slug: [slug] for slug in "abcd"})
    assert 1 / found.lowest_index == pytest.approx(4)


def test_what_is_unknown_opens_an_interval_instead_of_counting_as_a_value():
    found = concentration(dict.fromkeys("abcd", 1), {"a": ["x"], "b": ["x"], "c": [], "d": []})
    assert [each.value for each in found.exposures] == ["x"]
    assert found.unknown == 0.5
    assert found.lowest_index == pytest.approx(0.25 + 2 * 0.0625)  # two of a kind, two of their own
    assert found.highest_index == pytest.approx(1)  # all four alike


def test_nothing_known_says_nothing():
    found = concentration({"a": 1, "b": 1}, {"a": [], "b": []})
    assert found.exposures == () and (found.lowest_index, found.highest_index) == (0.5, 1)


def test_a_startup_of_several_values_is_split_among_them():
    found = concentration({"a": 1, "b": 1}, {"a": ["eu", "us"], "b": ["eu"]})
    assert {each.value: each.share for each in found.exposures} == {"eu": 0.75, "us": 0.25}


def test_only_what_two_startups_share_is_a_common_exposure_the_larger_holding_first():
    found = concentration({"a": 1, "b": 3, "c": 1}, {"a": ["cloud"], "b": ["cloud"], "c": ["own"]})
    (common,) = common_exposures(found)
    assert (common.value, common.share, common.startups) == ("cloud", pytest.approx(0.8), ("b", "a"))


def test_a_holding_of_nothing_shares_nothing():
    found = concentration({"a": 1, "b": 0}, {"a": ["cloud"], "b": ["cloud"]})
    assert common_exposures(found) == ()


@pytest.mark.parametrize("amounts", [{"a": 0}, {"a": -1, "b": 3}, {}])
def test_amounts_that_are_no_portfolio_are_refused(amounts):
    with pytest.raises(InvalidInput, match="at least 0 and sum to more than 0"):
        concentration(amounts, {"a": [], "b": []})


def test_a_startup_nothing_is_said_of_is_refused():
    with pytest.raises(InvalidInput, match="no entry for 'b'"):
        concentration({"a": 1, "b": 1}, {"a": []})

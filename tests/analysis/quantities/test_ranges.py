"""Bounds that hold the truth stay bounds that hold it, whatever is done with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quantities.ranges import Range, checked_range, exactly
from data.records import InvalidInput

POSITIVE = st.floats(1e-6, 1e9)
RANGES = st.lists(POSITIVE, min_size=3, max_size=3).map(lambda values: Range(*sorted(values)))


def inside(bounds, place):
    return bounds.low + place * (bounds.high - bounds.low)


@given(RANGES, RANGES, st.floats(0, 1), st.floats(0, 1))
def test_whatever_the_true_values_are_the_product_and_the_quotient_hold_theirs(first, second, here, there):
    x, y = inside(first, here), inside(second, there)
    slack = 1 + 1e-9
    product, quotient = first.times(second), first.over(second)
    assert product.low / slack <= x * y <= product.high * slack
    assert quotient.low / slack <= x / y <= quotient.high * slack


@given(RANGES, st.floats(0, 0.9))
def test_a_widened_range_holds_the_old_one_and_leaves_its_likeliest_value(bounds, share):
    wider = bounds.widened(share)
    assert wider.low <= bounds.low and bounds.high <= wider.high
    assert wider.mid == bounds.mid


def test_the_error_of_an_estimate_of_thirty_percent_by_hand():
    assert exactly(3.4e22).widened(0.3) == pytest.approx((2.38e22, 3.4e22, 4.42e22))
    assert exactly(2.0).scaled(3600) == Range(7200, 7200, 7200)


def test_the_ends_of_a_range_are_contained_and_nothing_beyond_them():
    assert [Range(1, 2, 3).contains(value) for value in (0.999, 1, 3, 3.001)] == [False, True, True, False]


@pytest.mark.parametrize("bounds", [(0, 1, 2), (2, 1, 3), (1, 3, 2), (-1, 1, 2), (1, float("nan"), 2)])
def test_bounds_out_of_order_or_not_above_zero_are_refused_with_what_was_given(bounds):
    with pytest.raises(InvalidInput) as refused:
        checked_range(*bounds)
    assert str(refused.value) == "A range needs 0 < low <= mid <= high, got {!r}, {!r}, {!r}.".format(*bounds)


def test_bounds_in_order_are_kept_as_given():
    assert checked_range(1, 1, 5) == Range(1, 1, 5)

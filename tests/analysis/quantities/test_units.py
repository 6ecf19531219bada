"""Units go along with every product and quotient, and two that differ never meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quantities.ranges import Range
from analysis.quantities.units import (
    DEVICE,
    DEVICE_HOUR,
    FLOP,
    HOUR,
    ONE,
    PARAMETER,
    SECOND,
    TOKEN,
    USD,
    Unit,
    UnitMismatchError,
    quantity,
)

BASES = (FLOP, PARAMETER, TOKEN, USD, DEVICE, SECOND, HOUR)
UNITS = st.lists(st.tuples(st.sampled_from(BASES), st.integers(-2, 2)), max_size=4).map(
    lambda parts: _product(parts),
)
RANGES = st.lists(st.floats(1e-3, 1e12), min_size=3, max_size=3).map(lambda values: Range(*sorted(values)))


def _product(parts):
    found = ONE
    for base, power in parts:
        for _ in range(abs(power)):
            found = found * base if power > 0 else found / base
    return found


def test_units_read_as_people_write_them():
    assert str(FLOP / (DEVICE * SECOND)) == "flop / device second"
    assert str(ONE) == "1"
    assert str(ONE / SECOND / SECOND) == "1 / second^2"


@given(UNITS, UNITS)
def test_products_and_quotients_undo_each_other_whatever_the_units(a, b):
    assert a * b / b == a
    assert a * b == b * a
    assert a / a == ONE


@given(RANGES, UNITS, RANGES, UNITS)
def test_quantities_of_different_units_are_never_added_nor_taken_for_each_other(x, a, y, b):
    first, second = quantity(x, a), quantity(y, b)
    if a == b:
        assert first.plus(second).in_unit(a).mid == x.mid + y.mid
        return
    with pytest.raises(UnitMismatchError):
        first.plus(second)
    with pytest.raises(UnitMismatchError, match="Expected a quantity in"):
        first.in_unit(b)


@given(RANGES, UNITS, RANGES, UNITS)
def test_a_quotient_times_its_divisor_still_holds_the_dividend(x, a, y, b):
    back = quantity(x, a).over(quantity(y, b)).times(quantity(y, b)).in_unit(a)
    assert back.low <= x.low * (1 + 1e-9)
    assert back.mid == pytest.approx(x.mid)
    assert back.high >= x.high * (1 - 1e-9)


def test_hours_are_not_flop_and_dollars_are_not_hours():
    hours = quantity(100.0, DEVICE_HOUR)
    with pytest.raises(UnitMismatchError, match="Expected a quantity in flop, got one in device hour"):
        hours.in_unit(FLOP)
    with pytest.raises(UnitMismatchError, match="Expected a quantity in usd, got one in usd / device hour"):
        quantity(2.0, USD / DEVICE_HOUR).in_unit(USD)
    assert Unit() == ONE


def test_a_product_carries_both_units_and_a_sum_keeps_the_one():
    rate, time = quantity(100.0, FLOP / SECOND), quantity(Range(1, 2, 4), SECOND)
    assert rate.times(time).in_unit(FLOP) == Range(100, 200, 400)
    assert time.plus(time).in_unit(SECOND) == Range(2, 4, 8)
    assert str(rate.over(time).unit) == "flop / second^2"


def test_a_power_above_one_is_written_and_a_power_of_nought_vanishes():
    assert str(DEVICE * DEVICE * HOUR / SECOND) == "device^2 hour / second"
    assert str(TOKEN / TOKEN * USD) == "usd"


def test_two_ways_to_the_same_unit_are_the_same_unit():
    assert DEVICE * HOUR / HOUR * SECOND == SECOND * DEVICE
    assert quantity(3.0, DEVICE_HOUR / HOUR).in_unit(DEVICE) == Range(3, 3, 3)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.finance.cap_table import CapTable, Holding, breakpoints, exit_waterfall
from data.records import InvalidInput

FOUNDERS = CapTable((Holding("Founders", 8_000_000), Holding("Option pool", 1_000_000)))


def test_higher_ranks_are_paid_before_lower_ones():
    table = CapTable(
        (
            *FOUNDERS.holdings,
            Holding("A", 2_250_000, "non_participating", 5e6, 1),
            Holding("B", 2_812_500, "non_participating", 10e6, 2),
        )
    )
    paid = exit_waterfall(table, 12e6)
    assert paid["B"] == 10e6
    assert paid["A"] == 2e6
    assert paid["Founders"] == 0


def test_non_participating_shares_convert_where_that_is_more():
    # 20 % for $2M: as common it gets more than its preference from an exit of $10M.
    table = CapTable((Holding("Founders", 80), Holding("Fund", 20, "non_participating", 2e6, 1)))
    assert exit_waterfall(table, 5e6) == {"Founders": 3e6, "Fund": 2e6}
    assert exit_waterfall(table, 20e6) == {"Founders": 16e6, "Fund": 4e6}
    assert breakpoints(table)["Fund"] == pytest.approx(10e6, abs=1)


def test_participating_shares_take_their_preference_and_share_the_rest():
    table = CapTable((Holding("Founders", 80), Holding("Fund", 20, "participating", 2e6, 1)))
    assert exit_waterfall(table, 12e6) == {"Founders": 8e6, "Fund": 4e6}


def test_debt_comes_first_and_may_take_all():
    table = CapTable((Holding("Founders", 1),))
    assert exit_waterfall(table, 10e6, debt_usd=4e6) == {"Founders": 6e6}
    assert exit_waterfall(table, 3e6, debt_usd=4e6) == {"Founders": 0.0}


def test_equal_ranks_share_in_proportion_to_their_preferences():
    table = CapTable(
        (
            Holding("Founders", 100),
            Holding("X", 10, "non_participating", 3e6, 1),
            Holding("Y", 10, "non_participating", 1e6, 1),
        )
    )
    assert exit_waterfall(table, 2e6) == {"Founders": 0.0, "X": 1.5e6, "Y": 0.5e6}


holdings = st.lists(
    st.builds(
        lambda shares, kind, preference, rank: (
            "common" if kind == 0 else ("non_participating", "participating")[kind - 1],
            shares,
            preference,
            rank,
        ),
        st.integers(1, 10**7),
        st.integers(0, 2),
        st.integers(1, 10**8),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=7,
)


def table_of(rows):
    return CapTable(
        tuple(
            Holding(f"h{index}", shares, kind, 0.0 if kind == "common" else preference, rank)
            for index, (kind, shares, preference, rank) in enumerate(rows)
        )
    )


@given(rows=holdings, cents=st.integers(0, 10**12))
def test_a_waterfall_pays_out_exactly_the_exit(rows, cents):
    table = table_of(rows)
    paid = exit_waterfall(table, cents / 100)
    assert sum(round(amount * 100) for amount in paid.values()) == cents
    assert all(amount >= 0 for amount in paid.values())


@given(rows=holdings, cents=st.integers(0, 10**11), more=st.integers(1, 10**10))
def test_nobody_gets_less_from_a_larger_exit(rows, cents, more):
    table = table_of(rows)
    small, large = exit_waterfall(table, cents / 100), exit_waterfall(table, (cents + more) / 100)
    assert all(large[name] >= small[name] - 0.015 for name in small)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Holding("X", -1), "must not be below 0"),
        (lambda: Holding("X", 1, "common", 5.0), "common shares have no preference"),
        (lambda: exit_waterfall(FOUNDERS, -1), "amounts of at least 0"),
        (lambda: CapTable(()).ownership(), "has no owners"),
    ],
)
def test_a_cap_table_refuses_what_cannot_be(call, message):
    with pytest.raises(InvalidInput, match=message):
        call()


@given(rows=holdings, cents=st.integers(1, 10**11), debt=st.integers(0, 10**11))
def test_holders_and_lenders_share_the_exit_and_nothing_else(rows, cents, debt):
    paid = exit_waterfall(table_of(rows), cents / 100, debt / 100)
    assert sum(round(amount * 100) for amount in paid.values()) == max(cents - debt, 0)


@settings(deadline=None, max_examples=25)
@given(rows=holdings, cents=st.integers(1, 10**11))
def test_a_holder_that_converts_gets_no_less_than_its_preference(rows, cents):
    table = table_of(rows)
    paid = exit_waterfall(table, cents / 100)
    starts = breakpoints(table)
    for holding in table.holdings:
        if starts.get(holding.holder, float("inf")) <= cents / 100:
            assert paid[holding.holder] >= holding.preference_usd - 1.02


def test_two_classes_in_one_hand_are_paid_as_one_holder():
    table = CapTable((Holding("A", 50), Holding("A", 10, "participating", 1e6, 1), Holding("B", 40)))
    assert exit_waterfall(table, 2e6) == {"A": 1.6e6, "B": 0.4e6}
    assert table.ownership() == pytest.approx({"A": 0.6, "B": 0.4})


@pytest.mark.parametrize("shares", [float("nan"), float("inf")])
def test_shares_that_are_no_number_are_refused(shares):
    with pytest.raises(InvalidInput, match="X: shares and preference must not be below 0 nor without end, got"):
        Holding("X", shares)

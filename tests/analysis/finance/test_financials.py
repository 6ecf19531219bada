import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.finance.accounts import (
    Metric,
    acquisition_cost,
    burn_multiple,
    checked_periods,
    cohort_retention,
    concentration_index,
    gross_margins,
    growth,
    lifetime_value,
    magic_number,
    monthly_growth,
    payback_months,
    quick_ratio,
    retention_from_movements,
    revenue_views,
    rule_of_40,
    top_share,
)
from analysis.finance.bands import parse_finance_bands
from data.catalogue import reference_text
from data.records import InvalidInput


def accounts(months=13, **columns):
    table = {"month": pd.date_range("2025-10-01", periods=months, freq="MS")}
    return pd.DataFrame(
        table | {name: np.broadcast_to(np.asarray(values, dtype=float), months) for name, values in columns.items()}
    )


def test_periods_are_put_in_order():
    shuffled = accounts(3, arr=[1, 2, 3]).iloc[[2, 0, 1]]
    assert checked_periods(shuffled)["arr"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("periods", "message"),
    [
        (accounts(2, revenues=1), "Unknown columns revenues"),
        (accounts(3).iloc[[0, 2]], "without a gap or a repeat"),
        (accounts(2, churned_arr=-5), "write lost revenue as a number above 0"),
        (pd.DataFrame({"arr": [1.0]}), "need a column `month`"),
    ],
)
def test_periods_that_cannot_be_read_are_refused(periods, message):
    with pytest.raises(InvalidInput, match=message):
        checked_periods(periods)


def test_kinds_of_revenue_stay_apart():
    views = revenue_views(accounts(2, arr=1.2e6, carr=1.5e6, revenue=110_000))
    assert (views.arr.value, views.carr.value, views.run_rate.value) == (1.2e6, 1.5e6, 1.32e6)
    assert views.pilot.value is None
    assert views.pilot.reason_en == "pilot_revenue is unknown in the last month."


def test_growth_by_hand_and_unknown_without_a_year():
    assert growth(accounts(13, arr=np.linspace(1, 2.5, 13)), "arr", 12).value == pytest.approx(1.5)
    assert monthly_growth(accounts(4, arr=[1, 1.1, 1.21, 1.331]), "arr").value == pytest.approx(0.1)
    assert growth(accounts(5, arr=1), "arr", 12).value is None


def test_retention_of_the_worked_example_of_the_registry():
    # ARR a year ago 2.4M, expansion 0.64M, lost 0.13M: (2.4 + 0.64 - 0.13) / 2.4 and (2.4 - 0.13) / 2.4.
    periods = accounts(13, arr=2.4e6, expansion_arr=0.64e6 / 12, contraction_arr=0.03e6 / 12, churned_arr=0.10e6 / 12)
    kept = retention_from_movements(periods)
    assert kept.net.value == pytest.approx(1.2125)
    assert kept.gross.value == pytest.approx(2.27 / 2.4)


def test_retention_is_unknown_rather_than_full_when_churn_is_not_given():
    kept = retention_from_movements(accounts(13, arr=2.4e6, expansion_arr=1.0, contraction_arr=0.0))
    assert kept.gross.value is None
    assert "churned_arr is not known for 12 months" in kept.gross.reason_en


def test_cohort_retention_leaves_new_customers_out():
    rows = [("a", 100, 150), ("b", 100, 60), ("c", 50, 0), ("new", 0, 500)]
    table = pd.DataFrame(
        [(name, "2025-10-01", then) for name, then, _ in rows if then]
        + [(name, "2026-10-01", now) for name, _, now in rows if now],
        columns=["customer", "month", "arr"],
    )
    kept = cohort_retention(table)
    assert kept.net.value == pytest.approx(210 / 250)
    assert kept.gross.value == pytest.approx(160 / 250)
    assert cohort_retention(table, months=6).net.value is None
    with pytest.raises(InvalidInput, match="lacks the column arr"):
        cohort_retention(table[["customer", "month"]])


def test_credits_turn_a_margin_of_forty_percent_into_ten():
    margins = gross_margins(accounts(3, revenue=100.0, cost_of_revenue=60.0, credits_used=30.0))
    assert (margins.cash.value, margins.full.value) == pytest.approx((0.4, 0.1))
    assert gross_margins(accounts(3, revenue=100.0, cost_of_revenue=60.0)).full.value is None


@pytest.mark.parametrize(
    ("arr", "burn", "expected", "reason"),
    [
        ([1e6, 1.1e6, 1.2e6, 1.3e6], 200_000, 2.0, ""),
        ([1e6, 1.1e6, 1.2e6, 1.3e6], -10_000, 0.0, ""),
        ([0, 0, 0, 0], 200_000, None, "No recurring revenue yet."),
        ([1.3e6, 1.3e6, 1.3e6, 1.3e6], 200_000, None, "Cash is burnt while ARR does not grow."),
    ],
)
def test_burn_multiple_and_its_edges(arr, burn, expected, reason):
    result = burn_multiple(accounts(4, arr=arr, net_burn=burn))
    assert result.value == (None if expected is None else pytest.approx(expected))
    assert result.reason_en == reason


def test_efficiency_ratios_by_hand():
    periods = accounts(
        6,
        revenue=[100, 100, 100, 150, 150, 150],
        sales_and_marketing=100.0,
        new_customers=5.0,
        new_arr=400.0,
        expansion_arr=200.0,
        contraction_arr=50.0,
        churned_arr=100.0,
    )
    assert magic_number(periods).value == pytest.approx(4 * 150 / 300)
    assert acquisition_cost(periods).value == pytest.approx(20)
    assert quick_ratio(periods).value == pytest.approx(600 / 150)
    value = lifetime_value(Metric(10.0), Metric(0.8), Metric(0.02))
    assert value.value == pytest.approx(400)
    assert payback_months(Metric(20.0), Metric(10.0), Metric(0.8)).value == pytest.approx(2.5)
    assert payback_months(Metric(20.0), Metric(10.0), Metric(-0.1)).reason_en == "Customers bring no gross profit."
    assert rule_of_40(Metric(0.5), Metric(-0.2)).value == pytest.approx(0.3)
    assert quick_ratio(accounts(3, new_arr=1, expansion_arr=1, contraction_arr=0, churned_arr=0)).value is None


def test_concentration_of_two_big_and_many_small_customers():
    shares = [0.4, 0.2, 0.1] + [0.03] * 10
    assert concentration_index(shares) * 10_000 == pytest.approx(2190)
    assert top_share(shares, 1) == 0.4
    assert top_share(shares, 5) == pytest.approx(0.76)
    with pytest.raises(InvalidInput, match=r"add up to more than 1, got 1\.2"):
        concentration_index([0.6, 0.6])


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=30))
def test_concentration_lies_between_equal_shares_and_monopoly(weights):
    shares = [weight / sum(weights) for weight in weights]
    assert 1 / len(shares) - 1e-9 <= concentration_index(shares) <= 1 + 1e-9


def test_bands_put_a_bound_into_the_step_below_it():
    bands = parse_finance_bands(reference_text("finance_bands.yaml"))
    assert bands["burn_multiple"].step(1.5).label_en == "great"
    assert bands["burn_multiple"].step(3.01).label("zh") == "差"
    assert bands["customer_hhi"].step(0.219).label_en == "highly concentrated"
    assert all(band.source and band.dated for band in bands.values())


def test_bands_whose_bounds_do_not_rise_are_refused():
    text = reference_text("finance_bands.yaml").replace("up_to: 1.5, label_en: great", "up_to: 0.5, label_en: great")
    with pytest.raises(InvalidInput, match="Bands of 'burn_multiple': bounds must rise"):
        parse_finance_bands(text)

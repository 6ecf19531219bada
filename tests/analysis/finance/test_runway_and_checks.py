import time

import numpy as np
import pandas as pd
import pytest

from analysis.finance.checks import ReportedFinancials, financial_contradictions
from analysis.finance.runway import runway_months, simulated_growth_runway, simulated_runway
from data.records import InvalidInput


def test_runway_is_cash_over_burn_and_unknown_when_nothing_is_burnt():
    assert runway_months(1.8e6, 1e5).value == 18
    assert runway_months(1.8e6, 0).value is None
    assert runway_months(1.8e6, -1).reason_en == "The company does not burn cash."


def test_a_steady_burn_leaves_no_doubt():
    runway = simulated_runway(1.85e6, [1e5] * 6, np.random.default_rng(0), draws=100)
    assert runway.months == pytest.approx(18.5)
    assert runway.chance_out_of_cash_before(18) == 0
    assert runway.chance_out_of_cash_before(19) == 1


def test_the_median_of_an_uneven_burn_is_near_cash_over_burn():
    runway = simulated_runway(1.8e6, [8e4, 1.2e5, 1e5, 9e4, 1.1e5, 1e5], np.random.default_rng(1))
    assert runway.quantile(0.5) == pytest.approx(18, abs=0.6)
    assert runway.quantile(0.1) < 17 < 19 < runway.quantile(0.9)


def test_a_company_that_earns_cash_rarely_runs_out():
    runway = simulated_runway(1e6, [-5e4, -6e4, -4e4, -5e4], np.random.default_rng(2), draws=2000)
    assert runway.quantile(0.5) is None
    assert runway.chance_out_of_cash_before(60) < 0.05


def test_a_growing_burn_shortens_the_runway():
    steady, growing = (
        simulated_runway(2e6, [1e5, 1.1e5, 0.9e5], np.random.default_rng(3), burn_growth_month=growth)
        for growth in (0.0, 0.05)
    )
    assert growing.quantile(0.5) < steady.quantile(0.5) - 3


def test_runway_needs_three_months_and_a_milestone_within_the_horizon():
    with pytest.raises(InvalidInput, match="three months of burn"):
        simulated_runway(1e6, [1e5, 1e5], np.random.default_rng(0))
    runway = simulated_runway(1e6, [1e5] * 3, np.random.default_rng(0), draws=10, horizon_months=24)
    with pytest.raises(InvalidInput, match="look 24 months ahead, not 30"):
        runway.chance_out_of_cash_before(30)


def test_ten_thousand_runways_take_less_than_a_tenth_of_a_second():
    taken = []
    for seed in range(5):
        start = time.perf_counter()
        simulated_runway(1e6, [1e5, 9e4, 1.1e5], np.random.default_rng(seed))
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.1


def periods(months=13):
    steps = np.arange(months)
    return pd.DataFrame(
        {
            "month": pd.date_range("2025-10-01", periods=months, freq="MS"),
            "arr": 2.0e6 + 1e5 * steps,
            "carr": 2.4e6 + 1e5 * steps,
            "new_arr": 8e4,
            "expansion_arr": 4e4,
            "contraction_arr": 5e3,
            "churned_arr": 1.5e4,
            "revenue": (2.0e6 + 1e5 * steps) / 12,
            "cost_of_revenue": 0.4 * (2.0e6 + 1e5 * steps) / 12,
            "credits_used": 0.0,
            "net_burn": 1.5e5,
            "cash": 5e6 - 1.5e5 * steps,
        }
    )


TRUE = ReportedFinancials(
    arr_usd=3.2e6,
    growth_yoy=0.6,
    nrr_share=1.12,
    grr_share=0.88,
    gross_margin_share=0.6,
    burn_multiple=1.5,
    runway_months=3.2e6 / 1.5e5,
)


def test_a_report_that_agrees_with_its_accounts_has_no_finding():
    assert list(financial_contradictions(TRUE, periods())) == []


def test_six_wrong_figures_of_a_report_are_exactly_the_findings():
    wrong = ReportedFinancials(4.5e6, 1.2, 1.4, 0.99, 0.85, 0.8, TRUE.runway_months)
    assert [finding.code for finding in financial_contradictions(wrong, periods())] == [
        "reported_arr",
        "reported_nrr",
        "reported_grr",
        "reported_growth",
        "reported_burn_multiple",
        "reported_gross_margin",
    ]


@pytest.mark.parametrize(
    ("column", "change", "code"),
    [
        ("new_arr", 3e5, "arr_bridge"),
        ("carr", 9e6, "carr_over_arr"),
        ("cash", np.linspace(5e6, 4.5e6, 13), "cash_bridge"),
    ],
)
def test_accounts_that_contradict_themselves_are_found_without_a_report(column, change, code):
    findings = list(financial_contradictions(ReportedFinancials(), periods().assign(**{column: change})))
    assert [finding.code for finding in findings] == [code]


def test_a_finding_says_how_far_apart_margins_are():
    (finding,) = financial_contradictions(ReportedFinancials(gross_margin_share=0.85), periods())
    assert finding.sentence_en == (
        "The reported gross margin is 85.0 %, but what the accounts give is 60.0 %: 1.4 times as much; "
        "they lie 25 points apart."
    )


def test_without_accounts_nothing_can_be_contradicted():
    empty = pd.DataFrame({"month": pd.date_range("2026-01-01", periods=2, freq="MS")})
    assert list(financial_contradictions(TRUE, empty)) == []


def test_steady_revenue_and_spending_last_as_long_as_their_difference_says():
    found = simulated_growth_runway(600_000, [50_000.0] * 6, [150_000.0] * 6, np.random.default_rng(1))
    assert found.quantile(0.05) == pytest.approx(6, abs=1e-3)
    assert found.quantile(0.95) == pytest.approx(6, abs=1e-3)


def test_growth_of_ten_percent_a_month_without_fading_is_the_geometric_series():
    revenue = [10_000 * 1.1**month for month in range(8)]
    found = simulated_growth_runway(
        1_000_000, revenue, [100_000.0] * 8, np.random.default_rng(2), half_life_months=1e9, horizon_months=24
    )
    cash, month, earned = 1_000_000.0, 0, revenue[-1]
    while cash > 0 and month < 24:
        earned *= 1.1
        cash -= 100_000 - earned
        month += 1
    assert found.quantile(0.5) is None
    assert cash > 0
    short = simulated_growth_runway(
        300_000, revenue, [100_000.0] * 8, np.random.default_rng(2), half_life_months=1e9, horizon_months=24
    )
    left, whole = 300_000.0, 0
    earned = revenue[-1] * 1.1
    while left - (100_000 - earned) > 0:
        left -= 100_000 - earned
        earned *= 1.1
        whole += 1
    assert short.quantile(0.5) == pytest.approx(whole + left / (100_000 - earned), rel=1e-3)


def test_growth_that_fades_sooner_lasts_no_longer():
    revenue = [30_000 * 1.08**month for month in range(10)]
    lasting, fading = (
        simulated_growth_runway(
            900_000, revenue, [140_000.0] * 10, np.random.default_rng(3), half_life_months=months
        ).chance_out_of_cash_before(24)
        for months in (60, 3)
    )
    assert fading >= lasting


@pytest.mark.parametrize(
    ("revenue", "outflow", "cash"),
    [
        ([1.0] * 3, [2.0] * 3, 5),
        ([1.0, 0.0, 1.0, 1.0], [2.0] * 4, 5),
        ([1.0] * 4, [2.0] * 5, 5),
        ([1.0] * 4, [2.0] * 4, -1),
    ],
)
def test_a_runway_with_growth_refuses_too_few_months_no_revenue_and_debt(revenue, outflow, cash):
    with pytest.raises(InvalidInput, match="four months of revenue above 0"):
        simulated_growth_runway(cash, revenue, outflow, np.random.default_rng(1))

"""Every figure of the accounts by name, the runway, and the cross-checks as plain values."""

import json
from datetime import date, timedelta

import numpy as np
import pytest

from analysis.diligence.reported_figures import reported_financials
from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.serving_economics import ServedModel, serving_bounds
from analysis.economics_reports import cap_table_of, financial_report, serving_report, waterfall_report
from analysis.finance.bands import parse_finance_bands
from analysis.finance.checks import ReportedFinancials
from analysis.finance.metrics import (
    UNITS,
    banded_metrics,
    customer_metrics,
    customers_frame,
    financial_metrics,
    growth_outlook,
    periods_frame,
    runway_outlook,
)
from data.catalogue import reference_text
from data.records import EvidenceLevel, Fact, InvalidInput, Source

BANDS = parse_finance_bands(reference_text("finance_bands.yaml"))
DECK = Source("pitch_deck", "Deck")


def accounts(months=13, **changes):
    """ARR from 1.0M, won 100k, expanded 20k, lost 10k + 10k a month; 100 customers, ten new for 50k each month."""
    rows = []
    for number in range(months):
        row = {
            "month": date(2025 + (8 + number) // 12, (8 + number) % 12 + 1, 1),
            "arr": 1_000_000.0 + 100_000 * number,
            "new_arr": 100_000.0,
            "expansion_arr": 20_000.0,
            "contraction_arr": 10_000.0,
            "churned_arr": 10_000.0,
            "revenue": 100_000.0,
            "cost_of_revenue": 40_000.0,
            "credits_used": 20_000.0,
            "sales_and_marketing": 50_000.0,
            "operating_profit": -30_000.0,
            "net_burn": 150_000.0,
            "cash": 5_000_000.0 - 150_000.0 * number,
            "customers": 100.0,
            "new_customers": 10.0,
        }
        rows.append(row | changes)
    return periods_frame([{key: value for key, value in row.items() if value is not None} for row in rows])


def test_the_figures_are_those_worked_by_hand():
    found = {key: metric.value for key, metric in financial_metrics(accounts()).items()}
    assert found["arr_usd"] == 2_200_000
    assert found["growth_yoy"] == pytest.approx(1.2)
    assert found["nrr_share"] == pytest.approx((1_000_000 + 240_000 - 240_000) / 1_000_000)
    assert found["grr_share"] == pytest.approx(0.76)
    assert found["gross_margin_cash_share"] == pytest.approx(0.6)
    assert found["gross_margin_full_share"] == pytest.approx(0.4)
    assert found["rule_of_40"] == pytest.approx(1.2 - 0.3)
    assert found["burn_multiple"] == pytest.approx(450_000 / 300_000)
    assert found["runway_months"] == pytest.approx(3_200_000 / 150_000)
    assert found["cac_usd"] == pytest.approx(5_000)
    arpa = 2_200_000 / 100 / 12
    assert found["cac_payback_months"] == pytest.approx(5_000 / (arpa * 0.6))
    churn = 30_000 / 1_900_000 / 3
    assert found["ltv_usd"] == pytest.approx(arpa * 0.6 / churn)
    assert found["ltv_to_cac"] == pytest.approx(arpa * 0.6 / churn / 5_000)
    assert found["quick_ratio"] == pytest.approx(6)


def test_every_figure_has_a_value_or_a_reason_in_both_languages():
    for periods in (accounts(), accounts(months=1), accounts(arr=None, cash=None), accounts(net_burn=-1.0)):
        found = financial_metrics(periods)
        assert set(found) == set(UNITS)
        for key, metric in found.items():
            assert metric.value is not None or (metric.reason_en and metric.reason_zh), key


def test_a_company_that_burns_no_cash_has_no_runway_figure_and_a_burn_multiple_of_zero():
    found = financial_metrics(accounts(net_burn=-1.0))
    assert found["runway_months"].reason_en == "The company does not burn cash."
    assert found["burn_multiple"].value == 0


def test_bands_carry_the_step_of_the_figure_and_none_without_a_value():
    by_key = {each.key: each for each in banded_metrics(financial_metrics(accounts(credits_used=None)), BANDS)}
    assert by_key["burn_multiple"].step.label_en == "great"
    assert by_key["gross_margin_full_share"].step is None
    assert by_key["arr_usd"].band is None


def test_the_runway_of_a_steady_burn_is_narrow_and_of_an_unknown_burn_unknown():
    sure = runway_outlook(accounts(), np.random.default_rng(1))
    assert len(sure.burns_usd) == 12
    assert sure.runway.quantile(0.1) == pytest.approx(21.33, abs=0.01)
    unsure = runway_outlook(accounts(months=2), np.random.default_rng(1))
    assert unsure.runway is None
    assert unsure.reason_en == "net_burn is not known for 3 months."
    assert runway_outlook(accounts(cash=None), np.random.default_rng(1)).reason_en.startswith("cash is unknown")


def test_the_report_is_json_and_names_what_contradicts():
    reported = ReportedFinancials(arr_usd=3_300_000)
    report = financial_report(accounts(), BANDS, np.random.default_rng(1), reported=reported)
    assert json.loads(json.dumps(report, allow_nan=False))["last_month"] == "2026-09"
    assert [finding["rule"] for finding in report["findings"]] == ["reported_arr"]
    assert report["findings"][0]["gap"] == pytest.approx(1.5)
    assert report["runway"]["chance_out_of_cash_before"] == {"6": 0.0, "12": 0.0, "18": 0.0, "24": 1.0}
    chinese = financial_report(accounts(), BANDS, np.random.default_rng(1), reported=reported, language="zh")
    assert "自报 ARR" in chinese["findings"][0]["message"]


def test_only_figures_of_the_accounts_last_month_are_held_against_them():
    month = date(2026, 9, 1)
    facts = [
        Fact("arr_usd", 9e6, EvidenceLevel.CLAIMED, date(2026, 3, 31), DECK),
        Fact("arr_usd", 2e6, EvidenceLevel.CLAIMED, date(2026, 9, 30), DECK),
        Fact("nrr_share", 1.1, EvidenceLevel.CLAIMED, month + timedelta(days=46), DECK),
    ]
    assert reported_financials(facts, month) == ReportedFinancials(arr_usd=2e6)


def test_the_serving_report_has_the_golden_bound():
    chip = chip_named("h100", parse_chips(reference_text("hardware.yaml")))
    model = ServedModel(8.03e9, layers=32, kv_heads=8, head_dim=128)
    found = serving_report(serving_bounds(model, chip, batch=32, context=2048, price_per_gpu_hour=2.0))
    assert found["tokens_per_second_bound"] == pytest.approx(4349, abs=1)
    assert found["usd_per_million_tokens_bound"] == pytest.approx(0.128, abs=0.001)
    assert found["kv_bytes_per_token"] == 131_072


def test_a_cap_table_without_classes_is_common_and_pays_the_whole_exit():
    table = cap_table_of([{"holder": "A", "shares": 3.0, "participation": None}, {"holder": "B", "shares": 1.0}])
    report = waterfall_report(table, 1_000_000.01)
    assert report["payouts"] == {"A": 750_000.01, "B": 250_000.0}
    assert report["ownership"] == {"A": 0.75, "B": 0.25}
    with pytest.raises(InvalidInput, match="at least 0"):
        waterfall_report(table, -1)


def test_cohort_and_concentration_by_hand():
    rows = [
        {"customer": name, "month": date(year, 9, 1), "arr": arr}
        for name, year, arr in (("A", 2025, 600), ("B", 2025, 400), ("A", 2026, 750), ("C", 2026, 250))
    ]
    found = customer_metrics(customers_frame(rows))
    assert found["nrr_cohort_share"].value == pytest.approx(0.75)
    assert found["grr_cohort_share"].value == pytest.approx(0.60)
    assert found["customer_hhi"].value == pytest.approx(0.75**2 + 0.25**2)
    assert found["top1_customer_share"].value == pytest.approx(0.75)
    assert found["top5_customer_share"].value == pytest.approx(1.0)


def test_without_a_year_of_customers_retention_is_unknown_and_nobody_paying_has_no_concentration():
    rows = [{"customer": "A", "month": date(2026, 9, 1), "arr": 0.0}]
    found = customer_metrics(customers_frame(rows))
    assert found["nrr_cohort_share"].reason_en == "No revenue by customer 12 months ago."
    assert found["customer_hhi"].reason_zh == "最近一个月没有付费客户。"


def test_a_runway_with_growth_needs_revenue():
    bare = periods_frame([{"month": date(2026, month, 1), "net_burn": 10.0, "cash": 100.0} for month in range(1, 7)])
    assert growth_outlook(bare, np.random.default_rng(1)).reason_en == "Revenue and net_burn are not both known."

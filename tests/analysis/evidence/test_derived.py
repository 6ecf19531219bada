"""Fields computed from others, and the company's own figure held against ours."""

import math

import pytest

from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN, weakest_level
from data.records import EvidenceLevel


def test_net_retention_is_derived_from_the_arr_of_a_year_ago(evidence_of, fact):
    facts = [
        fact("arr_usd", 6.4e6),
        fact("arr_usd", 2.4e6, as_of="2025-09-30"),
        fact("expansion_arr_ttm_usd", 640_000),
        fact("lost_arr_ttm_usd", 130_000, "claimed"),
    ]
    reading = evidence_of(facts).reading("nrr_share")
    assert reading.value == pytest.approx(1.2125)
    assert weakest_level(reading.inputs) is EvidenceLevel.CLAIMED
    assert [entry.fact.as_of.year for entry in reading.inputs if entry.lagged] == [2025]


def test_runway_is_unlimited_when_no_cash_is_burnt(evidence_of, fact):
    reading = evidence_of([fact("cash_usd", 1e6), fact("net_burn_usd_month", -5000)]).reading("runway_months")
    assert reading.value == math.inf
    assert reading.reason_en == "The company does not burn cash."


def test_runway_is_unknown_while_the_burn_is(evidence_of, fact):
    assert evidence_of([fact("cash_usd", 1e6)]).reading("runway_months").value is UNKNOWN


def test_margin_does_not_apply_without_revenue(evidence_of, fact):
    facts = [fact("revenue_usd", 0), fact("cost_of_revenue_usd", 5.0)]
    assert evidence_of(facts).reading("gross_margin_cash_share").value is NOT_APPLICABLE


def test_lag_of_a_derived_field_lags_every_input(evidence_of):
    assert evidence_of("overstated").reading("burn_multiple", 3).value == pytest.approx(3 * 430_000 / 400_000)


def test_reported_figure_is_used_only_where_inputs_are_missing(evidence_of, fact):
    reported = fact("runway_months", 30, "claimed")
    alone = evidence_of([reported]).reading("runway_months")
    beside = evidence_of([reported, fact("cash_usd", 1e6), fact("net_burn_usd_month", 1e5)])
    assert (alone.value, weakest_level(alone.inputs)) == (30.0, EvidenceLevel.CLAIMED)
    assert beside.reading("runway_months").value == 10.0
    (comparison,) = beside.comparisons()
    assert (comparison.key, comparison.difference, comparison.relative) == ("runway_months", 20.0, 2.0)
    assert comparison.flattering is True


def test_derived_value_beyond_its_range_counts_as_the_nearest_end(evidence_of, fact):
    facts = [fact("cash_usd", 1e9), fact("net_burn_usd_month", 1)]
    assert evidence_of(facts).reading("runway_months").value == 1200.0


def test_an_edge_case_that_is_unknown_is_passed_over_and_the_formula_says_why_there_is_nothing(evidence_of, fact):
    reading = evidence_of([fact("arr_usd", 2e6)]).reading("growth_yoy")
    assert (reading.value, reading.reason_en) == (UNKNOWN, "An input of its formula is unknown.")


def test_growth_does_not_apply_without_revenue_a_year_ago_and_says_so_in_both_languages(evidence_of, fact):
    reading = evidence_of([fact("arr_usd", 2e6), fact("arr_usd", 0, as_of="2025-09-30")]).reading("growth_yoy")
    assert reading.value is NOT_APPLICABLE
    assert (reading.reason_en, reading.reason_zh) == ("No recurring revenue a year ago.", "一年前尚无经常性收入。")


def test_an_input_that_does_not_apply_makes_the_field_not_applicable(evidence_of, fact):
    facts = [fact("cash_usd", None, not_applicable="Kept by the parent."), fact("net_burn_usd_month", 1e5)]
    reading = evidence_of(facts).reading("runway_months")
    assert (reading.value, reading.reason_zh) == (NOT_APPLICABLE, "某项输入不适用。")


@pytest.mark.parametrize(("reported", "flattering"), [(12, True), (8, False)])
def test_a_longer_reported_runway_flatters_and_a_shorter_one_does_not(reported, flattering, evidence_of, fact):
    facts = [fact("cash_usd", 1e6), fact("net_burn_usd_month", 1e5), fact("runway_months", reported, "claimed")]
    (comparison,) = evidence_of(facts).comparisons()
    assert comparison.flattering is flattering
    assert comparison.level is EvidenceLevel.DOCUMENTED


def test_a_lower_reported_burn_multiple_is_the_flattering_one(evidence_of, fact):
    facts = [
        fact("arr_usd", 1.3e6),
        fact("arr_usd", 1e6, as_of="2026-06-30"),
        fact("net_burn_usd_month", 2e5, "claimed"),
        fact("burn_multiple", 1.0, "claimed"),
    ]
    (comparison,) = evidence_of(facts).comparisons()
    assert comparison.derived == pytest.approx(2.0)
    assert (comparison.flattering, comparison.level) == (True, EvidenceLevel.CLAIMED)


def test_a_finite_figure_against_an_unlimited_one_has_no_relative_gap_and_two_unlimited_ones_agree(evidence_of, fact):
    never_ends = [fact("cash_usd", 1e6), fact("net_burn_usd_month", -1.0)]
    (comparison,) = evidence_of([*never_ends, fact("runway_months", 30, "claimed")]).comparisons()
    assert (comparison.difference, comparison.relative) == (-math.inf, None)
    assert evidence_of([*never_ends, fact("runway_months", "unlimited", "claimed")]).comparisons() == ()


def test_a_reported_figure_marked_not_applicable_is_not_compared(evidence_of, fact):
    facts = [fact("cash_usd", 1e6), fact("net_burn_usd_month", 1e5)]
    marked = evidence_of([*facts, fact("runway_months", None, not_applicable="Run by a foundation.")])
    assert marked.comparisons() == ()
    assert marked.reading("runway_months").reason_en == "Run by a foundation."


@pytest.mark.parametrize("name", ["solid", "overstated", "contaminated", "rewrapped", "prerevenue"])
def test_every_derived_field_of_a_company_lies_in_its_range_or_says_why_it_has_no_value(name, evidence_of, registry):
    evidence = evidence_of(name)
    for field in (field for field in registry.fields if field.derived):
        reading = evidence.reading(field.key)
        if not reading.is_known:
            assert reading.reason_en.endswith(".") and reading.reason_zh.endswith("。"), field.key
        elif not math.isinf(reading.value):
            low, high = field.range or (None, None)
            assert (-math.inf if low is None else low) <= reading.value <= (math.inf if high is None else high)
            assert reading.inputs, field.key

from __future__ import annotations

import math
from datetime import date

import pytest

from analysis.evidence.formulas import FormulaError, formula_keys, formula_value, parsed_formula
from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN, Reading, weakest_level
from analysis.evidence.state import Evidence, months_before
from data.records import EvidenceLevel


class Table:
    def __init__(self, **values):
        self.values = values

    def reading(self, key, months_back=0):
        return Reading(self.values.get(f"{key}@{months_back}" if months_back else key, UNKNOWN))


SHARES = {"A": 0.4, "B": 0.2, "C": 0.1, **{f"T{n}": 0.03 for n in range(10)}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 ^ 2", 19.0),
        ("(1 + 2) * 3", 9.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("-2 ^ 2", -4.0),
        ("8 / 4 / 2", 1.0),
        ("10 - 3 - 2", 5.0),
        ("(arr / lag(arr, 3)) ^ (1/3) - 1", 0.1),
        ("hhi(shares)", 0.219),
        ("top_share(shares, 1)", 0.4),
        ("top_share(shares, 3)", 0.7),
    ],
)
def test_formula_value_follows_the_usual_precedence(text, value):
    lookup = Table(**{"arr": 1331.0, "arr@3": 1000.0, "shares": SHARES})
    assert formula_value(parsed_formula(text), lookup) == pytest.approx(value)


def test_formula_is_unknown_where_an_input_is_unknown_or_a_division_has_no_result():
    assert formula_value(parsed_formula("a / b"), Table(a=1.0)) is UNKNOWN
    assert formula_value(parsed_formula("a / b"), Table(a=1.0, b=0.0)) is UNKNOWN
    assert formula_value(parsed_formula("a ^ 0.5"), Table(a=-1.0)) is UNKNOWN
    assert formula_value(parsed_formula("a + b"), Table(a=NOT_APPLICABLE)) is NOT_APPLICABLE


@pytest.mark.parametrize("text", ["1 +", "a b", "lag(a)", "(a", "import('os')", "a; b", "__class__.x()", "lag(a, b)"])
def test_formula_outside_the_language_is_refused(text):
    with pytest.raises(FormulaError, match="formula"):
        parsed_formula(text)


def test_formula_keys_name_lags():
    assert formula_keys(parsed_formula("a / lag(a, 12) + hhi(b)")) == (("a", 0), ("a", 12), ("b", 0))


def test_every_formula_of_the_registry_is_readable(registry):
    known = set(registry.by_key)
    for field in registry.fields:
        if field.derived:
            assert {key for key, _ in formula_keys(parsed_formula(field.formula))} <= known


def test_months_before_keeps_to_the_end_of_shorter_months():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 9, 30), 12) == date(2025, 9, 30)
    assert months_before(date(2026, 1, 15), 14) == date(2024, 11, 15)


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


@pytest.mark.parametrize(("kept", "known"), [("2025-10-16", True), ("2025-10-17", False), ("2025-09-14", True)])
def test_lag_takes_a_value_within_sixteen_days(kept, known, evidence_of, fact):
    facts = [fact("arr_usd", 2e6), fact("arr_usd", 1e6, as_of=kept)]
    assert evidence_of(facts).reading("growth_yoy").is_known is known


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


def test_part_that_a_whole_table_does_not_name_is_zero_and_else_unknown(evidence_of, fact):
    whole = evidence_of([fact("source_mix_shares", {"licensed": 1.0})])
    assert whole.reading("source_mix_shares.synthetic").value == 0.0
    partial = evidence_of([fact("source_mix_shares", {"licensed": 0.5})])
    assert partial.reading("source_mix_shares.synthetic").value is UNKNOWN


def test_code_that_means_unknown_is_unknown(evidence_of, fact):
    assert evidence_of([fact("shadow_library_use", "cannot_say")]).reading("shadow_library_use").value is UNKNOWN


def test_field_marked_not_applicable_says_why(evidence_of, fact):
    evidence = evidence_of([fact("train_flop", None, not_applicable="Trains no model.")])
    assert evidence.reading("train_flop").reason_en == "Trains no model."
    assert evidence.reading("train_flop").value is NOT_APPLICABLE


def test_assessment_date_is_the_day_asked_for(registry):
    assert Evidence([], registry, (), date(2026, 1, 2)).reading("assessment_date").value == date(2026, 1, 2)
    assert Evidence([], registry).reading("assessment_date").value is UNKNOWN


@pytest.mark.parametrize(("key", "value"), [("launch_date", "soon"), ("arr_usd", "a lot"), ("arr_usd", None)])
def test_value_of_the_wrong_kind_is_unknown_and_stops_nothing(key, value, evidence_of, fact):
    assert evidence_of([fact(key, value)]).reading(key).value is UNKNOWN

"""What the ledger says of a key on a day."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN
from analysis.evidence.state import Evidence, months_before


def test_months_before_keeps_to_the_end_of_shorter_months():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 9, 30), 12) == date(2025, 9, 30)
    assert months_before(date(2026, 1, 15), 14) == date(2024, 11, 15)


@pytest.mark.parametrize(("kept", "known"), [("2025-10-16", True), ("2025-10-17", False), ("2025-09-14", True)])
def test_lag_takes_a_value_within_sixteen_days(kept, known, evidence_of, fact):
    facts = [fact("arr_usd", 2e6), fact("arr_usd", 1e6, as_of=kept)]
    assert evidence_of(facts).reading("growth_yoy").is_known is known


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


def test_a_lag_is_counted_from_the_newest_value_not_from_the_day_of_assessment(evidence_of, fact):
    facts = [fact("arr_usd", 2e6, as_of="2026-03-31"), fact("arr_usd", 1e6, as_of="2025-03-31")]
    assert evidence_of(facts).reading("arr_usd", 12).value == 1e6


def test_of_two_values_near_the_wanted_day_the_nearer_counts_and_of_one_day_the_better_evidenced(evidence_of, fact):
    facts = [
        fact("arr_usd", 2e6),
        fact("arr_usd", 1.1e6, as_of="2025-10-10"),
        fact("arr_usd", 1.2e6, "claimed", as_of="2025-09-29"),
        fact("arr_usd", 1.3e6, "documented", as_of="2025-09-29"),
    ]
    assert evidence_of(facts).reading("arr_usd", 12).value == 1.3e6


def test_before_its_founding_nobody_can_say_and_after_it_the_value_is_missing(evidence_of, fact):
    founded = fact("founded_date", "2026-01-15")
    evidence = evidence_of([founded, fact("arr_usd", 2e6)])
    assert evidence.reading("arr_usd", 12).reason_en == "The company did not exist then."
    assert evidence.reading("arr_usd", 3).reason_en == "No value of 3 months before."
    assert evidence.reading("arr_usd", 3).reason_zh == "无 3 个月前的数值。"
    assert (evidence.precedes_founding("arr_usd", 12), evidence.precedes_founding("arr_usd", 3)) == (True, False)


def test_stronger_evidence_goes_before_newer_and_the_history_keeps_both_oldest_first(evidence_of, fact):
    facts = [fact("arr_usd", 3e6, "claimed", as_of="2026-10-15"), fact("arr_usd", 2e6)]
    evidence = evidence_of(facts)
    assert evidence.reading("arr_usd").value == 2e6
    assert [entry.value for entry in evidence.history("arr_usd")] == [2e6, 3e6]
    assert evidence.history("cash_usd") == ()


def test_a_replaced_value_changes_that_fact_alone_and_leaves_the_first_evidence_as_it_was(evidence_of, fact):
    facts = [fact("cash_usd", 1e6), fact("net_burn_usd_month", 1e5)]
    before = evidence_of(facts)
    after = before.with_value(before.current["cash_usd"], 5e5)
    assert (before.reading("runway_months").value, after.reading("runway_months").value) == (10.0, 5.0)
    assert after.current["net_burn_usd_month"] is before.current["net_burn_usd_month"]


def test_the_same_day_is_the_same_evidence_and_another_day_answers_that_day(evidence_of, fact):
    evidence = evidence_of([fact("cash_usd", 1e6)])
    assert evidence.on(evidence.as_of) is evidence
    assert evidence.on(date(2030, 1, 1)).reading("assessment_date").value == date(2030, 1, 1)


def test_what_nobody_answered_and_what_was_left_undecided_give_different_reasons(evidence_of, fact):
    evidence = evidence_of([fact("shadow_library_use", "cannot_say")])
    assert evidence.reading("shadow_library_use").reason_zh == "已答复，但尚无定论。"
    assert evidence.reading("cash_usd").reason_zh == "尚无记录。"


@pytest.mark.parametrize(
    ("key", "stored", "value"),
    [
        ("arr_usd", 2, 2.0),
        ("runway_months", "unlimited", math.inf),
        ("launch_date", "2026-05-01", date(2026, 5, 1)),
        ("sales_regions", ["eu", "us"], ("eu", "us")),
        ("own_pretraining", False, False),
        ("hq_country", "NO", "NO"),
    ],
)
def test_a_stored_value_is_read_as_its_field_says(key, stored, value, evidence_of, fact):
    read = evidence_of([fact(key, stored)]).stored_reading(key).value
    assert read == value
    assert type(read) is type(value)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_going_back_in_two_steps_lands_in_the_month_of_one_step_and_never_on_a_later_day(day, first, second):
    at_once, in_steps = months_before(day, first + second), months_before(months_before(day, first), second)
    assert (at_once.year, at_once.month) == (in_steps.year, in_steps.month)
    assert in_steps <= at_once <= day
    assert at_once.day <= day.day

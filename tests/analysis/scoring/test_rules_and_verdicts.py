from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quantities.quantity_text import quantity_text
from analysis.scoring.rules import Cap, SetAside, capped_verdict, rule_results
from analysis.scoring.verdicts import uncapped_verdict, verdict_probabilities
from data.records import InvalidInput

VERDICTS = ("invest", "invest_if", "hold", "pass")


def found(results):
    return {finding.rule: finding for finding in results.findings}


def gate(results, key):
    return next(state for state in results.gates if state.rule == key)


def test_finding_says_both_numbers_in_both_languages(evidence_of, default):
    finding = found(rule_results(default, evidence_of("overstated")))["claim_overstated"]
    assert finding.message_en == (
        "Claimed score above the measured one: Worst claim verdict: Overstated; Claim minus measurement is 8.3 %, "
        "above 2 × Standard error of that gap (2.6 %) and above 3 %."
    )
    assert "自报与实测差距为 8.3%，高于 2 × 该差距的标准误（2.6%）且高于 3%。" in finding.message_zh
    assert {fact.key for fact in finding.facts} == {"claim_gap", "claim_gap_se", "claim_verdict_worst"}


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("data_cleaning_steps", ["quality_filter"], "Data cleaning steps: without Removal of benchmark items."),
        ("user_data_training_use", "without_notice", "Users’ data trained on without notice: "),
        ("gross_margin_gap", -0.2, "Size of reported less derived gross margin is 20 %, above 15 %."),
    ],
)
def test_finding_words_codes_lists_and_sizes(key, value, message, evidence_of, fact, default):
    (finding,) = rule_results(default, evidence_of([fact(key, value)])).findings
    assert message in finding.message_en
    assert "nan" not in finding.message_zh and "{" not in finding.message_zh


def test_dates_are_compared_as_before_and_after(evidence_of, default):
    finding = found(rule_results(default, evidence_of("overstated")))["stale_scores"]
    assert "is 2026-01-10, before Release of the current model (2026-05-04)" in finding.message_en


@pytest.mark.parametrize("name", ["solid", "overstated", "contaminated", "rewrapped", "prerevenue"])
def test_every_message_is_one_whole_sentence(name, evidence_of, default):
    for finding in rule_results(default, evidence_of(name)).findings:
        assert finding.message_en.endswith(".") and finding.message_zh.endswith("。")
        for wrong in ("nan", "None", "$", "{", "Absence"):
            assert wrong not in finding.message_en + finding.message_zh


def test_unknown_rule_is_a_question_with_the_missing_keys(evidence_of, fact, default):
    results = rule_results(default, evidence_of([fact("compute_commitment_usd", 1e6)]))
    question = next(question for question in results.questions if question.rule == "take_or_pay_over_cash")
    assert question.missing == ("cash_usd",)
    assert question.question_zh.startswith("若完全不使用")


def test_three_months_of_money_without_a_committed_round_holds(evidence_of, fact, default):
    burn = [fact("cash_usd", 200_000), fact("net_burn_usd_month", 100_000)]
    unknown = gate(rule_results(default, evidence_of(burn)), "cash_nearly_out")
    open_ = gate(rule_results(default, evidence_of([*burn, fact("committed_round_usd", 0)])), "cash_nearly_out")
    clear = gate(rule_results(default, evidence_of([*burn, fact("committed_round_usd", 1)])), "cash_nearly_out")
    exact = [fact("cash_usd", 300_000), fact("net_burn_usd_month", 100_000), fact("committed_round_usd", 0)]
    assert (unknown.outcome, unknown.cap) == ("unknown", "hold")
    assert (open_.outcome, open_.cap) == ("open", "hold")
    assert (clear.outcome, clear.cap) == ("clear", None)
    assert gate(rule_results(default, evidence_of(exact)), "cash_nearly_out").outcome == "clear"


def test_finding_set_aside_stays_on_record_and_caps_no_more(evidence_of, default):
    decision = SetAside("Base named to us in writing.", "Letter of 2 November 2026", "analyst")
    results = rule_results(default, evidence_of("rewrapped"), {"undisclosed_base": decision})
    assert found(results)["undisclosed_base"].set_aside == decision
    assert gate(results, "undisclosed_base").cap is None
    assert "undisclosed_base" not in {cap.rule for cap in results.caps}


def test_finding_cannot_be_set_aside_without_reason_or_by_a_wrong_name(evidence_of, default):
    with pytest.raises(InvalidInput, match="without a reason and a source"):
        rule_results(default, evidence_of("solid"), {"soft_arr": SetAside(" ", "Letter")})
    with pytest.raises(InvalidInput, match="'soft_rr' cannot be set aside: the rubric has no such rule"):
        rule_results(default, evidence_of("solid"), {"soft_rr": SetAside("So", "Letter")})


@given(
    before=st.sampled_from(VERDICTS),
    caps=st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(VERDICTS)), max_size=4),
)
def test_cap_never_raises_a_verdict(before, caps, default):
    after, binding = capped_verdict(before, [Cap(rule, verdict, "open") for rule, verdict in caps], default)
    assert VERDICTS.index(after) == max(VERDICTS.index(verdict) for verdict in [before, *(cap for _, cap in caps)])
    assert (binding is None) == (after == before)


@pytest.mark.parametrize(
    ("expectation", "risk", "verdict"),
    [(70, 20, "invest"), (57, 33, "invest_if"), (50, 40, "hold"), (39, 20, "pass"), (90, 60, "pass")],
)
def test_verdict_of_a_certain_score_follows_the_lines(expectation, risk, verdict, default):
    lines = default.scoring.verdict_lines
    probabilities = verdict_probabilities(np.full(10, expectation), np.full(10, risk), lines)
    assert uncapped_verdict(probabilities, lines) == verdict


def test_invest_needs_six_draws_in_ten(default):
    lines = default.scoring.verdict_lines
    for good, verdict in ((6, "invest"), (5, "hold")):
        expectation = np.array([70.0] * good + [50.0] * (10 - good))
        probabilities = verdict_probabilities(expectation, np.full(10, 20.0), lines)
        expected = verdict if good == 6 else "invest_if"
        assert uncapped_verdict(probabilities, lines) == expected


def test_overstated_claims_lower_and_widen_what_is_only_claimed(assessed, default):
    scoring = default.scoring.model_copy(update={"credibility": None})
    trusting = default.model_copy(update={"scoring": scoring})
    believed = {term.key: term.belief for term in assessed("overstated", trusting).terms}
    doubted = {term.key: term.belief for term in assessed("overstated", default).terms}
    assert doubted["task_success"].mean < believed["task_success"].mean
    assert doubted["task_success"].sd > believed["task_success"].sd
    assert replace(doubted["overstated_claims"]) == believed["overstated_claims"]


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (0.083, "fraction", "8.3 %", "8.3%"),
        (6_400_000.0, "usd", "6.4 million US dollars", "640 万美元"),
        (2.13, "months", "2.13 months", "2.13 个月"),
        (1e23, "flop", "1e+23 FLOP", "1e+23 次浮点运算"),
        (float("inf"), "months", "unlimited", "无限"),
        (0.0, "none", "0", "0"),
    ],
)
def test_quantity_reads_with_its_unit(value, unit, english, chinese):
    assert (quantity_text(value, unit, "en"), quantity_text(value, unit, "zh")) == (english, chinese)

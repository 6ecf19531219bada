"""Who is asked what: runs of our own, what a result is computed from, and nothing that presumes an answer."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from analysis.diligence.computed_results import computed_facts
from analysis.questions.next_questions import next_questions
from analysis.questions.wording import run_sentence
from analysis.scoring.credibility import credibility
from analysis.scoring.open_keys import unknown_leaves
from data.records import Source

AS_OF = date(2026, 10, 31)


@pytest.fixture(scope="module")
def asked(assessed, evidence_of, default, registry):
    def build(facts):
        rng = np.random.default_rng(5)
        return next_questions(assessed(facts), evidence_of(facts), default, registry, rng=rng, count=80)

    return build


def test_unknown_claim_gap_of_a_company_with_claims_is_a_run_of_ours(asked, fact):
    claims = [fact("claimed_benchmark_scores", ["mmlu 0.7"], "claimed")]
    question = next(each for each in asked(claims) if "claim_gap" in each.keys)
    assert question.kind == "run"
    assert question.question_en.startswith("Run the benchmarks it claims, with the protocol it states.")
    assert question.question_zh.startswith("按其所述协议运行其自报的评测。")
    assert question.effort_hours == 3
    assert question.hours_of_work == pytest.approx(0.75)


def test_company_without_claims_is_asked_for_them_and_for_their_protocol(asked):
    question = next(each for each in asked([]) if each.keys[0] == "claimed_benchmark_scores")
    assert question.kind == "ask"
    assert question.question_en.startswith("Which benchmark scores do you state for your model")
    assert "lower" not in question.question_en


def test_no_question_is_asked_of_a_founder_about_a_result_of_our_own(asked, default):
    for question in asked([]):
        ours = [key for key in question.keys if (found := default.result(key)) and found.own_work_en]
        assert question.kind == "run" or question.keys[0] not in ours


def test_one_step_that_gives_two_results_is_said_once(default):
    sentence = run_sentence(["claim_gap", "claim_gap_se", "twin_drop"], default, "en")
    assert sentence.count("Run the benchmarks it claims") == 1
    assert sentence.endswith(
        "It establishes: Claim minus measurement; Standard error of that gap; Drop on rewritten items."
    )


def test_computed_result_is_asked_for_by_what_it_is_computed_from(evidence_of, fact):
    partly = evidence_of([fact("params_total_billion", 7.0), fact("gpu_type", "h100")])
    assert unknown_leaves(["mfu_implied"], partly) == ("tokens_seen_trillion", "gpu_hours_final_run")


def test_result_with_all_its_inputs_stands_for_itself(evidence_of, fact):
    whole = evidence_of([fact("base_model_licence", "permissive"), fact("teacher_output_terms", "no_teacher")])
    assert unknown_leaves(["licence_chain_verdict"], whole) == ("licence_chain_verdict",)


def test_company_of_ten_months_is_not_asked_for_revenue_a_year_ago(evidence_of, fact):
    young = [fact("arr_usd", 900_000.0), fact("founded_date", date(2025, 12, 1))]
    older = [fact("arr_usd", 900_000.0), fact("founded_date", date(2022, 12, 1))]
    assert "arr_usd" not in unknown_leaves(["growth_yoy"], evidence_of(young))
    assert unknown_leaves(["growth_yoy"], evidence_of(older)) == ("arr_usd",)
    assert evidence_of(young).reading("arr_usd", 12).reason_en == "The company did not exist then."


def test_equal_values_are_ordered_by_the_gravest_rule_then_by_variance_per_hour(asked):
    questions = asked("prerevenue")
    assert [question.order for question in questions] == sorted(question.order for question in questions)
    missing = [each for each in questions if not each.is_about_a_finding]
    gates = [place for place, each in enumerate(missing) if each.severity == "gate"]
    assert gates[0] == 0


def test_every_rule_that_would_presume_something_has_other_words_while_unknown(default):
    rule = next(rule for rule in default.rules if rule.key == "documents_disagree")
    assert rule.question("en") != rule.question("en", while_unknown=True)
    assert rule.question("zh", while_unknown=True).startswith("能否提供相互独立")
    plain = next(rule for rule in default.rules if rule.key == "founder_ip_missing")
    assert plain.question("en") == plain.question("en", while_unknown=True)


def test_every_source_of_an_anchor_and_a_rule_has_its_chinese(default):
    texts = [criterion.anchors_source_zh for criterion in default.criteria] + [rule.source_zh for rule in default.rules]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in texts)


def test_documents_that_never_met_do_not_speak_for_the_company(evidence_of, fact, default, registry):
    accounts, bank = Source("management_accounts", "Accounts"), Source("bank_statements", "Bank")

    def trust(facts):
        computed = computed_facts(evidence_of(facts), ())
        return credibility(evidence_of([*facts, *computed]), default.scoring.credibility)

    alone = [fact("cash_usd", 5e6, source=accounts)]
    assert trust(alone).checked == ()
    keys = ("cash_usd", "revenue_usd", "debt_usd")
    twice = [fact(key, 5e6, source=source) for key in keys for source in (accounts, bank)]
    assert [(claim.key, claim.held) for claim in trust(twice).checked] == [("documents", True)]


def test_empty_register_does_not_speak_for_the_company(evidence_of, fact, default):
    found = [fact("litigation_found_count", 0, "measured"), fact("litigation_disclosed_count", 0)]
    assert credibility(evidence_of(found), default.scoring.credibility).checked == ()
    hidden = [fact("litigation_found_count", 2, "measured"), fact("litigation_disclosed_count", 0)]
    assert [claim.held for claim in credibility(evidence_of(hidden), default.scoring.credibility).checked] == [False]

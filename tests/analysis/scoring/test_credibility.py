"""What a company's word is worth: which claims were checked, how far they were off, and what that says of others."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.scoring.credibility import credibility
from analysis.scoring.rules import rule_results
from data.records import Source

DECK = Source("pitch_deck", "Deck")
CLEAN = ("contamination_label", "clean")


@pytest.fixture(scope="module")
def trust(evidence_of, default):
    return lambda facts: credibility(evidence_of(facts), default.scoring.credibility)


@pytest.fixture(scope="module")
def checked(fact):
    """One benchmark claim: points too high as a fraction, standard error, run."""

    def build(gap, error=0.01, run=1):
        source = Source("run", f"Run {run}", reference=f"task {gap} acc", run_id=run)
        return fact("claim_check", gap, "measured", standard_error=error, source=source)

    return build


def test_without_any_check_the_word_is_worth_the_prior(trust, default):
    found = trust([])
    assert found.overall.mean == pytest.approx(0.8)
    assert found.overall.shortfall == pytest.approx(0, abs=1e-12)
    assert found.inflating == pytest.approx(1 / 7)
    assert [kind.mean for kind in found.by_kind.values()] == pytest.approx([0.8] * 5)
    assert found.checked == ()


def test_a_score_87_points_too_high_on_120_items_ends_the_trust_in_technical_claims(trust, checked):
    found = trust([checked(0.87, math.sqrt(0.03 * 0.97 / 120))])
    assert found.by_kind["technical"].mean < 0.21
    assert found.by_kind["technical"].mean < found.by_kind["compute"].mean < found.by_kind["legal"].mean < 0.8


def test_the_same_gap_measured_on_fewer_items_weighs_less(trust, checked):
    """Clusters reach the verdict through the standard error, which counts the items they are worth."""
    many, few = (trust([checked(0.06, error)]).inflating for error in (0.01, 0.04))
    assert many > 2.5 * few


def test_scores_that_come_out_speak_for_the_company_only_where_the_test_was_found_clean(trust, checked, fact):
    held = [checked(0.0, run=place) for place in range(4)]
    assert trust(held).overall.mean == pytest.approx(0.8)
    assert trust([*held, fact(*CLEAN, "measured")]).overall.mean > 0.82


@pytest.mark.parametrize(
    ("claimed", "held", "refuted"),
    [(100, True, False), (104, True, False), (108, False, False), (130, False, True), (50, True, False)],
)
def test_a_claim_beside_a_document_of_the_same_date_counts_by_its_size(claimed, held, refuted, trust, fact):
    facts = [fact("arr_usd", 1e6), fact("arr_usd", claimed * 1e4, "claimed", source=DECK)]
    (claim,) = trust(facts).checked
    assert (claim.key, claim.kind, claim.held, claim.refuted) == ("arr_usd", "financial", held, refuted)
    assert claim.excess == pytest.approx(claimed / 100 - 1)
    assert claim.error == pytest.approx(0.04)


def test_a_share_is_compared_in_points_not_by_factor(trust, fact):
    facts = [fact("logo_churn_share", 0.02), fact("logo_churn_share", 0.01, "claimed", source=DECK)]
    (claim,) = trust(facts).checked
    assert (claim.excess, claim.unit, claim.error) == (pytest.approx(0.01), "points", pytest.approx(0.02))


def test_a_claim_of_another_quarter_is_not_compared(trust, fact):
    assert trust([fact("arr_usd", 1e6), fact("arr_usd", 9e6, "claimed", as_of="2026-06-30")]).checked == ()


def test_a_training_cost_of_a_third_counts_by_its_factor(trust, fact):
    (claim,) = trust([fact("training_cost_ratio", 1 / 3, "claimed")]).checked
    assert (claim.key, claim.unit) == ("training_cost", "factor")
    assert claim.excess == pytest.approx(math.log(3))
    assert claim.evidence > 0.3


def test_an_undeclared_parent_counts_the_fixed_weight_of_the_rubric(trust, fact):
    (claim,) = trust([fact("lineage_verdict", "undeclared_parent", "measured")]).checked
    assert (claim.key, claim.evidence, claim.excess) == ("model_origin", 4.0, None)


gaps = st.lists(st.tuples(st.floats(-0.05, 0.6), st.floats(0.001, 0.05), st.integers(1, 3)), max_size=5)


@settings(deadline=None, max_examples=60)
@given(known=gaps, error=st.floats(0.001, 0.05), over=st.floats(0, 0.5), run=st.integers(1, 4))
def test_one_more_refuted_score_never_raises_the_trust_in_any_kind(known, error, over, run, trust, checked, fact):
    ledger = [fact(*CLEAN, "measured"), *(checked(*each) for each in known)]
    refuted = checked(0.0101 + 1.645 * error + over, error, run)
    before, after = trust(ledger), trust([*ledger, refuted])
    assert all(after.by_kind[code].mean <= before.by_kind[code].mean + 1e-9 for code in before.by_kind)
    assert after.overall.mean <= before.overall.mean + 1e-9


@settings(deadline=None, max_examples=60)
@given(known=gaps, error=st.floats(0.001, 0.05), low=st.floats(-0.1, 0.5), more=st.floats(0, 0.5))
def test_a_larger_lie_never_costs_less(known, error, low, more, trust, checked, fact):
    ledger = [fact(*CLEAN, "measured"), *(checked(*each) for each in known)]
    smaller, larger = (trust([*ledger, checked(gap, error, 9)]) for gap in (low, low + more))
    assert all(larger.by_kind[code].mean <= smaller.by_kind[code].mean + 1e-9 for code in smaller.by_kind)


@pytest.mark.parametrize(("count", "cap"), [(0, None), (1, "hold"), (2, "pass"), (5, "pass")])
def test_one_refuted_claim_caps_at_hold_and_two_at_pass(count, cap, evidence_of, fact, default):
    found = rule_results(default, evidence_of([fact("claims_refuted_count", count, "measured")]))
    gate = next(gate for gate in found.gates if gate.rule == "claims_refuted")
    assert gate.cap == cap


def test_claims_nobody_checked_hold_nothing_down(evidence_of, default):
    found = rule_results(default, evidence_of([]))
    rules = {"claims_refuted", "claims_on_contaminated_test", "books_do_not_reconcile"}
    assert {(gate.outcome, gate.cap) for gate in found.gates if gate.rule in rules} == {("clear", None)}
    assert not rules & {question.rule for question in found.questions}


def test_a_claimed_figure_is_held_against_what_its_documented_parts_give(trust, fact):
    """A retention ten points too high, beside the movements that make it."""
    parts = [fact("arr_usd", 1.1e6), fact("arr_usd", 1e6, as_of="2025-09-30")]
    parts += [fact("expansion_arr_ttm_usd", 2e5), fact("lost_arr_ttm_usd", 1e5)]
    (claim,) = trust([*parts, fact("nrr_share", 1.2, "claimed", source=DECK)]).checked
    assert (claim.key, claim.unit, claim.refuted) == ("nrr_share", "points", True)
    assert claim.excess == pytest.approx(0.1)


@pytest.mark.parametrize(("claimed_on", "compared"), [("2026-03-31", True), ("2025-06-30", False)])
def test_what_a_run_measures_answers_a_claim_of_the_year_before(claimed_on, compared, trust, fact):
    measured = fact("ttft_p95_ms", 420.0, "measured")
    found = trust([measured, fact("ttft_p95_ms", 210.0, "claimed", as_of=claimed_on, source=DECK)])
    assert [(claim.key, claim.refuted) for claim in found.checked] == [("ttft_p95_ms", True)] * compared

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence.readings import UNKNOWN
from analysis.scoring.credibility import credibility
from analysis.scoring.criteria import believed_moments, criterion_belief
from analysis.scoring.open_keys import missing_keys
from analysis.scoring.rubric_schema import Anchors, Band
from analysis.scoring.value_functions import anchor_points, band_points, level_points
from data.records import EvidenceLevel

AS_OF = date(2026, 9, 30)


def anchors(bad, ok, good, scale="linear", floor=None):
    return Anchors(kind="anchors", scale=scale, bad=bad, ok=ok, good=good, floor=floor)


@pytest.mark.parametrize(
    ("value", "points"),
    [(0.9, 0), (0.5, 0), (1.1, 50), (1.2125, 87.5), (1.25, 100), (9, 100), (math.inf, 100), (1.0, 25)],
)
def test_anchor_points_are_piecewise_linear_and_clamped(value, points):
    assert anchor_points(value, anchors(0.9, 1.1, 1.25)) == pytest.approx(points)


@pytest.mark.parametrize(("value", "points"), [(0.2, 0), (0.08, 50), (0.04, 75), (0.02, 100), (0.0, 100), (1.0, 0)])
def test_falling_logarithmic_anchors_treat_zero_as_the_good_end(value, points):
    assert anchor_points(value, anchors(0.2, 0.08, 0.02, "log")) == pytest.approx(points)


def test_floor_takes_the_place_of_zero_before_the_logarithm():
    assert anchor_points(0.0, anchors(0.02, 0.005, 0.0005, "log", 0.001)) == pytest.approx(
        anchor_points(0.001, anchors(0.02, 0.005, 0.0005, "log"))
    )


@pytest.mark.parametrize(("value", "points"), [(0.15, 0), (0.225, 50), (0.3, 100), (0.5, 100), (0.55, 50), (0.7, 0)])
def test_band_points_fall_to_both_sides(value, points):
    band = Band(kind="band", bad_low=0.15, good_low=0.3, good_high=0.5, bad_high=0.6)
    assert band_points(value, band) == pytest.approx(points)


def test_best_code_of_a_list_counts_and_an_empty_list_earns_nothing():
    levels = {"soc2_type2": 80.0, "iso42001": 100.0}
    assert level_points(("soc2_type2", "iso42001"), levels, best_of=True) == 100.0
    assert level_points((), levels, best_of=True) == 0.0
    assert level_points("other", levels, best_of=False) is UNKNOWN


def belief_of(key, evidence, rubric, as_of=AS_OF, trust=None):
    criterion = next(criterion for criterion in rubric.criteria if criterion.key == key)
    return criterion_belief(criterion, evidence, rubric.scoring, as_of=as_of, trust=trust)


def test_nothing_known_gives_the_prior_and_says_what_is_missing(evidence_of, default):
    belief = belief_of("compute_lock_in", evidence_of([]), default)
    assert (belief.points, belief.level, belief.mean, belief.sd) == (None, EvidenceLevel.MISSING, 40.0, 22.0)
    assert belief.reason_en == "Not known: Compute commitments left, Cash."
    assert belief.reason_zh.startswith("未知：")


def test_unknown_is_not_zero(evidence_of, fact, default):
    zero = belief_of("customer_proof", evidence_of([fact("active_customers_count", 0)]), default)
    unknown = belief_of("customer_proof", evidence_of([]), default)
    assert (zero.points, unknown.points) == (0.0, None)
    assert zero.mean < unknown.mean


def test_variance_doubles_in_twelve_months(evidence_of, fact, default):
    evidence = evidence_of([fact("founder_domain_years", 5, as_of="2025-09-30")])
    assert belief_of("founder_experience", evidence, default).sd == pytest.approx(6 * math.sqrt(2), rel=1e-3)


def test_age_never_widens_beyond_missing(evidence_of, fact, default):
    evidence = evidence_of([fact("founder_domain_years", 5, as_of="1999-09-30")])
    assert belief_of("founder_experience", evidence, default).sd == 20.0


def test_weakest_input_sets_the_level_and_the_source(evidence_of, fact, default):
    facts = [fact("compute_commitment_usd", 1e5, "claimed"), fact("cash_usd", 1e6, "documented")]
    belief = belief_of("compute_lock_in", evidence_of(facts), default)
    assert belief.level is EvidenceLevel.CLAIMED
    assert belief.points == 100.0


def test_market_sized_from_the_top_counts_as_claimed(evidence_of, fact, default):
    facts = [fact("som_usd", 1e8), fact("market_sizing_method", "top_down")]
    assert belief_of("obtainable_market", evidence_of(facts), default).level is EvidenceLevel.CLAIMED


def test_standard_error_adds_half_the_difference_of_points_in_quadrature(evidence_of, fact, independent):
    evidence = evidence_of([fact("task_success_share", 0.85, "measured", standard_error=0.02)])
    assert belief_of("task_success", evidence, independent).sd == pytest.approx(math.hypot(4, 5))


def test_standard_error_never_widens_beyond_claimed(evidence_of, fact, independent):
    evidence = evidence_of([fact("task_success_share", 0.75, "measured", standard_error=0.5)])
    assert belief_of("task_success", evidence, independent).sd == 22.0


def test_claim_gap_without_its_error_is_missing(evidence_of, fact, default):
    belief = belief_of("overstated_claims", evidence_of([fact("claim_gap", 0.01, "measured")]), default)
    assert belief.level is EvidenceLevel.MISSING


def test_agreement_on_a_contaminated_test_scores_nothing(evidence_of, fact, default):
    facts = [fact(key, value, "measured") for key, value in (("claim_gap", 0.0), ("claim_gap_se", 0.01))]
    facts.append(fact("contamination_label", "contaminated", "measured"))
    assert belief_of("overstated_claims", evidence_of(facts), default).points == 0.0


def test_criterion_leaves_when_its_condition_is_false_or_an_analyst_marks_it(evidence_of, fact, default):
    small = belief_of("entry_price", evidence_of([fact("arr_usd", 0)]), default)
    marked = belief_of(
        "need_for_llm", evidence_of([fact("need_for_llm", None, not_applicable="No classification.")]), default
    )
    assert (small.applies, marked.applies) == (False, False)
    assert marked.reason_en == "No classification."


def test_earlier_case_that_is_unknown_makes_a_first_match_missing(evidence_of, fact, default):
    belief = belief_of("model_origin", evidence_of([fact("own_pretraining", False)]), default)
    assert belief.level is EvidenceLevel.MISSING


def test_missing_keys_name_the_inputs_behind_a_derived_field(evidence_of, fact, default):
    criterion = next(criterion for criterion in default.criteria if criterion.key == "cash_out")
    assert missing_keys(criterion, evidence_of([fact("cash_usd", 1.0)])) == ("net_burn_usd_month",)


LEVELS = (EvidenceLevel.CLAIMED, EvidenceLevel.DOCUMENTED, EvidenceLevel.MEASURED)


@given(points=st.floats(0, 100), shortfall=st.floats(-1, 1), index=st.integers(0, 54))
def test_better_evidence_never_widens(points, shortfall, index, default):
    criterion = default.criteria[index]
    spreads = [believed_moments(criterion, points, level, default.scoring, shortfall=shortfall)[1] for level in LEVELS]
    assert criterion.missing.sd >= spreads[0] >= spreads[1] >= spreads[2]


@given(points=st.floats(0, 100), index=st.integers(0, 54))
def test_broken_claims_discount_and_widen_only_what_is_claimed(points, index, default):
    criterion = default.criteria[index]
    for level in LEVELS:
        before = believed_moments(criterion, points, level, default.scoring)
        after = believed_moments(criterion, points, level, default.scoring, shortfall=1.0)
        if level is EvidenceLevel.CLAIMED:
            assert after[0] == pytest.approx(0.7 * before[0])
            assert after[1] > before[1]
        else:
            assert after == before


@given(points=st.floats(0, 100), low=st.floats(-1, 1), more=st.floats(0, 2), index=st.integers(0, 54))
def test_less_trust_never_raises_the_points_of_a_claim(points, low, more, index, default):
    criterion, shortfalls = default.criteria[index], (low, min(low + more, 1.0))
    trusted, doubted = (
        believed_moments(criterion, points, EvidenceLevel.CLAIMED, default.scoring, shortfall=each)[0]
        for each in shortfalls
    )
    assert doubted <= trusted + 1e-9


def test_a_refuted_score_never_looks_better_than_one_nobody_checked(evidence_of, fact, default):
    unchecked = belief_of("overstated_claims", evidence_of([]), default)
    for gap in (0.011, 0.02, 0.04, 0.3):
        facts = [fact("claim_gap", gap, "measured"), fact("claim_gap_se", 0.001, "measured")]
        facts.append(fact("claim_verdict_worst", "overstated", "measured"))
        assert belief_of("overstated_claims", evidence_of(facts), default).mean < unchecked.mean


def test_distrust_reaches_a_claim_by_its_kind(evidence_of, fact, default):
    """A score 60 points too high says more of another technical claim than of the market."""
    shown = [fact("task_success_share", 0.9, "claimed"), fact("win_rate_share", 0.4, "claimed")]
    lie = fact("claim_check", 0.6, "measured", standard_error=0.02)
    before, after = evidence_of(shown), evidence_of([*shown, lie])
    trust = credibility(after, default.scoring.credibility)
    assert trust.by_kind["technical"].mean < trust.by_kind["market"].mean < trust.by_kind["legal"].mean
    lost = {
        key: 1 - belief_of(key, after, default, trust=trust).mean / belief_of(key, before, default).mean
        for key in ("task_success", "competitive_wins")
    }
    assert lost["task_success"] == pytest.approx(0.3 * trust.by_kind["technical"].shortfall)
    assert lost["task_success"] > 1.5 * lost["competitive_wins"] > 0

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analysis.evidence.state import Evidence
from analysis.ranking.bent_normals import portfolio_draws
from analysis.ranking.packed_moments import Layout, packed, reweighted
from analysis.scoring.assessment import assess
from analysis.scoring.dependence import correlation_matrix, factor_loadings
from analysis.track_record.calibration import calibration, question_trial, true_axes
from analysis.track_record.synthetic_startups import World, answered, points_registry, points_rubric, synthetic_startup
from data.records import EvidenceLevel, InvalidInput

TODAY = date(2026, 10, 31)
PERFECT = World(
    shown_share=1,
    shown_slope=0,
    level_shares=(0, 0, 1),
    measurement_noise=0,
    drift_per_year=0,
    oldest_months=0,
    also_claimed_share=0,
)


@pytest.fixture(scope="module")
def on_points(default):
    return points_rubric(default)


def startup_of(world, on_points, seed=0):
    return synthetic_startup(world, on_points, as_of=TODAY, rng=np.random.default_rng(seed))


def test_points_rubric_keeps_weights_and_priors_and_drops_rules(on_points, default):
    assert on_points.rules == ()
    assert [criterion.weight for criterion in on_points.criteria] == [each.weight for each in default.criteria]
    assert {criterion.reads for criterion in on_points.criteria} == {(each.key,) for each in default.criteria}


def test_perfect_evidence_shows_every_criterion_at_its_true_points(on_points):
    startup = startup_of(PERFECT, on_points)
    assert {fact.key: fact.value for fact in startup.facts} == pytest.approx(startup.truth)
    assert {fact.level for fact in startup.facts} == {EvidenceLevel.MEASURED}


def test_perfect_evidence_is_scored_at_the_truth(on_points):
    startup = startup_of(PERFECT, on_points)
    registry = points_registry(on_points)
    evidence = Evidence(startup.facts, registry, (), TODAY)
    found = assess(evidence, on_points, registry, as_of=TODAY, rng=np.random.default_rng(0), draws=100)
    expectation, risk = true_axes(found.terms, startup.truth)
    assert found.expectation.mean == pytest.approx(expectation, abs=0.2)
    assert found.risk.mean == pytest.approx(risk, abs=0.2)


def test_inflated_claims_stand_above_the_truth(on_points):
    world = replace(PERFECT, level_shares=(1, 0, 0), inflation=40.0, claim_noise=0.0)
    excess = [
        fact.value - each.truth[fact.key]
        for each in (startup_of(world, on_points, seed) for seed in range(20))
        for fact in each.facts
    ]
    assert min(excess) >= 0 and np.mean(excess) > 10


def test_an_answer_is_a_document_that_outranks_the_claim(on_points):
    world = replace(PERFECT, level_shares=(1, 0, 0), document_noise=0.0)
    startup = startup_of(world, on_points)
    after = answered(startup, "delivery_record", world, as_of=TODAY, rng=np.random.default_rng(1))
    evidence = Evidence(after.facts, points_registry(on_points), (), TODAY)
    assert evidence.current["delivery_record"].value == pytest.approx(startup.truth["delivery_record"])


def test_unseen_criteria_correlate_by_the_square_of_their_loading(assessed, default):
    beliefs = [term.belief for term in assessed([]).terms]
    loading = default.scoring.dependence.quality_loading["missing"]
    matrix = correlation_matrix(beliefs, default.scoring.dependence)
    assert matrix[0, 1] == pytest.approx(loading**2)
    assert factor_loadings(beliefs, default.scoring.dependence).own == pytest.approx(
        np.full(len(beliefs), (1 - loading**2) ** 0.5)
    )
    assert (correlation_matrix(beliefs, None) == np.eye(len(beliefs))).all()


def test_a_portfolio_keeps_the_intervals_of_a_startup_nobody_has_evidence_on(assessed, default):
    found = assessed([], draws=40_000)
    moments = reweighted(packed([found.moments], Layout.of(default)), default.profile(None).weights)
    draws = portfolio_draws(moments, rng=np.random.default_rng(0), draws=40_000)
    assert np.percentile(draws.risk[0], [5, 95]) == pytest.approx([found.risk.low, found.risk.high], abs=1)


def test_too_few_startups_are_refused(default):
    with pytest.raises(InvalidInput, match="at least ten startups, got 3"):
        calibration(default, World(), as_of=TODAY, rng=np.random.default_rng(0), startups=3)


def test_questions_are_not_tried_on_a_rubric_that_values_none(independent):
    with pytest.raises(InvalidInput, match=r"add scoring\.questions"):
        question_trial(independent, World(), as_of=TODAY, rng=np.random.default_rng(0), startups=1)


def test_calibration_repeats_itself_for_the_same_seed(default):
    first, again = (
        calibration(default, World(), as_of=TODAY, rng=np.random.default_rng(4), startups=10, draws=200)
        for _ in range(2)
    )
    assert first == again
    assert 0 < first.coverage["risk"].low < first.coverage["risk"].share <= 1


@pytest.mark.slow
def test_ninety_percent_intervals_hold_the_truth_nine_times_in_ten(default):
    found = calibration(default, World(), as_of=TODAY, rng=np.random.default_rng(1), startups=500, draws=2_000)
    assert 0.88 <= found.coverage["expectation"].share <= 0.92
    assert 0.88 <= found.coverage["risk"].share <= 0.92
    assert found.rank_correlation > found.baseline_rank_correlation


@pytest.mark.slow
def test_questions_worth_most_prevent_more_wrong_decisions_than_random_ones(default):
    found = question_trial(default, World(), as_of=TODAY, rng=np.random.default_rng(1), startups=300, asked=5)
    assert found.wrong_after_best < found.wrong_after_random < found.wrong_before
    assert found.lost_after_best < found.lost_after_random < found.lost_before

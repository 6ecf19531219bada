from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.special import betaincinv, ndtr

from analysis.ranking.bent_normals import portfolio_draws
from analysis.ranking.packed_moments import Layout, packed, reweighted
from analysis.ranking.ranks import probability_better, rank_interval, rank_probabilities, ranks_of
from analysis.ranking.sensitivity import (
    sampled_variance_shares,
    swapping_weight_changes,
    tornado,
    variance_shares,
)
from analysis.scoring.assessment import assessment_json
from analysis.scoring.axes import category_moments
from analysis.scoring.dependence import belief_draws, beta_parameters, points_of_normal
from analysis.scoring.settings import AxisCode, Weights
from data.records import InvalidInput
from tests.analysis.scoring.oracles import axis_moments

AXES: tuple[AxisCode, ...] = ("expectation", "risk")
NAMES = ("solid", "overstated", "contaminated", "rewrapped", "prerevenue")


@pytest.fixture(scope="module")
def all_five(assessed):
    return {name: assessed(name) for name in NAMES}


def test_ranks_of_hand_made_scores():
    scores = np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0]])
    assert ranks_of(scores).tolist() == [[0, 2], [1, 1], [2, 0]]


@pytest.mark.parametrize("by", ["expectation", "risk", "net"])
def test_rank_probabilities_sum_to_one_both_ways(by, all_five):
    slugs, table = rank_probabilities(all_five, by)
    assert slugs == NAMES
    assert table.sum(axis=0) == pytest.approx(np.ones(5))
    assert table.sum(axis=1) == pytest.approx(np.ones(5))
    assert table[0, 0] > 0.8


def test_lower_risk_ranks_first(all_five):
    _, table = rank_probabilities(all_five, "risk")
    assert table[:, 0].argmax() == NAMES.index("solid")


def test_probability_better_of_both_directions_sums_to_one(all_five):
    one = probability_better(all_five["solid"], all_five["overstated"])
    assert one == pytest.approx(1 - probability_better(all_five["overstated"], all_five["solid"]))
    assert probability_better(all_five["solid"], all_five["solid"]) == 0.5


def test_different_numbers_of_draws_are_refused(all_five, assessed):
    few = assessed("solid", draws=100)
    with pytest.raises(InvalidInput, match="cannot compare 100 draws with 10000"):
        probability_better(few, all_five["solid"])
    with pytest.raises(InvalidInput, match="same number of draws"):
        rank_probabilities({"a": few, "b": all_five["solid"]})


def test_rank_interval_holds_the_middle_of_the_draws(all_five):
    assert rank_interval(all_five, "solid") == (1, 1, 1)
    best, median, worst = rank_interval(all_five, "overstated")
    assert 3 <= best <= median <= worst == 5
    with pytest.raises(InvalidInput, match="'nobody' is not among"):
        rank_interval(all_five, "nobody")


def test_sobol_indices_follow_the_closed_form_and_sum_to_one(all_five, default):
    shares = {share.key: share for share in variance_shares(all_five["solid"], "expectation", None)}
    assert sum(share.own for share in shares.values()) == pytest.approx(1)
    terms = {term.key: term for term in all_five["solid"].terms}
    parts = {key: (terms[key].axis_slope * terms[key].belief.sd) ** 2 for key in shares}
    assert shares["net_retention"].own == pytest.approx(parts["net_retention"] / sum(parts.values()))
    assert shares["net_retention"].joint == pytest.approx(shares["net_retention"].own)


@pytest.mark.parametrize("axis", ["expectation", "risk"])
def test_sampled_sobol_indices_come_out_at_the_closed_form(axis, all_five):
    closed = {share.key: share.own for share in variance_shares(all_five["overstated"], axis, None)}
    sampled = sampled_variance_shares(all_five["overstated"], axis, rng=np.random.default_rng(1))
    assert {share.key for share in sampled} == set(closed)
    for share in sampled:
        assert share.own == pytest.approx(closed[share.key], abs=0.02)
        assert share.total == pytest.approx(closed[share.key], abs=0.02)


def test_joint_variance_shares_sum_to_one_and_credit_what_moves_together(all_five, default):
    shares = variance_shares(all_five["overstated"], "expectation", default.scoring.dependence)
    assert sum(share.joint for share in shares) == pytest.approx(1)
    measured = next(share for share in shares if share.key == "need_for_llm")
    assert measured.joint < measured.own


def test_tornado_lists_the_largest_swing_first_around_the_mean(all_five):
    swings = tornado(all_five["solid"], "risk")
    assert [swing.size for swing in swings] == sorted((swing.size for swing in swings), reverse=True)
    assert all(swing.at_low > all_five["solid"].risk.mean > swing.at_high for swing in swings)


def test_weights_changed_as_said_make_two_startups_equal(all_five, default):
    a, b, profile = all_five["solid"], all_five["rewrapped"], default.profile(None)
    weights = profile.weights.risk
    ours, theirs = ({code: points.mean for code, points in each.by_category.items()} for each in (a, b))
    changes = swapping_weight_changes(ours, theirs, weights)
    assert any(change is not None for change in changes.values())
    for code, change in changes.items():
        if change is not None:
            moved = {**weights, code: weights[code] + change}
            gap = sum(w * (a.by_category[c].mean - b.by_category[c].mean) for c, w in moved.items())
            assert gap == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("profile", ["pre_seed", "growth", "strategic"])
def test_reweighting_equals_assessing_anew(profile, all_five, assessed, default):
    weights = default.profile(profile).weights
    fast = reweighted(packed([result.moments for result in all_five.values()], Layout.of(default)), weights)
    for place, name in enumerate(NAMES):
        slow = assessed(name, profile=profile, draws=10)
        for axis, code in enumerate(AXES):
            exact = axis_moments(slow.terms, default, code)
            assert fast.mean[place, axis] == pytest.approx(exact.mean)
            assert fast.covariance[place, axis, axis] ** 0.5 == pytest.approx(exact.sd)


def test_portfolio_draws_have_the_intervals_of_the_full_draws(all_five, default):
    moments = reweighted(
        packed([result.moments for result in all_five.values()], Layout.of(default)), default.profile(None).weights
    )
    fast = portfolio_draws(moments, rng=np.random.default_rng(3), draws=40_000)
    for place, name in enumerate(NAMES):
        for draws, exact in ((fast.expectation, all_five[name].expectation), (fast.risk, all_five[name].risk)):
            low, high = np.percentile(draws[place], [5, 95])
            assert low == pytest.approx(exact.low, abs=1)
            assert high == pytest.approx(exact.high, abs=1)
        together = np.corrcoef(fast.expectation[place], fast.risk[place])[0, 1]
        exact = np.corrcoef(all_five[name].expectation_draws, all_five[name].risk_draws)[0, 1]
        assert together == pytest.approx(exact, abs=0.08)


def test_category_without_a_weight_is_refused(all_five, default):
    weights = Weights(expectation={"return_potential": 1.0}, risk={"technical": 1.0})
    with pytest.raises(InvalidInput, match="no weight for problem_and_product"):
        reweighted(packed([all_five["solid"].moments], Layout.of(default)), weights)
    with pytest.raises(InvalidInput, match="no startup"):
        reweighted(packed([], Layout.of(default)), weights)


def test_correlation_of_criteria_on_one_source_is_that_of_the_loadings(all_five, default):
    claimed = [term.belief for term in all_five["overstated"].terms if term.belief.source == "pitch_deck|Pitch deck||"]
    points = belief_draws(claimed[:2], default.scoring.dependence, rng=np.random.default_rng(0), draws=60_000)
    settings = default.scoring.dependence
    expected = settings.source_loading["claimed"] ** 2 + settings.credibility_loading["claimed"] ** 2
    assert np.corrcoef(points[0], points[1])[0, 1] == pytest.approx(expected, abs=0.02)


def test_drawn_points_have_the_moments_that_are_believed(all_five, default):
    beliefs = [term.belief for term in all_five["prerevenue"].terms]
    points = belief_draws(beliefs, None, rng=np.random.default_rng(0), draws=40_000)
    assert points.mean(axis=1) == pytest.approx(np.array([belief.mean for belief in beliefs]), abs=0.6)
    assert points.std(axis=1) == pytest.approx(np.array([belief.sd for belief in beliefs]), rel=0.03)


def test_tabulated_quantiles_are_close_to_the_exact_ones(all_five):
    beliefs = [term.belief for term in all_five["overstated"].terms]
    normal = np.tile(np.linspace(-3, 3, 601), (len(beliefs), 1))
    moments = np.array([(belief.mean, belief.sd) for belief in beliefs]).T
    alpha, beta = beta_parameters(*moments)
    exact = 100 * betaincinv(alpha[:, None], beta[:, None], ndtr(normal))
    assert points_of_normal(beliefs, normal) == pytest.approx(exact, abs=0.25)


def test_moments_no_beta_distribution_has_are_refused():
    with pytest.raises(ValueError, match="cannot have so large a standard deviation"):
        beta_parameters(np.array([2.0]), np.array([20.0]))


def test_json_says_what_the_draws_were_made_of(all_five):
    text = assessment_json(all_five["overstated"])
    assert '"credibility"' in text and '"rubric_hash"' in text and "draws" in text
    assert "expectation_draws" not in text


@pytest.mark.slow
def test_a_thousand_startups_are_drawn_within_two_seconds(all_five, default):
    terms = [result.terms for result in all_five.values()] * 200
    start = time.perf_counter()
    moments = [category_moments(entry, default) for entry in terms]
    weighed = time.perf_counter()
    portfolio = reweighted(packed(moments, Layout.of(default)), default.profile("strategic").weights)
    reweighing = time.perf_counter() - weighed
    draws = portfolio_draws(portfolio, rng=np.random.default_rng(0), draws=10_000)
    assert draws.expectation.shape == (1000, 10_000)
    assert reweighing < 0.2
    assert time.perf_counter() - start < 2

"""Shares of variance and values of information against closed forms and an independent implementation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from SALib.analyze import sobol
from SALib.sample import sobol as sobol_sample
from scipy.stats import norm

from analysis.questions.information_value import decision_values, evppi_by_regression
from analysis.ranking.sensitivity import variance_shares
from tests.analysis.questions.oracles import evppi_by_binning


def best_of_investing_and_passing(net):
    return np.stack([net, np.zeros_like(net)])


def unit_normal_loss(mean, sd):
    """E[max(X, 0)] of a normal X."""
    return mean * norm.cdf(mean / sd) + sd * norm.pdf(mean / sd)


@pytest.mark.parametrize("axis", ["expectation", "risk"])
def test_variance_shares_equal_sobol_indices_of_the_weighted_sum(axis, assessed, default):
    found = assessed("overstated")
    terms = [term for term in found.terms if term.belief.criterion.axis == axis and term.share > 0]
    slopes = np.array([term.axis_slope for term in terms])
    problem: dict[str, Any] = {
        "num_vars": len(terms),
        "names": [term.key for term in terms],
        "bounds": [[term.belief.mean, term.belief.sd] for term in terms],
        "dists": ["norm"] * len(terms),
    }
    points = sobol_sample.sample(problem, 4096, calc_second_order=False, seed=1)
    indices = sobol.analyze(problem, points @ slopes, calc_second_order=False, num_resamples=2, seed=1)
    oracle = dict(zip(problem["names"], indices["S1"], strict=True))
    for share in variance_shares(found, axis, default.scoring.dependence):
        assert share.own == pytest.approx(oracle[share.key], abs=0.01)


def test_sobol_indices_of_a_weighted_sum_have_their_closed_form_to_nine_digits(assessed):
    found = assessed("solid")
    terms = {term.key: term for term in found.terms if term.belief.criterion.axis == "risk"}
    parts = {key: (term.axis_slope * term.belief.sd) ** 2 for key, term in terms.items()}
    for share in variance_shares(found, "risk", None):
        assert share.own == pytest.approx(parts[share.key] / sum(parts.values()), abs=1e-9)


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (-5.0, 10.0), (8.0, 6.0)])
def test_perfect_information_equals_the_unit_normal_loss(mean, sd):
    net = mean + sd * np.random.default_rng(3).standard_normal(400_000)
    closed_form = unit_normal_loss(mean, sd) - max(mean, 0.0)
    error = 4 * sd / np.sqrt(net.size)
    assert evppi_by_regression(best_of_investing_and_passing(net), net[None]) == pytest.approx(closed_form, abs=error)


@pytest.mark.parametrize("known_sd", [1.0, 4.0, 9.0])
def test_partial_information_equals_the_unit_normal_loss_of_what_becomes_known(known_sd):
    rng = np.random.default_rng(4)
    known = known_sd * rng.standard_normal(400_000)
    net = 2.0 + known + 6.0 * rng.standard_normal(400_000)
    closed_form = unit_normal_loss(2.0, known_sd) - 2.0
    values = best_of_investing_and_passing(net)
    assert evppi_by_regression(values, known[None]) == pytest.approx(closed_form, abs=0.05)
    assert evppi_by_binning(values, known, blocks=100) == pytest.approx(closed_form, abs=0.06)


def test_two_answers_are_worth_what_their_sum_is():
    rng = np.random.default_rng(5)
    first, second, rest = 3.0 * rng.standard_normal((3, 400_000))
    values = best_of_investing_and_passing(first + second + rest)
    closed_form = unit_normal_loss(0.0, np.sqrt(18.0))
    assert evppi_by_regression(values, np.stack([first, second])) == pytest.approx(closed_form, rel=0.02)


def test_perfect_information_on_a_discrete_net_value_is_exact(default):
    settings = default.scoring.questions
    net = np.array([-40.0, 0.0, 60.0])
    values = decision_values(net, settings)
    invest, wait = 60 - 20 + 0.4 * 28, 0.4 * 8
    assert values.max(axis=0) == pytest.approx([0.0, wait, invest], abs=1e-9)
    assert evppi_by_regression(values, net[None]) == pytest.approx(
        (wait + invest) / 3 - values.mean(axis=1).max(), abs=1e-6
    )

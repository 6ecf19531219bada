"""How much a checked claim weighs by its size: never less for a larger lie, never a gain from a refuted one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from analysis.scoring.credibility_settings import InflationModel
from analysis.scoring.inflation import Weighed, carried_odds, log_likelihood_ratio, log_odds, probability

HALF = 0.5
evidence = st.floats(-3, 12, allow_subnormal=False)
claims = st.lists(st.builds(Weighed, st.sampled_from(["run 1", "run 2", "deck"]), evidence), max_size=8)


@pytest.fixture(scope="module")
def model(default):
    return default.scoring.credibility.inflation


def densities(z, model):
    """Both densities as the module's description has them, from scipy's Student's t."""
    honest, wide = t(model.degrees_honest), t(model.degrees_inflated)
    left, right = 0.5 / honest.pdf(0), 0.5 * model.width / wide.pdf(0)
    shape = np.where(z <= 0, honest.pdf(z) / honest.pdf(0), wide.pdf(z / model.width) / wide.pdf(0))
    return honest.pdf(z), (1 - model.share) * honest.pdf(z) + model.share * shape / (left + right)


@pytest.mark.parametrize("z", [-4.0, 0.0, 0.7, 3.0, 25.0])
def test_ratio_is_that_of_the_two_densities(z, model):
    honest, inflating = densities(z, model)
    assert log_likelihood_ratio(z, model) == pytest.approx(math.log(inflating / honest))


def test_density_of_an_inflating_company_integrates_to_one(model):
    step = 0.02
    total = densities(np.arange(-200, 4000, step), model)[1].sum() * step
    assert total == pytest.approx(1, abs=2e-3)


@given(low=st.floats(-50, 200), more=st.floats(0, 200))
def test_larger_excess_never_weighs_less(low, more, model):
    assert log_likelihood_ratio(low + more, model) >= log_likelihood_ratio(low, model) - 1e-12


def test_claim_that_holds_speaks_mildly_for_the_company(model):
    assert -0.25 < log_likelihood_ratio(0.0, model) < -0.1
    assert log_likelihood_ratio(-10.0, model) == log_likelihood_ratio(0.0, model)


@pytest.mark.parametrize("same_run", [True, False])
def test_ten_that_hold_to_the_decimal_weigh_less_than_one_87_points_too_high_on_120_items(same_run, model):
    error = math.hypot(0.01, math.sqrt(0.03 * 0.97 / 120))
    lie = log_likelihood_ratio(0.87 / error, model)
    held = [Weighed("run" if same_run else f"run {place}", log_likelihood_ratio(0.0, model)) for place in range(10)]
    assert lie > 3 * abs(log_odds(held, model.same_run))
    assert probability(1 / 7, lie + log_odds(held, model.same_run)) > 0.95


@given(known=claims, group=st.sampled_from(["run 1", "new"]), against=st.floats(0, 12))
def test_one_more_refuted_claim_never_helps(known, group, against):
    assert log_odds([*known, Weighed(group, against)], HALF) >= log_odds(known, HALF) - 1e-9


@given(known=claims, group=st.sampled_from(["run 1", "new"]), low=st.floats(0, 12), more=st.floats(0, 5))
def test_a_claim_refuted_by_more_never_costs_less(known, group, low, more):
    smaller, larger = (log_odds([*known, Weighed(group, size)], HALF) for size in (low, low + more))
    assert larger >= smaller - 1e-9


def test_claims_of_one_run_count_less_than_those_of_two():
    one = log_odds([Weighed("run 1", 2.0), Weighed("run 1", 1.0), Weighed("run 1", -0.2)], HALF)
    assert one == pytest.approx(2.0 + 0.5 - 0.2)
    assert log_odds([Weighed("run 1", 2.0), Weighed("run 2", 1.0)], HALF) == pytest.approx(3.0)


@given(odds=st.floats(-5, 40), share=st.floats(0, 1), prior=st.floats(0.05, 0.5))
def test_another_kind_is_convicted_or_cleared_no_further_than_the_habit_carries(odds, share, prior):
    carried = probability(prior, carried_odds(odds, share, prior))
    assert min(prior, probability(prior, odds)) - 1e-9 <= carried <= max(prior, probability(prior, odds)) + 1e-9
    if share < 1:
        assert carried <= share + (1 - share) * prior + 1e-9


def test_a_model_under_which_larger_lies_would_count_less_is_refused(model):
    values = model.model_dump() | {"degrees_inflated": 9.0}
    with pytest.raises(ValueError, match="a larger lie would count less"):
        InflationModel.model_validate(values)

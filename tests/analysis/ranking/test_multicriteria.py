from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm import weights as pymcdm_weights
from pymcdm.methods import TOPSIS, WSM
from pymcdm.normalizations import vector_normalization

from analysis.ranking.multicriteria import any_weights, critic_weights, entropy_weights, topsis_closeness, weighted_sums
from data.records import InvalidInput


def tables():
    size = st.tuples(st.integers(3, 8), st.integers(2, 6), st.integers(0, 2**31))
    return size.map(lambda shape: np.random.default_rng(shape[2]).uniform(1, 100, shape[:2]))


def unscaled(column, cost=False):
    return column


def weights_for(table):
    return np.random.default_rng(table.size).dirichlet(np.ones(table.shape[1]))


@pytest.mark.filterwarnings("ignore:Alternatives with:UserWarning")
@given(table=tables())
def test_weighted_sum_equals_the_oracle(table):
    weights, types = weights_for(table), np.ones(table.shape[1])
    oracle = WSM(unscaled)(table, weights, types)
    assert weighted_sums(table, weights) == pytest.approx(oracle, abs=1e-9)


@pytest.mark.filterwarnings("ignore:Alternatives with:UserWarning")
@given(table=tables())
def test_topsis_equals_the_oracle(table):
    weights, types = weights_for(table), np.ones(table.shape[1])
    oracle = TOPSIS(vector_normalization)(table, weights, types)
    assert topsis_closeness(table, weights) == pytest.approx(oracle, abs=1e-9)


@given(table=tables())
def test_entropy_and_critic_weights_equal_the_oracles(table):
    assert entropy_weights(table) == pytest.approx(pymcdm_weights.entropy_weights(table), abs=1e-9)
    assert critic_weights(table) == pytest.approx(pymcdm_weights.critic_weights(table), abs=1e-9)


def test_topsis_of_a_startup_best_at_everything_is_one_and_of_the_worst_zero():
    table = np.array([[3.0, 4.0], [3.0, 2.0], [0.0, 1.0]])
    assert topsis_closeness(table, np.array([0.5, 0.5])).tolist() == [1.0, pytest.approx(0.629, abs=1e-3), 0.0]


def test_topsis_of_equals_is_one_half():
    assert topsis_closeness(np.full((3, 2), 7.0), np.array([0.5, 0.5])).tolist() == [0.5, 0.5, 0.5]


def test_criterion_that_tells_nobody_apart_gets_no_weight():
    table = np.array([[1.0, 5.0, 2.0], [2.0, 5.0, 9.0], [4.0, 5.0, 1.0]])
    assert entropy_weights(table)[1] == pytest.approx(0)
    assert critic_weights(table)[1] == 0
    assert critic_weights(np.full((2, 4), 3.0)).tolist() == [0.25] * 4


def test_weights_that_do_not_fit_are_refused():
    table = np.ones((2, 3))
    with pytest.raises(InvalidInput, match="3 criteria need as many weights, got 2"):
        weighted_sums(table, np.array([0.5, 0.5]))
    with pytest.raises(InvalidInput, match="at least two startups, got 1"):
        critic_weights(table[:1])
    with pytest.raises(InvalidInput, match=r"scores of at least 0, got -1\.0"):
        entropy_weights(-table)


def test_with_weights_left_open_two_mirrored_startups_share_the_first_rank():
    draws = np.tile(np.array([[80.0, 20.0], [20.0, 80.0]])[:, :, None], 40_000)
    found = any_weights(draws, ((0, 1),), rng=np.random.default_rng(0))
    assert found.acceptability == pytest.approx(np.full((2, 2), 0.5), abs=0.01)
    assert found.central_weights == pytest.approx(np.array([[0.75, 0.25], [0.25, 0.75]]), abs=0.01)
    assert found.confidence.tolist() == [1.0, 1.0]


def test_dominated_startup_is_first_under_no_weights():
    draws = np.tile(np.array([[80.0, 60.0], [70.0, 50.0]])[:, :, None], 100)
    found = any_weights(draws, ((0,), (1,)), rng=np.random.default_rng(0))
    assert found.acceptability.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert np.isnan(found.central_weights[1]).all() and np.isnan(found.confidence[1])


def test_weights_of_each_group_sum_to_one():
    draws = np.random.default_rng(1).uniform(0, 100, (3, 5, 2_000))
    found = any_weights(draws, ((0, 1), (2, 3, 4)), rng=np.random.default_rng(0))
    assert found.central_weights[:, :2].sum(axis=1) == pytest.approx(np.ones(3))
    assert found.central_weights[:, 2:].sum(axis=1) == pytest.approx(np.ones(3))
    assert found.acceptability.sum(axis=0) == pytest.approx(np.ones(3))

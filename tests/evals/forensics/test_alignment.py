import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.forensics.alignment import aligned_cka, column_alignment, column_cosines, monotone_pairs, unbiased_cka


def _rng(seed=0):
    return np.random.default_rng(seed)


def _hsic_by_definition(first, second):
    """Song et al. (2012), equation 4: the sum over all ordered quadruples of different samples."""
    n = len(first)
    k, m = first @ first.T, second @ second.T
    total = 0.0
    for i, j, q, r in itertools.permutations(range(n), 4):
        total += k[i, j] * (m[i, j] + m[q, r] - 2 * m[i, q])
    return total / (n * (n - 1) * (n - 2) * (n - 3))


def test_unbiased_cka_is_the_ratio_of_hsic_over_all_quadruples():
    first, second = _rng().standard_normal((7, 3)), _rng(1).standard_normal((7, 4))
    second[:, 0] += first[:, 0]
    expected = _hsic_by_definition(first, second) / np.sqrt(
        _hsic_by_definition(first, first) * _hsic_by_definition(second, second)
    )
    assert unbiased_cka(first, second) == pytest.approx(expected, rel=1e-9)


def test_cka_of_features_rotated_scaled_and_shifted_is_one():
    first = _rng().standard_normal((40, 8))
    rotation = np.linalg.qr(_rng(1).standard_normal((8, 8)))[0]
    assert unbiased_cka(first, 3 * first @ rotation + 5) == pytest.approx(1.0, abs=1e-9)


def test_cka_of_unrelated_features_is_zero_on_average_however_many_features_there_are():
    values = [
        unbiased_cka(_rng(s).standard_normal((30, 200)), _rng(s + 500).standard_normal((30, 200))) for s in range(60)
    ]
    known = [value for value in values if value is not None]
    assert len(known) == 60
    assert abs(np.mean(known)) < 3 * np.std(known) / np.sqrt(60)


@pytest.mark.parametrize("features", [np.ones((3, 2)), np.zeros((9, 2))])
def test_cka_is_unknown_with_too_few_samples_or_without_variation(features):
    assert unbiased_cka(features, features) is None


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(5, 24))
def test_a_permutation_with_signs_is_found_again(seed, dimensions):
    rng = _rng(seed)
    tokens = rng.standard_normal((400, dimensions))
    order, signs = rng.permutation(dimensions), rng.choice([-1.0, 1.0], dimensions)
    disguised = tokens[:, order] * signs
    found = column_alignment(column_cosines(tokens, disguised), 400)
    assert np.array_equal(order[found.second], found.first)
    assert np.array_equal(signs[found.second], found.signs)
    weights = rng.standard_normal((dimensions, 6))
    assert aligned_cka(weights, weights[order] * signs[:, None], found) == pytest.approx(1.0, abs=1e-9)


def test_a_narrower_model_is_matched_to_the_dimensions_it_kept():
    tokens = _rng().standard_normal((300, 12))
    kept = np.array([1, 4, 7, 10])
    found = column_alignment(column_cosines(tokens[:, kept], tokens), 300)
    assert np.array_equal(kept[found.first], found.second)


def test_a_column_without_variation_has_cosine_zero_with_all():
    tokens = _rng().standard_normal((50, 3))
    tokens[:, 1] = 7
    assert np.all(column_cosines(tokens, tokens)[1] == 0)


def test_layers_left_out_are_found_and_order_is_kept():
    similarity = np.array([[0.9, 0.1, 0.2, 0.1], [0.1, 0.2, 0.8, 0.1], [0.95, 0.1, 0.1, 0.7]])
    assert monotone_pairs(similarity) == [(0, 0), (1, 2), (2, 3)]
    assert monotone_pairs(similarity.T) == [(0, 0), (2, 1), (3, 2)]


@given(st.integers(0, 1000), st.integers(1, 4), st.integers(4, 6))
def test_monotone_pairs_are_the_best_of_all_orders(seed, few, many):
    similarity = _rng(seed).standard_normal((few, many))
    best = max(
        sum(similarity[i, c] for i, c in enumerate(chosen)) for chosen in itertools.combinations(range(many), few)
    )
    assert sum(similarity[pair] for pair in monotone_pairs(similarity)) == pytest.approx(best)

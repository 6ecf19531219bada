"""Moments as rows: packed, kept, read back, and weighed all at once."""

import numpy as np
import pytest

from analysis.ranking.packed_moments import Layout, as_bytes, from_bytes, packed, reweighted
from analysis.scoring.settings import Weights
from data.records import InvalidInput

NAMES = ("solid", "overstated", "rewrapped")


@pytest.fixture(scope="module")
def moments(assessed):
    return [assessed(name).moments for name in NAMES]


@pytest.fixture(scope="module")
def layout(default):
    return Layout.of(default)


def random_weights(layout, rng):
    axes = {"expectation": {}, "risk": {}}
    for code, axis in zip(layout.codes, layout.axes, strict=True):
        axes[axis][code] = float(rng.random())
    return Weights(**{axis: {code: w / sum(own.values()) for code, w in own.items()} for axis, own in axes.items()})


def test_any_weighting_is_the_contraction_of_the_full_arrays(moments, layout):
    rng = np.random.default_rng(2)
    for _ in range(5):
        weights = random_weights(layout, rng)
        found = reweighted(packed(moments, layout), weights)
        for place, each in enumerate(moments):
            matrix = np.array(
                [[getattr(weights, axis).get(code, 0.0) for code in layout.codes] for axis in ("expectation", "risk")]
            )
            covariance = matrix @ each.covariance @ matrix.T
            third = np.einsum("abc,xa,xb,xc->x", each.third_moment, matrix, matrix, matrix)
            assert found.mean[place] == pytest.approx(matrix @ each.mean)
            assert found.covariance[place] == pytest.approx(covariance)
            assert found.skewness[place] == pytest.approx(third / np.diag(covariance) ** 1.5)


def test_kept_rows_come_back_in_single_precision(moments, layout):
    kept = from_bytes([as_bytes(each, layout) for each in moments], layout)
    whole = packed(moments, layout)
    assert kept.rows.dtype == np.dtype("<f4") and kept.rows.shape == whole.rows.shape == (3, layout.width)
    assert kept.rows == pytest.approx(whole.rows, rel=1e-6)
    assert len(as_bytes(moments[0], layout)) == 4 * layout.width


def test_what_is_believed_of_a_startup_is_unpacked_as_it_was(moments, layout):
    for place, each in enumerate(moments):
        belief = packed(moments, layout).belief(place)
        assert belief.mean == pytest.approx(each.mean) and belief.covariance == pytest.approx(each.covariance)


def test_nobody_and_a_category_without_weight_are_refused(moments, layout, default):
    weights = default.profile(None).weights
    with pytest.raises(InvalidInput, match="no startup to weigh"):
        reweighted(from_bytes([], layout), weights)
    poor = Weights.model_construct(expectation=weights.expectation, risk={})
    with pytest.raises(InvalidInput, match="no weight for"):
        reweighted(packed(moments, layout), poor)

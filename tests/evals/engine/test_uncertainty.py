"""Standard errors against closed forms worked by hand."""

from __future__ import annotations

import math

import pytest
from lm_eval.api import metrics

from analysis.inference.intervals import mean_standard_error
from evals.engine.uncertainty import (
    cluster_field,
    metric_standard_error,
    ratio_standard_error,
    resampled_standard_error,
)


def test_the_error_of_a_mean_is_lm_evals_closed_form() -> None:
    # Three right of four: variance (3 * 0.25^2 + 0.75^2) / 3 = 0.25, over 4 items: 0.5 / 2.
    assert mean_standard_error([1, 1, 1, 0]) == pytest.approx(0.25)
    assert mean_standard_error([1, 1, 1, 0]) == pytest.approx(metrics.mean_stderr([1, 1, 1, 0]))


def clustered(items: list[float], clusters: list[str]) -> float | None:
    return metric_standard_error(metrics.mean, items, clusters=clusters, seed=0)


def test_one_item_has_no_error_rather_than_none_at_all() -> None:
    assert mean_standard_error([1.0]) is None
    assert mean_standard_error([]) is None
    assert clustered([1.0, 0.0, 1.0], ["a", "a", "a"]) is None


def test_clusters_of_one_item_change_nothing_and_copies_do_not_count_twice() -> None:
    values = [1.0, 0.0, 1.0, 1.0, 0.0]
    assert clustered(values, list("abcde")) == pytest.approx(mean_standard_error(values))
    doubled = clustered([each for each in values for _ in range(2)], [each for each in "abcde" for _ in "12"])
    assert doubled == pytest.approx(mean_standard_error(values))


def test_a_ratio_of_equal_weights_has_the_error_of_a_mean() -> None:
    values = [-3.0, -1.0, -2.5]
    assert ratio_standard_error([(value, 2.0) for value in values]) == pytest.approx(
        mean_standard_error([value / 2 for value in values])
    )


def test_perplexities_carry_the_error_of_their_logarithm() -> None:
    pairs = [(-30.0, 10.0), (-20.0, 9.0), (-26.0, 11.0)]
    per_word = ratio_standard_error(pairs)
    assert per_word is not None
    found = metric_standard_error(metrics.weighted_perplexity, pairs, clusters=None, seed=0)
    assert found == pytest.approx(math.exp(76 / 30) * per_word)
    bits = metric_standard_error(metrics.bits_per_byte, pairs, clusters=None, seed=0)
    assert bits == pytest.approx(per_word / math.log(2))


def test_resampling_a_mean_comes_near_its_closed_form_and_repeats_exactly() -> None:
    values = [1.0] * 60 + [0.0] * 40
    found = resampled_standard_error(metrics.mean, values, resamples=2000, seed=3)
    assert found == pytest.approx(math.sqrt(0.24 / 100), rel=0.08)
    assert found == resampled_standard_error(metrics.mean, values, resamples=2000, seed=3)


def test_an_aggregation_of_the_tasks_own_has_no_known_error() -> None:
    assert metric_standard_error(lambda items: sum(items), [1, 2, 3], clusters=None, seed=0) is None


def test_tasks_whose_items_share_a_text_name_the_field() -> None:
    assert cluster_field("race") == "article"
    assert cluster_field("hellaswag") is None

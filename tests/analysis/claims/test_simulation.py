"""The rule on claims of known truth; the full tables are printed by `python -m tests.analysis.claims.simulation`."""

import numpy as np
import pytest
from scipy import stats

from analysis.claims.rule import verdict
from tests.analysis.claims.simulation import SIZES, cluster_row, row, worst_false_share


@pytest.mark.parametrize("n", SIZES)
def test_true_claims_are_called_overstated_at_most_once_in_twenty_at_every_score(n):
    assert worst_false_share(n, np.linspace(0.05, 0.99, 48)) <= 0.05


@pytest.mark.parametrize("n", [20, 100, 500, 1319])
def test_mean_coverage_summed_exactly_over_the_binomial_is_95_percent(n):
    counts = np.arange(n + 1)
    ends = np.array([verdict(claimed=0.5, correct=int(count), n=n).interval[:2] for count in counts])
    truths = np.linspace(0.30, 0.95, 651)
    covered = (ends[:, 0] <= truths[:, None]) & (truths[:, None] <= ends[:, 1])
    coverage = (stats.binom.pmf(counts, n, truths[:, None]) * covered).sum(axis=1)
    assert coverage.mean() == pytest.approx(0.95, abs=0.002)
    assert coverage.min() > 0.89


@pytest.mark.parametrize("n", SIZES)
def test_the_rule_covers_accuses_and_finds_as_its_formulas_say(n):
    result = row(n, 700, np.random.default_rng(n))
    assert result.coverage == pytest.approx(0.95, abs=0.035)
    assert result.false_overstated <= 0.05
    assert result.power == pytest.approx(result.power_exact, abs=0.06)


def test_clusters_are_covered_where_ignoring_them_fails():
    result = cluster_row(50, 10, 700, np.random.default_rng(4))
    assert result.coverage == pytest.approx(0.95, abs=0.035)
    assert result.coverage_ignoring_clusters < 0.75
    assert result.false_overstated <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("n", SIZES)
def test_ten_thousand_claims_are_covered_95_times_in_100_and_rarely_accused_wrongly(n):
    result = row(n, 10_000, np.random.default_rng(n))
    assert 0.94 <= result.coverage <= 0.96
    assert result.false_overstated <= 0.05
    assert result.power == pytest.approx(result.power_exact, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("clusters", "size"), [(20, 5), (50, 10), (132, 10), (57, 246)])
def test_ten_thousand_clustered_claims_are_covered_95_times_in_100(clusters, size):
    result = cluster_row(clusters, size, 10_000, np.random.default_rng(size))
    assert 0.94 <= result.coverage <= 0.96
    assert result.false_overstated <= 0.05
    # Known only for many clusters; with few the spread between them is itself uncertain.
    assert result.power == pytest.approx(result.power_analytic, abs=0.03 if clusters >= 50 else 0.05)

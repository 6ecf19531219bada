"""Many claims of known truth through the verdict rule: how often it accuses wrongly, covers, and finds a false claim.

`python -m tests.analysis.claims.simulation` prints the table for 10,000 claims per row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.claims.rule import ClaimVerdict, verdict
from analysis.inference.intervals import effective_items

SIZES = (20, 100, 500, 1319, 14042)
MARGIN = 0.01
TRUTHS = (0.30, 0.95)
GAP_IN_STANDARD_ERRORS = 2.487


class Row(NamedTuple):
    """Shares over the simulated claims; exact power sums the rule over the binomial, normal power is the textbook's."""

    n: int
    coverage: float
    false_overstated: float
    false_at_margin: float
    power: float
    power_exact: float
    power_normal: float


class ClusterRow(NamedTuple):
    """The same for items in clusters with an intra-cluster correlation."""

    clusters: int
    items_per_cluster: int
    coverage: float
    coverage_ignoring_clusters: float
    false_overstated: float
    power: float
    power_normal: float


def row(n: int, claims: int, rng: np.random.Generator) -> Row:
    """One size of test set: true claims, claims one margin too high, and claims too high by what n can detect."""
    truth = rng.uniform(*TRUTHS, claims)
    correct = rng.binomial(n, truth)
    true_claims = [verdict(claimed=p, correct=int(k), n=n, margin=MARGIN) for p, k in zip(truth, correct, strict=True)]
    at_margin = [_called(min(p + MARGIN, 1.0), int(k), n) for p, k in zip(truth, correct, strict=True)]
    boundary = rng.uniform(0.5, 0.95, claims)
    actual = boundary - GAP_IN_STANDARD_ERRORS * np.sqrt(boundary * (1 - boundary) / n)
    found = [_called(p + MARGIN, int(k), n) for p, k in zip(boundary, rng.binomial(n, actual), strict=True)]
    return Row(
        n,
        float(np.mean([v.interval.low <= p <= v.interval.high for v, p in zip(true_claims, truth, strict=True)])),
        float(np.mean([v.verdict is ClaimVerdict.OVERSTATED for v in true_claims])),
        float(np.mean(at_margin)),
        float(np.mean(found)),
        float(np.mean([_exact_power(b + MARGIN, a, n) for b, a in zip(boundary, actual, strict=True)])),
        float(np.mean(_normal_power(boundary, actual, n))),
    )


def cluster_row(clusters: int, size: int, claims: int, rng: np.random.Generator, icc: float = 0.3) -> ClusterRow:
    """Items in equal clusters whose solving rates follow a Beta distribution with that intra-cluster correlation."""
    n = clusters * size
    inflation = 1 + (size - 1) * icc
    truth = rng.uniform(*TRUTHS, claims)
    covered, naive, called, found = [], [], [], []
    boundary = rng.uniform(0.6, 0.9, claims)
    actual = boundary - 0.8 * GAP_IN_STANDARD_ERRORS * np.sqrt(boundary * (1 - boundary) * inflation / n)
    for p, b, a in zip(truth, boundary, actual, strict=True):
        correct, worth = _clustered_run(p, clusters, size, icc, rng)
        judged = verdict(claimed=p, correct=correct, n=n, margin=MARGIN, effective_n=worth)
        covered.append(judged.interval.low <= p <= judged.interval.high)
        called.append(judged.verdict is ClaimVerdict.OVERSTATED)
        plain = verdict(claimed=p, correct=correct, n=n, margin=MARGIN).interval
        naive.append(plain.low <= p <= plain.high)
        correct, worth = _clustered_run(a, clusters, size, icc, rng)
        judged = verdict(claimed=b + MARGIN, correct=correct, n=n, margin=MARGIN, effective_n=worth)
        found.append(judged.verdict is ClaimVerdict.OVERSTATED)
    normal = float(np.mean(_normal_power(boundary, actual, n / inflation)))
    return ClusterRow(clusters, size, *(float(np.mean(x)) for x in (covered, naive, called, found)), normal)


def worst_false_share(n: int, claims: NDArray[np.float64]) -> float:
    """The largest exact probability, over the given claims, that a true claim is called overstated."""
    return max(_exact_power(float(claim), float(claim), n) for claim in claims)


def _called(claimed: float, correct: int, n: int) -> bool:
    return verdict(claimed=claimed, correct=correct, n=n, margin=MARGIN).verdict is ClaimVerdict.OVERSTATED


def _exact_power(claimed: float, truth: float, n: int) -> float:
    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _called(claimed, middle, n) else (low, middle)
    return float(stats.binom.cdf(low, n, truth))


def _normal_power(boundary: NDArray[np.float64], actual: NDArray[np.float64], n: float) -> NDArray[np.float64]:
    at_boundary, at_truth = (np.sqrt(p * (1 - p) / n) for p in (boundary, actual))
    return np.asarray(stats.norm.cdf((boundary - actual - 1.645 * at_boundary) / at_truth))


def _clustered_run(
    truth: float, clusters: int, size: int, icc: float, rng: np.random.Generator
) -> tuple[int, float | None]:
    weight = 1 / icc - 1
    rates = rng.beta(truth * weight, (1 - truth) * weight, clusters)
    items = (rng.random((clusters, size)) < rates[:, None]).astype(float).ravel()
    return int(items.sum()), effective_items(items.tolist(), np.repeat(np.arange(clusters), size).tolist())


def main(claims: int = 10_000) -> None:
    """Print both tables."""
    rng = np.random.default_rng(20)
    print("     n  coverage  false  at margin  power  exact  normal  worst false")
    for n in SIZES:
        r = row(n, claims, rng)
        worst = worst_false_share(n, np.linspace(0.05, 0.99, 95))
        print(
            f"{n:6d}  {r.coverage:8.4f}  {r.false_overstated:.4f}     {r.false_at_margin:.4f}"
            f"  {r.power:.4f} {r.power_exact:.4f}  {r.power_normal:.4f}  {worst:.4f}"
        )
    print("clusters x items  coverage  ignoring  false  power  normal")
    for clusters, size in ((10, 2), (20, 5), (50, 10), (132, 10), (57, 246)):
        c = cluster_row(clusters, size, claims, rng)
        print(
            f"{clusters:8d} x {size:<5d}  {c.coverage:8.4f}  {c.coverage_ignoring_clusters:.4f}"
            f"    {c.false_overstated:.4f} {c.power:.4f} {c.power_normal:.4f}"
        )


if __name__ == "__main__":
    main()

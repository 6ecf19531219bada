"""Many claims of known truth through the verdict rule: how often it accuses wrongly, covers, and finds a false claim.

`python -m tests.analysis.claims.simulation` prints both tables of tests/benchmarks/CLAIMS.md, 10,000 claims per row.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.claims.rule import ClaimVerdict, verdict
from analysis.inference.intervals import effective_items

SIZES = (20, 100, 500, 1319, 14042)
CLUSTERS = ((10, 2), (20, 5), (50, 10), (132, 10), (57, 246))
CLAIMS = 10_000
MARGIN = 0.01
TRUTHS = (0.30, 0.95)
GAP_IN_STANDARD_ERRORS = 2.487


class Row(NamedTuple):
    """Shares over the simulated claims, beside what they must come to.

    Attributes:
        coverage: Of the 95 % interval, over true scores drawn evenly from `TRUTHS`.
        false_overstated: True claims called overstated.
        false_at_margin: Claims exactly one margin too high called overstated.
        power: Claims too high by the margin and `GAP_IN_STANDARD_ERRORS` called overstated.
        power_exact: The same claims' chance of it, the rule summed over the binomial; the analytic value at every n.
        power_normal: The textbook's normal formula, which ignores that so few items allow few different scores.
    """

    n: int
    coverage: float
    false_overstated: float
    false_at_margin: float
    power: float
    power_exact: float
    power_normal: float


class ClusterRow(NamedTuple):
    """The same for items in clusters with an intra-cluster correlation.

    Attributes:
        power_analytic: Normal power at the design effect 1 + (m-1) ICC, the critical value widened for few clusters as
            the rule widens it (Korn & Graubard 1998).
    """

    clusters: int
    items_per_cluster: int
    coverage: float
    coverage_ignoring_clusters: float
    false_overstated: float
    power: float
    power_analytic: float


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
    widened = float(stats.t.ppf(0.975, clusters - 1) / stats.t.ppf(0.975, n - 1))
    analytic = float(np.mean(_normal_power(boundary, actual, n / inflation, widened)))
    means = [float(np.mean(held)) for held in (covered, naive, called, found)]
    return ClusterRow(clusters, size, means[0], means[1], means[2], means[3], analytic)


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


def _normal_power(
    boundary: NDArray[np.float64], actual: NDArray[np.float64], n: float, widened: float = 1.0
) -> NDArray[np.float64]:
    at_boundary, at_truth = (np.sqrt(p * (1 - p) / n) for p in (boundary, actual))
    return np.asarray(stats.norm.cdf((boundary - actual - 1.645 * widened * at_boundary) / at_truth))


def _clustered_run(
    truth: float, clusters: int, size: int, icc: float, rng: np.random.Generator
) -> tuple[int, float | None]:
    weight = 1 / icc - 1
    rates = rng.beta(truth * weight, (1 - truth) * weight, clusters)
    items = (rng.random((clusters, size)) < rates[:, None]).astype(float).ravel()
    return int(items.sum()), effective_items(items.tolist(), np.repeat(np.arange(clusters), size).tolist())


def show(headings: str, *rows: list[str]) -> None:
    """A Markdown table."""
    columns = headings.split(" | ")
    print(f"| {headings} |\n|{'---:|' * len(columns)}", flush=True)
    for cells in rows:
        print(f"| {' | '.join(cells)} |", flush=True)


def size_cells(n: int, claims: int, rng: np.random.Generator) -> list[str]:
    """One line of the first table."""
    r = row(n, claims, rng)
    worst = worst_false_share(n, np.linspace(0.05, 0.99, 95))
    shares = (r.coverage, r.false_overstated, worst, r.false_at_margin, r.power, r.power_exact)
    return [f"{n:,}", *_percents(shares), f"{100 * (r.power - r.power_exact):+.1f}", *_percents([r.power_normal])]


def cluster_cells(clusters: int, size: int, claims: int, rng: np.random.Generator) -> list[str]:
    """One line of the second table."""
    c = cluster_row(clusters, size, claims, rng)
    shares = (c.coverage, c.coverage_ignoring_clusters, c.false_overstated, c.power, c.power_analytic)
    return [f"{clusters} × {size}", *_percents(shares), f"{100 * (c.power - c.power_analytic):+.1f}"]


def _percents(shares: Iterable[float]) -> list[str]:
    return [f"{100 * each:.1f} %" for each in shares]


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--claims", type=int, default=CLAIMS, help="Claims per row.")
    claims = arguments.parse_args().claims
    rng = np.random.default_rng(20)
    headings = "coverage | false overstated | worst true score | claim 1 point high | power | exact power | difference"
    show(f"n | {headings} | normal formula", *(size_cells(n, claims, rng) for n in SIZES))
    print()
    headings = "coverage | clusters ignored | false overstated | power | analytic power | difference"
    show(f"clusters × items | {headings}", *(cluster_cells(*each, claims, rng) for each in CLUSTERS))


if __name__ == "__main__":
    main()

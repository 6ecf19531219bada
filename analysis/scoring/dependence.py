"""Errors that move together: criteria resting on one source, on the company's word, or on the company's quality.

A Gaussian copula joins the beta distributions of the criteria: each has a standard normal of its own, one it shares
with all criteria of its source, one it shares with all that the company claims, and one for how good the company is at
everything, of which the unseen criteria know least; all weighted by the rubric's loadings.
Source: Nelsen, An Introduction to Copulas, 2nd edition, section 2.5, for joining given marginals by a copula; the
factors and their loadings are a judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from analysis.scoring.criteria import Belief, known_level
from analysis.scoring.settings import Dependence

FloatArray = NDArray[np.float64]

_TAIL = np.linspace(3.0, 5.5, 21)
_NODES = np.concatenate([-_TAIL[:0:-1], np.linspace(-3.0, 3.0, 213), _TAIL[1:]])
"""Close together where nearly all draws fall: distrusted claims have distributions that bend sharply there."""


class Loadings(NamedTuple):
    """Loadings of every criterion, shape (criteria,), and the row of the source each belongs to; -1 for none."""

    source: FloatArray
    credibility: FloatArray
    quality: FloatArray
    source_row: NDArray[np.int64]
    source_count: int

    @property
    def own(self) -> FloatArray:
        """What is left to each criterion's own error, so that every normal keeps its unit variance."""
        return np.sqrt(np.maximum(1 - self.source**2 - self.credibility**2 - self.quality**2, 0.0))


def factor_loadings(beliefs: Sequence[Belief], dependence: Dependence | None) -> Loadings:
    """The loadings by evidence level; all zero without settings. What is missing loads on the quality alone."""
    names = sorted({belief.source for belief in beliefs if belief.source})
    rows = np.array([names.index(belief.source) if belief.source else -1 for belief in beliefs], dtype=np.int64)
    source, word, quality = np.zeros((3, len(beliefs)))
    if dependence is None:
        return Loadings(source, word, quality, rows, len(names))
    for place, belief in enumerate(beliefs):
        quality[place] = dependence.quality_loading.get(belief.level.value, 0.0)
        if belief.source:
            level = known_level(belief.level)
            source[place] = dependence.source_loading.get(level, 0.0)
            word[place] = dependence.credibility_loading.get(level, 0.0)
    return Loadings(source, word, quality, rows, len(names))


def correlation_matrix(beliefs: Sequence[Belief], dependence: Dependence | None) -> FloatArray:
    """Correlations of the criteria's normals, shape (criteria, criteria); the identity without settings."""
    loadings = factor_loadings(beliefs, dependence)
    same_source = (loadings.source_row[:, None] == loadings.source_row[None, :]) & (loadings.source_row[:, None] >= 0)
    matrix: FloatArray = same_source * np.outer(loadings.source, loadings.source)
    matrix += np.outer(loadings.credibility, loadings.credibility) + np.outer(loadings.quality, loadings.quality)
    np.fill_diagonal(matrix, 1.0)
    return matrix


def beta_parameters(mean: FloatArray, sd: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Alpha and beta of the distributions on 0..1 that have these moments, given in points 0..100.

    Raises:
        ValueError: if a standard deviation is not below the largest that a beta distribution of its mean has.
    """
    share = np.asarray(mean) / 100
    concentration = share * (1 - share) / (np.asarray(sd) / 100) ** 2 - 1
    if np.any(concentration <= 0):
        raise ValueError("a beta distribution of that mean cannot have so large a standard deviation")
    return share * concentration, (1 - share) * concentration


def belief_draws(
    beliefs: Sequence[Belief], dependence: Dependence | None, *, rng: np.random.Generator, draws: int
) -> FloatArray:
    """Joint draws of the criteria's points, shape (criteria, draws).

    The quantile function of each beta distribution is tabulated at 253 normal quantiles and interpolated, which errs
    by less than a quarter of a point for the distributions the default rubric gives.
    """
    loadings = factor_loadings(beliefs, dependence)
    word = rng.standard_normal(draws)
    sources = rng.standard_normal((max(loadings.source_count, 1), draws))
    own = rng.standard_normal((len(beliefs), draws))
    normal = own * loadings.own[:, None] + loadings.credibility[:, None] * word
    if loadings.quality.any():
        normal += loadings.quality[:, None] * rng.standard_normal(draws)
    normal += loadings.source[:, None] * sources[loadings.source_row]
    return points_of_normal(beliefs, normal)


def points_of_normal(beliefs: Sequence[Belief], normal: FloatArray) -> FloatArray:
    """Points at given standard normal quantiles, shape (criteria, draws), each by its criterion's distribution."""
    tables = (_quantiles(belief.mean, belief.sd) for belief in beliefs)
    return np.stack([np.interp(row, _NODES, quantiles) for row, quantiles in zip(normal, tables, strict=True)])


@lru_cache(maxsize=8192)
def _quantiles(mean: float, sd: float) -> FloatArray:
    """Points at the nodes, shape (253,); kept, since priors and levels give the same few distributions to everybody."""
    alpha, beta = beta_parameters(np.array(mean), np.array(sd))
    points: FloatArray = 100 * betaincinv(alpha, beta, ndtr(_NODES))
    return points

"""What a score hangs on: swings of criteria, shares of the variance, weights at which two startups change places."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv
from scipy.stats import beta as beta_distribution
from scipy.stats import sobol_indices

from analysis.scoring.assessment import Assessment
from analysis.scoring.axes import Term
from analysis.scoring.dependence import beta_parameters, correlation_matrix
from analysis.scoring.settings import AxisCode, Dependence

LOW_QUANTILE, HIGH_QUANTILE = 0.1, 0.9


class Swing(NamedTuple):
    """Mean of an axis with one criterion at its 10th and its 90th percentile, all others at their means, in points."""

    key: str
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        """Points between the two."""
        return abs(self.at_high - self.at_low)


class VarianceShare(NamedTuple):
    """Part of an axis's variance that one criterion makes, between 0 and 1; the parts of an axis sum to 1.

    Attributes:
        key: Criterion.
        own: First-order Sobol index if criteria were independent.
        joint: Covariance of its part with the whole axis over the variance of the axis, with the errors that move
            together; may lie below 0.
    """

    key: str
    own: float
    joint: float


def _chosen(assessment: Assessment, axis: AxisCode) -> list[Term]:
    return [term for term in assessment.terms if term.belief.criterion.axis == axis and term.share > 0]


def tornado(assessment: Assessment, axis: AxisCode) -> tuple[Swing, ...]:
    """Swings of all criteria of an axis, the largest first; P10 and P90 are a convention, so print them on the axis."""
    centre = sum(term.contribution for term in _chosen(assessment, axis))
    swings = []
    for term in _chosen(assessment, axis):
        alpha, beta = beta_parameters(np.array([term.belief.mean]), np.array([term.belief.sd]))
        low, high = (100 * float(betaincinv(alpha, beta, q)[0]) for q in (LOW_QUANTILE, HIGH_QUANTILE))
        ends = (centre + term.axis_slope * (points - term.belief.mean) for points in (low, high))
        swings.append(Swing(term.key, *ends))
    return tuple(sorted(swings, key=lambda swing: -swing.size))


def variance_shares(assessment: Assessment, axis: AxisCode, dependence: Dependence | None) -> tuple[VarianceShare, ...]:
    """Shares of the variance of an axis, the largest first, in closed form.

    For a weighted sum of independent criteria the first-order index is w^2 s^2 / sum of w^2 s^2 (Sobol 2001,
    Mathematics and Computers in Simulation 55, 271-280); with dependent ones the covariance share takes its place
    (Xu & Gertner 2008, Reliability Engineering & System Safety 93, 1563-1573), correlations to first order.
    """
    terms = _chosen(assessment, axis)
    spreads = np.array([term.axis_slope * term.belief.sd for term in terms])
    own = spreads**2 / np.sum(spreads**2)
    joint = spreads * (correlation_matrix([term.belief for term in terms], dependence) @ spreads)
    joint = joint / np.sum(joint)
    shares = [VarianceShare(term.key, float(a), float(b)) for term, a, b in zip(terms, own, joint, strict=True)]
    return tuple(sorted(shares, key=lambda share: -share.joint))


class SampledShare(NamedTuple):
    """First-order and total Sobol index of one criterion, by sampling and without any formula for the variance."""

    key: str
    own: float
    total: float


def sampled_variance_shares(
    assessment: Assessment, axis: AxisCode, *, rng: np.random.Generator, samples: int = 2_048
) -> tuple[SampledShare, ...]:
    """Sobol indices of the criteria of an axis by Saltelli's scheme on scrambled Sobol points, criteria independent.

    The axis is a weighted sum, so that both indices must come out at the closed form of `variance_shares`; they stand
    beside it as a check that needs no algebra. Source: Saltelli et al. 2010, Computer Physics Communications 181(2),
    259-270, as scipy implements it.

    Args:
        assessment: The judgement.
        axis: Which axis.
        rng: Source of the points.
        samples: A power of two; n (d + 2) evaluations.

    Raises:
        ValueError: if `samples` is no power of two.
    """
    terms = _chosen(assessment, axis)
    alpha, beta = beta_parameters(
        np.array([term.belief.mean for term in terms]), np.array([term.belief.sd for term in terms])
    )
    slopes = np.array([term.axis_slope for term in terms])
    found = sobol_indices(
        func=lambda points: (100 * slopes @ points.reshape(len(terms), -1)).reshape(1, -1),
        n=samples,
        dists=[beta_distribution(a, b) for a, b in zip(alpha, beta, strict=True)],
        rng=rng,
    )
    pairs = zip(terms, np.ravel(found.first_order), np.ravel(found.total_order), strict=True)
    return tuple(SampledShare(term.key, float(own), float(total)) for term, own, total in pairs)


def swapping_weight_changes(
    a: Mapping[str, float], b: Mapping[str, float], weights: Mapping[str, float]
) -> Mapping[str, float | None]:
    """Per category of an axis, the change of its weight at which two startups become equal, all other weights kept.

    None where the category does not tell them apart, or where the new weight would be negative. Rescaling the weights
    to a sum of 1 afterwards does not move the point. Formula: (S_a - S_b) / (v_b - v_a).

    Args:
        a: Mean points of the one by category, at least those with a weight.
        b: The same of the other.
        weights: Of the categories of one axis.
    """
    gap = sum(weight * (a[code] - b[code]) for code, weight in weights.items())
    changes: dict[str, float | None] = {}
    for code, weight in weights.items():
        difference = b[code] - a[code]
        change = gap / difference if difference != 0 else math.nan
        changes[code] = change if math.isfinite(change) and weight + change >= 0 else None
    return changes

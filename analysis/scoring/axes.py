"""Two axes as sums over criteria, and the moments of their categories in closed form.

Both axes are linear in the points: expectation adds weight times points; risk adds, per criterion, impact-weighted
likelihood, which falls linearly from `at_bad` at 0 points to `at_good` at 100.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.scoring.criteria import Belief, missing_belief
from analysis.scoring.dependence import beta_parameters, correlation_matrix
from analysis.scoring.rubric import Rubric
from analysis.scoring.rubric_schema import Criterion
from analysis.scoring.settings import AxisCode, Profile

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """One criterion's part in its category: `intercept + slope * points`, in points of the category.

    Attributes:
        belief: Distribution of the points.
        category_weight: Weight of the category on its axis in the chosen profile.
        share: Part of the category's weight that the criterion carries after rescaling; 0 if it left.
    """

    belief: Belief
    category_weight: float
    share: float
    intercept: float
    slope: float

    @property
    def key(self) -> str:
        """Key of the criterion."""
        return self.belief.criterion.key

    @property
    def axis_slope(self) -> float:
        """Points of the axis per point of the criterion."""
        return self.category_weight * self.slope

    @property
    def contribution(self) -> float:
        """Points that the criterion adds to the mean of its axis."""
        return self.category_weight * (self.intercept + self.slope * self.belief.mean)


def scored_terms(rubric: Rubric, profile: Profile, beliefs: Sequence[Belief]) -> tuple[Term, ...]:
    """The terms of both axes, sorted by key, so that the order of the rubric changes no draw.

    A criterion that does not apply leaves and the rest of its category is rescaled; a category that loses all its
    criteria keeps them all as missing.
    """
    terms: list[Term] = []
    for category in rubric.categories:
        weight = weights_of(profile, category.axis)[category.code]
        members = [belief for belief in beliefs if belief.criterion.category == category.code]
        if not any(belief.applies for belief in members):
            members = [_kept_as_missing(belief, rubric) for belief in members]
        total = math.fsum(_rating(belief.criterion) for belief in members if belief.applies)
        terms.extend(_term(belief, weight, total) for belief in members)
    return tuple(sorted(terms, key=lambda term: term.key))


def weights_of(profile: Profile, axis: AxisCode) -> Mapping[str, float]:
    """Category weights of one axis in a profile."""
    return profile.weights.expectation if axis == "expectation" else profile.weights.risk


def _kept_as_missing(belief: Belief, rubric: Rubric) -> Belief:
    prior = missing_belief(belief.criterion, rubric.scoring, belief.reason_en, belief.reason_zh)
    return replace(prior, applies=True)


def _rating(criterion: Criterion) -> float:
    return criterion.weight * (1.0 if criterion.impact is None else criterion.impact)


def _term(belief: Belief, category_weight: float, total: float) -> Term:
    criterion = belief.criterion
    share = _rating(criterion) / total if belief.applies and total > 0 else 0.0
    if criterion.likelihood is None:
        return Term(belief, category_weight, share, 0.0, share)
    at_bad, at_good = criterion.likelihood.at_bad, criterion.likelihood.at_good
    return Term(belief, category_weight, share, 100 * share * at_bad, -share * (at_bad - at_good))


@dataclass(frozen=True, slots=True)
class CategoryMoments:
    """Joint moments of all categories, from which any weighting of them follows at once.

    Attributes:
        codes: Categories in the order of the arrays, both axes.
        mean: Points per category, shape (categories,).
        covariance: Squared points, shape (categories, categories).
        third_moment: Third central co-moments, cubed points, shape (categories, categories, categories): contracted
            three times with weights they give the third central moment of the weighted sum.
    """

    codes: tuple[str, ...]
    mean: FloatArray
    covariance: FloatArray
    third_moment: FloatArray


def category_moments(terms: Sequence[Term], rubric: Rubric) -> CategoryMoments:
    """Means, covariances and third co-moments of the categories, correlations to first order.

    A criterion's skewness is carried by its own square: with X = z + s/6 (z^2 - 1), the third moment of a sum of
    correlated X is, to first order in the skewness, the sum over k of s_k (sum over i of r_ik)^2.
    """
    codes = rubric.category_codes
    member = np.array([[term.belief.criterion.category == code for term in terms] for code in codes], dtype=float)
    means = np.array([term.intercept + term.slope * term.belief.mean for term in terms])
    spreads = np.array([term.slope * term.belief.sd for term in terms])
    matrix = correlation_matrix([term.belief for term in terms], rubric.scoring.dependence)
    shared = member @ (spreads[:, None] * matrix)
    covariance = shared @ (member * spreads).T
    third = np.einsum("ak,bk,ck->abc", member * spreads * _skewness(terms), shared, shared, optimize=True)
    return CategoryMoments(codes, member @ means, covariance, third)


def _skewness(terms: Sequence[Term]) -> FloatArray:
    """Skewness of every criterion's beta distribution."""
    moments = [(term.belief.mean, term.belief.sd) for term in terms]
    alpha, beta = beta_parameters(*np.array(moments).T)
    total = alpha + beta
    skewness: FloatArray = 2 * (beta - alpha) * np.sqrt(total + 1) / ((total + 2) * np.sqrt(alpha * beta))
    return skewness

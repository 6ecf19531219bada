"""Does the ranking hold under other methods and other weights? The same evidence, added up in other ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from analysis.ranking.multicriteria import any_weights, critic_weights, entropy_weights, topsis_closeness, weighted_sums
from analysis.ranking.packed_moments import CategoryBelief
from analysis.ranking.sensitivity import swapping_weight_changes
from analysis.scoring.assessment import generator_for
from analysis.scoring.axes import weights_of
from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import AxisCode, Profile
from data.records import InvalidInput

FloatArray = NDArray[np.float64]
METHODS = ("weighted_sum", "topsis", "entropy_weights", "critic_weights")
_AXES: tuple[AxisCode, AxisCode] = ("expectation", "risk")
_DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class WeightSwap:
    """The smallest change of one category's weight at which two neighbours on an axis change places.

    Attributes:
        axis: On which they are neighbours.
        ahead: Slug of the one that stands before.
        behind: Slug of the next.
        category: Whose weight it takes least to change, None if no change of a single weight swaps them.
        weight: Its present weight.
        change: What to add to it, before rescaling; None likewise.
        share_after: The weight it then carries after all are rescaled to sum to 1; None likewise.
    """

    axis: AxisCode
    ahead: str
    behind: str
    category: str | None
    weight: float | None
    change: float | None
    share_after: float | None


@dataclass(frozen=True, slots=True)
class FreeWeights:
    """What holds of one startup whatever the weights.

    Attributes:
        rank_acceptability: Share of weights and draws that give each rank, best first.
        central_weights: By category, the mean weights that put it first; None if none do.
        confidence: Probability of being first under those; None likewise.
    """

    rank_acceptability: tuple[float, ...]
    central_weights: Mapping[str, float] | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class SecondOpinions:
    """The order by each method, best first; what holds whatever the weights; and what it takes to swap neighbours."""

    orders: Mapping[str, tuple[str, ...]]
    free_weights: Mapping[str, FreeWeights]
    swaps: tuple[WeightSwap, ...]


def second_opinions(
    beliefs: Mapping[str, CategoryBelief], profile: Profile, rubric: Rubric, *, seed: int
) -> SecondOpinions:
    """The ranking of these startups by other methods and under any weights of the categories.

    Categories of risk are turned around, so that more is better in every column, and each axis carries half of the
    weight. All methods but the weighted sum depend on which startups are compared.

    Args:
        beliefs: By slug, at least two.
        profile: Whose weights they are ranked by.
        rubric: Its categories.
        seed: Of the draws.

    Raises:
        InvalidInput: if there are fewer than two.
    """
    if len(beliefs) < 2:
        raise InvalidInput("second opinions need at least two startups")
    weights = np.array([weights_of(profile, each.axis)[each.code] / 2 for each in rubric.categories])
    scores = np.stack([_favourable(each.mean, rubric) for each in beliefs.values()])
    spread = {"entropy_weights": entropy_weights(scores), "critic_weights": critic_weights(scores)}
    values = {"weighted_sum": weighted_sums(scores, weights), "topsis": topsis_closeness(scores, weights)}
    values |= {name: weighted_sums(scores, found) for name, found in spread.items()}
    slugs = tuple(beliefs)
    orders = {name: tuple(slugs[place] for place in np.argsort(-values[name], kind="stable")) for name in METHODS}
    return SecondOpinions(orders, _free_weights(beliefs, rubric, seed), _swaps(beliefs, profile, rubric))


def agreement(first: Sequence[str], second: Sequence[str]) -> float:
    """Kendall's tau of two orders of the same startups: 1 for the same order, -1 for the reverse.

    Raises:
        InvalidInput: if they do not name the same startups, or fewer than two.
    """
    if set(first) != set(second) or len(first) < 2:
        raise InvalidInput("two orders can be compared only if they name the same startups, at least two")
    places = {slug: place for place, slug in enumerate(second)}
    return float(kendalltau(range(len(first)), [places[slug] for slug in first]).statistic)


def _favourable(points: FloatArray, rubric: Rubric) -> FloatArray:
    """Points of the categories, first axis, with more always better."""
    is_risk = np.array([each.axis == "risk" for each in rubric.categories])
    turned: FloatArray = np.where(is_risk.reshape(-1, *([1] * (points.ndim - 1))), 100 - points, points)
    return turned


def _free_weights(beliefs: Mapping[str, CategoryBelief], rubric: Rubric, seed: int) -> dict[str, FreeWeights]:
    draws = np.stack([_favourable(_category_draws(slug, each, seed), rubric) for slug, each in beliefs.items()])
    groups = tuple(tuple(place for place, each in enumerate(rubric.categories) if each.axis == axis) for axis in _AXES)
    found = any_weights(draws, groups, rng=generator_for("weights", seed))
    codes = rubric.category_codes
    free = {}
    for place, slug in enumerate(beliefs):
        central, confidence = found.central_weights[place], float(found.confidence[place])
        ever_first = bool(np.isfinite(confidence))
        free[slug] = FreeWeights(
            tuple(float(share) for share in found.acceptability[place]),
            dict(zip(codes, central.tolist(), strict=True)) if ever_first else None,
            confidence if ever_first else None,
        )
    return free


def _category_draws(slug: str, belief: CategoryBelief, seed: int) -> FloatArray:
    """Points per category as jointly normal within 0..100, shape (categories, draws)."""
    values, vectors = np.linalg.eigh(belief.covariance)
    normal = generator_for(slug, seed).standard_normal((len(values), _DRAWS))
    points = belief.mean[:, None] + vectors @ (np.sqrt(np.maximum(values, 0.0))[:, None] * normal)
    return np.asarray(points.clip(0, 100))


def _swaps(beliefs: Mapping[str, CategoryBelief], profile: Profile, rubric: Rubric) -> tuple[WeightSwap, ...]:
    means = {slug: dict(zip(rubric.category_codes, each.mean.tolist(), strict=True)) for slug, each in beliefs.items()}
    swaps = []
    for axis in _AXES:
        weights, sign = weights_of(profile, axis), -1 if axis == "expectation" else 1
        total = {slug: sum(weight * own[code] for code, weight in weights.items()) for slug, own in means.items()}
        order = sorted(means, key=lambda slug: sign * total[slug])
        swaps += [_swap(ahead, behind, means, weights, axis) for ahead, behind in pairwise(order)]
    return tuple(swaps)


def _swap(
    ahead: str, behind: str, means: Mapping[str, Mapping[str, float]], weights: Mapping[str, float], axis: AxisCode
) -> WeightSwap:
    found = swapping_weight_changes(means[ahead], means[behind], weights)
    possible = {code: change for code, change in found.items() if change is not None}
    if not possible:
        return WeightSwap(axis, ahead, behind, None, None, None, None)
    code = min(possible, key=lambda each: abs(possible[each]))
    weight, change = weights[code], possible[code]
    return WeightSwap(axis, ahead, behind, code, weight, change, (weight + change) / (1 + change))

"""Does the ranking hold under other methods and other weights? The same evidence, added up in other ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.ranking.multicriteria import any_weights, critic_weights, entropy_weights, topsis_closeness, weighted_sums
from analysis.ranking.sensitivity import swapping_weight_changes
from analysis.scoring.assessment import Assessment, generator_for
from analysis.scoring.axes import Term, weights_of
from analysis.scoring.dependence import belief_draws
from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import AxisCode
from data.records import InvalidInput

FloatArray = NDArray[np.float64]
METHODS = ("weighted_sum", "topsis", "entropy_weights", "critic_weights")
_AXES: tuple[AxisCode, AxisCode] = ("expectation", "risk")


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


def second_opinions(assessments: Mapping[str, Assessment], rubric: Rubric, *, seed: int) -> SecondOpinions:
    """The ranking of these startups by other methods and under any weights of the categories.

    Categories of risk are turned around, so that more is better in every column, and each axis carries half of the
    weight. All methods but the weighted sum depend on which startups are compared.

    Args:
        assessments: By slug, at least two, of one profile and with the same number of draws.
        rubric: They were made with.
        seed: Of the draws.

    Raises:
        InvalidInput: if there are fewer than two, or profiles or numbers of draws differ.
    """
    results = tuple(assessments.values())
    if len(results) < 2 or len({(result.profile, result.draws) for result in results}) != 1:
        raise InvalidInput("second opinions need at least two startups, assessed with one profile and number of draws")
    profile = rubric.profile(results[0].profile)
    weights = np.array([weights_of(profile, each.axis)[each.code] / 2 for each in rubric.categories])
    scores = np.array([_category_scores(result, rubric) for result in results])
    spread = {"entropy_weights": entropy_weights(scores), "critic_weights": critic_weights(scores)}
    values = {"weighted_sum": weighted_sums(scores, weights), "topsis": topsis_closeness(scores, weights)}
    values |= {name: weighted_sums(scores, found) for name, found in spread.items()}
    slugs = tuple(assessments)
    orders = {name: tuple(slugs[place] for place in np.argsort(-values[name], kind="stable")) for name in METHODS}
    return SecondOpinions(orders, _free_weights(assessments, rubric, seed), _swaps(assessments, rubric))


def _category_scores(result: Assessment, rubric: Rubric) -> list[float]:
    means = ((each.axis, result.by_category[each.code].mean) for each in rubric.categories)
    return [mean if axis == "expectation" else 100 - mean for axis, mean in means]


def _free_weights(assessments: Mapping[str, Assessment], rubric: Rubric, seed: int) -> dict[str, FreeWeights]:
    draws = np.stack([_category_draws(slug, result, rubric, seed) for slug, result in assessments.items()])
    groups = tuple(tuple(place for place, each in enumerate(rubric.categories) if each.axis == axis) for axis in _AXES)
    found = any_weights(draws, groups, rng=generator_for("weights", seed))
    codes = rubric.category_codes
    free = {}
    for place, slug in enumerate(assessments):
        central, confidence = found.central_weights[place], float(found.confidence[place])
        ever_first = bool(np.isfinite(confidence))
        free[slug] = FreeWeights(
            tuple(float(share) for share in found.acceptability[place]),
            dict(zip(codes, central.tolist(), strict=True)) if ever_first else None,
            confidence if ever_first else None,
        )
    return free


def _category_draws(slug: str, result: Assessment, rubric: Rubric, seed: int) -> FloatArray:
    """Points per category, more always better, shape (categories, draws)."""
    beliefs = [term.belief for term in result.terms]
    points = belief_draws(beliefs, rubric.scoring.dependence, rng=generator_for(slug, seed), draws=result.draws)
    rows = [_category_points(result.terms, points, each.code, each.axis) for each in rubric.categories]
    return np.stack(rows)


def _category_points(terms: tuple[Term, ...], points: FloatArray, code: str, axis: AxisCode) -> FloatArray:
    members = [place for place, term in enumerate(terms) if term.belief.criterion.category == code]
    slopes = np.array([terms[place].slope for place in members])
    category: FloatArray = sum(terms[place].intercept for place in members) + slopes @ points[members]
    return category if axis == "expectation" else 100 - category


def _swaps(assessments: Mapping[str, Assessment], rubric: Rubric) -> tuple[WeightSwap, ...]:
    swaps = []
    for axis in _AXES:
        sign = -1 if axis == "expectation" else 1
        order = sorted(assessments, key=lambda slug: sign * getattr(assessments[slug], axis).mean)
        swaps += [_swap(ahead, behind, assessments, rubric, axis) for ahead, behind in pairwise(order)]
    return tuple(swaps)


def _swap(ahead: str, behind: str, assessments: Mapping[str, Assessment], rubric: Rubric, axis: AxisCode) -> WeightSwap:
    profile = rubric.profile(assessments[ahead].profile)
    found = swapping_weight_changes(assessments[ahead], assessments[behind], axis, profile)
    possible = {code: change for code, change in found.items() if change is not None}
    if not possible:
        return WeightSwap(axis, ahead, behind, None, None, None, None)
    code = min(possible, key=lambda each: abs(possible[each]))
    weight, change = weights_of(profile, axis)[code], possible[code]
    return WeightSwap(axis, ahead, behind, code, weight, change, (weight + change) / (1 + change))

"""Second opinions on a ranking: other ways to add up the same points, and every way to weigh them.

Scores are shaped (startups, criteria) with higher better; a risk is turned around before.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from data.records import InvalidInput

FloatArray = NDArray[np.float64]
_NO_SPREAD = 1e-12


class WeightsUnknown(NamedTuple):
    """What can be said of a ranking if the weights may be anything.

    Attributes:
        acceptability: Share of weights and draws that give each startup each rank, best first; shape (startups, ranks).
        central_weights: Mean of the weights under which a startup is first, shape (startups, criteria); NaN for one
            that never is.
        confidence: Probability that a startup is first under its central weights; NaN likewise.
    """

    acceptability: FloatArray
    central_weights: FloatArray
    confidence: FloatArray


def weighted_sums(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Sum of weight times score per startup, in the unit of the scores."""
    result: FloatArray = scores @ _checked(scores, weights)
    return result


def topsis_closeness(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Closeness to the ideal, 0..1 per startup: distance from the worst over the sum of those from worst and best.

    Best and worst are the largest and smallest weighted scores of those compared, after dividing each criterion by its
    Euclidean length; so the value changes with the company a startup is in. All equal gives one half. Source: Hwang &
    Yoon 1981, Multiple Attribute Decision Making, chapter III.
    """
    length = np.linalg.norm(scores, axis=0)
    weighted = scores / np.where(length > 0, length, 1.0) * _checked(scores, weights)
    to_best = np.linalg.norm(weighted - weighted.max(axis=0), axis=1)
    to_worst = np.linalg.norm(weighted - weighted.min(axis=0), axis=1)
    total = to_best + to_worst
    closeness: FloatArray = np.divide(to_worst, total, out=np.full_like(total, 0.5), where=total > 0)
    return closeness


def entropy_weights(scores: FloatArray) -> FloatArray:
    """Weights that sum to 1 and grow with how unevenly a criterion is spread over the startups.

    One less the Shannon entropy of the shares, in units of its maximum; equal weights if no criterion tells them apart.
    Source: Shannon 1948; as a weighting, Zeleny 1982, Multiple Criteria Decision Making, chapter 7.

    Raises:
        InvalidInput: if there are fewer than two startups, or a score is below 0.
    """
    _refuse_single(scores)
    if (scores < 0).any():
        raise InvalidInput(f"entropy weights need scores of at least 0, got {float(scores.min())!r}")
    total = scores.sum(axis=0)
    shares = np.divide(scores, total, out=np.full_like(scores, 1 / len(scores)), where=total > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    divergence = np.maximum(1 + (shares * logs).sum(axis=0) / np.log(len(scores)), 0.0)
    return _normalised(divergence)


def critic_weights(scores: FloatArray) -> FloatArray:
    """Weights that sum to 1 and grow with a criterion's spread and with how little the others say the same.

    Standard deviation of the scores scaled to 0..1, times the sum of one less its correlations. Source: Diakoulaki,
    Mavrotas & Papayannakis 1995, Computers & Operations Research 22(7), 763-770. A criterion that is equal everywhere
    gets no weight.

    Raises:
        InvalidInput: if there are fewer than two startups.
    """
    _refuse_single(scores)
    low, high = scores.min(axis=0), scores.max(axis=0)
    varies = high > low
    scaled = (scores[:, varies] - low[varies]) / (high - low)[varies]
    weights = np.zeros(scores.shape[1])
    if varies.any():
        correlation = np.atleast_2d(np.corrcoef(scaled, rowvar=False))
        weights[varies] = scaled.std(axis=0, ddof=1) * (1 - correlation).sum(axis=1)
    return _normalised(weights)


def any_weights(draws: FloatArray, groups: tuple[tuple[int, ...], ...], *, rng: np.random.Generator) -> WeightsUnknown:
    """The ranking if nothing is known of the weights, on scores that are uncertain themselves.

    Weights are uniform on the simplex of each group, so that each group, such as an axis, sums to 1. Source: Lahdelma,
    Hokkanen & Salminen 1998, SMAA, European Journal of Operational Research 106(1), 137-143; Tervonen & Lahdelma 2007,
    European Journal of Operational Research 178(2), 500-513.

    Args:
        draws: Scores, shape (startups, criteria, draws).
        groups: Criteria of each group by place; every criterion in one of them.
        rng: Source of the weights.
    """
    startups, criteria, count = draws.shape
    weights = np.zeros((count, criteria))
    for group in groups:
        weights[:, list(group)] = rng.dirichlet(np.ones(len(group)), size=count)
    totals = np.einsum("scd,dc->sd", draws, weights)
    ranks = rankdata(-totals, axis=0, method="ordinal") - 1
    acceptability = np.stack([np.bincount(row, minlength=startups) for row in ranks]) / count
    central = np.full((startups, criteria), np.nan)
    confidence = np.full(startups, np.nan)
    for place in range(startups):
        first = ranks[place] == 0
        if first.any():
            central[place] = weights[first].mean(axis=0)
            under_central = np.einsum("scd,c->sd", draws, central[place])
            confidence[place] = float((under_central.argmax(axis=0) == place).mean())
    return WeightsUnknown(acceptability, central, confidence)


def _checked(scores: FloatArray, weights: FloatArray) -> FloatArray:
    if weights.shape != (scores.shape[1],):
        raise InvalidInput(f"{scores.shape[1]} criteria need as many weights, got {weights.size}")
    return weights


def _refuse_single(scores: FloatArray) -> None:
    if len(scores) < 2:
        raise InvalidInput(f"weights from the spread need at least two startups, got {len(scores)}")


def _normalised(weights: FloatArray) -> FloatArray:
    total = float(weights.sum())
    result: FloatArray = weights / total if total > _NO_SPREAD else np.full_like(weights, 1 / weights.size)
    return result

"""Who stands before whom, and how sure that is: shares of joint draws in which a startup takes each rank.

Source: Lahdelma, Hokkanen & Salminen 1998, SMAA, European Journal of Operational Research 106(1), rank acceptability;
here the weights are fixed by the profile and only the evidence is uncertain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.scoring.assessment import Assessment
from data.records import InvalidInput

FloatArray = NDArray[np.float64]
RankedBy = Literal["expectation", "risk", "net"]


class RankProbabilities(NamedTuple):
    """Probability of every rank, best first.

    Attributes:
        slugs: Startups in the order of the rows.
        probabilities: Shape (startups, ranks); every row and every column sums to 1.
    """

    slugs: tuple[str, ...]
    probabilities: FloatArray


class RankInterval(NamedTuple):
    """The ranks, 1 the best, that a startup takes in the middle 90 % of the draws, and the one in the middle."""

    best: int
    median: int
    worst: int


def standing_draws(assessment: Assessment, by: RankedBy) -> FloatArray:
    """What startups are ranked by, higher always better: expectation, risk with its sign turned, or the difference."""
    if by == "expectation":
        return assessment.expectation_draws
    if by == "risk":
        return -assessment.risk_draws
    return assessment.expectation_draws - assessment.risk_draws


def rank_probabilities(assessments: Mapping[str, Assessment], by: RankedBy = "net") -> RankProbabilities:
    """Probability that each startup takes each rank.

    Args:
        assessments: By slug, all with the same number of draws; draws of different startups are independent.
        by: What is compared.

    Raises:
        InvalidInput: if there are none, or they have different numbers of draws.
    """
    scores = _scores(assessments, by)
    ranks = ranks_of(scores)
    count = len(assessments)
    table = np.stack([np.bincount(row, minlength=count) for row in ranks]) / scores.shape[1]
    return RankProbabilities(tuple(assessments), table)


def _scores(assessments: Mapping[str, Assessment], by: RankedBy) -> FloatArray:
    if len({assessment.draws for assessment in assessments.values()}) != 1:
        raise InvalidInput("startups can be ranked only if there is one, and all have the same number of draws")
    return np.stack([standing_draws(assessment, by) for assessment in assessments.values()])


def ranks_of(scores: FloatArray) -> NDArray[np.int64]:
    """Rank of every startup in every draw, 0 the best; shape (startups, draws) like the scores."""
    order = np.argsort(-scores, axis=0, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(scores))[:, None], axis=0)
    return ranks


def probability_better(a: Assessment, b: Assessment, by: RankedBy = "net") -> float:
    """Probability that `a` stands before `b`; a tie counts half.

    Raises:
        InvalidInput: if they have different numbers of draws.
    """
    if a.draws != b.draws:
        raise InvalidInput(f"cannot compare {a.draws} draws with {b.draws}; assess both with the same number")
    ours, theirs = standing_draws(a, by), standing_draws(b, by)
    return float(np.mean(ours > theirs) + np.mean(ours == theirs) / 2)


def rank_interval(assessments: Mapping[str, Assessment], slug: str, by: RankedBy = "net") -> RankInterval:
    """The ranks between the 5th and the 95th percentile of the draws.

    Raises:
        InvalidInput: if the startup is not among the assessed ones.
    """
    if slug not in assessments:
        raise InvalidInput(f"startup {slug!r} is not among the assessed ones")
    ranks = ranks_of(_scores(assessments, by))[list(assessments).index(slug)] + 1
    best, median, worst = np.percentile(ranks, [5, 50, 95], method="inverted_cdf")
    return RankInterval(int(best), int(median), int(worst))

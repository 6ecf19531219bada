"""From what is known of nobody to the score: what every piece of evidence adds, and what doubt takes back.

Both axes are linear in the points of their criteria, so that the steps add up exactly to the score.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.scoring.assessment import Assessment
from analysis.scoring.axes import Term
from analysis.scoring.criteria import believed_moments, known_level
from analysis.scoring.scoring_settings import Scoring
from analysis.scoring.settings import AxisCode, KnownLevel
from data.records import EvidenceLevel, Fact

KNOWN_LEVELS: tuple[KnownLevel, ...] = ("claimed", "documented", "measured")


@dataclass(frozen=True, slots=True)
class Driver:
    """What one criterion does to its axis, in points of the axis against knowing nothing of it.

    Attributes:
        key: Criterion.
        category: Its category.
        level: Level its evidence counts at.
        points: On the evidence as it stands, 0..100.
        at_face: What that evidence would add if it counted in full.
        doubt: What the pull towards the missing mean, and the bounds of the points, take back or give.
        credibility: What the company's record of checked claims takes back or gives.
        facts: What it rests on.
    """

    key: str
    category: str
    level: EvidenceLevel
    points: float
    at_face: float
    doubt: float
    credibility: float
    facts: tuple[Fact, ...]

    @property
    def effect(self) -> float:
        """Points of the axis that it moves the score by, everything counted."""
        return self.at_face + self.doubt + self.credibility


@dataclass(frozen=True, slots=True)
class ScoreSteps:
    """The score of one axis taken apart; `prior` and all steps add up to `score`.

    Attributes:
        prior: The score if nothing were known of any criterion that applies.
        at_face: Points that evidence of each level would add if it counted in full.
        doubt: Points that weak evidence takes back or gives.
        credibility: Points that the company's record takes back or gives.
        score: Mean of the axis.
        drivers: Criteria with evidence, the largest effect first.
        missing: Keys of the criteria that apply and have none.
    """

    prior: float
    at_face: Mapping[KnownLevel, float]
    doubt: float
    credibility: float
    score: float
    drivers: tuple[Driver, ...]
    missing: tuple[str, ...]


def score_steps(assessment: Assessment, axis: AxisCode, scoring: Scoring) -> ScoreSteps:
    """One axis of an assessment taken apart.

    Args:
        assessment: Made with these settings.
        axis: Which axis.
        scoring: Settings of the rubric.
    """
    terms = [term for term in assessment.terms if term.belief.criterion.axis == axis and term.share > 0]
    known = [term for term in terms if term.belief.points is not None]
    drivers = sorted((_driver(term, scoring) for term in known), key=lambda each: (-abs(each.effect), each.key))
    by_level = {
        level: math.fsum(each.at_face for each in drivers if each.level.value == level) for level in KNOWN_LEVELS
    }
    return ScoreSteps(
        prior=math.fsum(_at(term, _prior_mean(term, scoring)) for term in terms),
        at_face=by_level,
        doubt=math.fsum(each.doubt for each in drivers),
        credibility=math.fsum(each.credibility for each in drivers),
        score=math.fsum(term.contribution for term in terms),
        drivers=tuple(drivers),
        missing=tuple(term.key for term in terms if term.belief.points is None),
    )


def _at(term: Term, points: float) -> float:
    """What the term adds to its axis at these points."""
    return term.category_weight * (term.intercept + term.slope * points)


def _prior_mean(term: Term, scoring: Scoring) -> float:
    return _clipped(term.belief.criterion.missing.mean, scoring)


def _clipped(points: float, scoring: Scoring) -> float:
    low, high = scoring.mean_clip
    return 100 * min(max(points / 100, low), high)


def _driver(term: Term, scoring: Scoring) -> Driver:
    belief = term.belief
    points = 0.0 if belief.points is None else belief.points
    untrusted, _ = believed_moments(belief.criterion, points, EvidenceLevel(known_level(belief.level)), scoring)
    pulled = _clipped(untrusted, scoring)
    return Driver(
        key=term.key,
        category=belief.criterion.category,
        level=belief.level,
        points=points,
        at_face=term.axis_slope * (points - _prior_mean(term, scoring)),
        doubt=term.axis_slope * (pulled - points),
        credibility=term.axis_slope * (belief.mean - pulled),
        facts=tuple({id(entry.fact): entry.fact for entry in belief.inputs}.values()),
    )

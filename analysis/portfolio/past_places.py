"""The startups as they had been judged by a past day: only what was kept then is known, so ranks rest on it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.ranking.contenders import Contenders
from analysis.ranking.packed_moments import Layout, PackedMoments, PortfolioMoments
from analysis.ranking.reweighting import Weighing
from analysis.scoring.rubric import Rubric
from data.records import KeptJudgement, KeptStanding, Points, RankedStartup, Startup

_SPREADS_WITHIN = 2 * 1.6448536269514722
"""Standard deviations of a normal distribution within its 90 % interval."""


@dataclass(frozen=True, eq=False)
class PastStandings:
    """Who had been judged, by key, and the weighing that ranks them; None where nobody had been."""

    ranked: dict[int, RankedStartup]
    weighing: Weighing | None


def past_standings(kept: Sequence[tuple[int, Startup, KeptJudgement]], rubric: Rubric) -> PastStandings:
    """The startups of these judgements, each axis taken as normal between the ends of its interval."""
    ordered = sorted(kept, key=lambda each: each[0])
    if not ordered:
        return PastStandings({}, None)
    found = {
        key: RankedStartup(key, startup, _standing(startup.slug, each), (0, key)) for key, startup, each in ordered
    }
    weighing = _weighing(list(found), [each for _, _, each in ordered], rubric)
    return PastStandings(found, weighing)


def _standing(slug: str, kept: KeptJudgement) -> KeptStanding:
    return KeptStanding(
        slug, 0, kept.profile, kept.as_of, kept.rubric_hash, kept.evidence_hash, kept.created_at, kept.judgement
    )


def _weighing(keys: list[int], kept: Sequence[KeptJudgement], rubric: Rubric) -> Weighing:
    axes = [(each.judgement.expectation, each.judgement.risk) for each in kept]
    mean = np.array([[points.mean for points in pair] for pair in axes])
    spread = np.array([[_spread(points) for points in pair] for pair in axes])
    covariance = np.zeros((len(keys), 2, 2))
    covariance[:, 0, 0], covariance[:, 1, 1] = (spread**2).T
    layout = Layout.of(rubric)
    nothing = PackedMoments(layout, np.zeros((len(keys), layout.width), dtype=np.float32))
    contenders = Contenders(np.array(keys), nothing, np.zeros(len(keys), np.int8), np.zeros(len(keys), np.bool_))
    moments = PortfolioMoments(mean, covariance, np.zeros_like(mean))
    standing = np.stack([mean[:, 0], spread[:, 0]])
    return Weighing(contenders, "expectation", moments, standing, np.argsort(-mean[:, 0], kind="stable"))


def _spread(points: Points) -> float:
    return (points.high - points.low) / _SPREADS_WITHIN

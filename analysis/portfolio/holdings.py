"""Startups held in parts: what the whole comes to, and on how many it really rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri
from scipy.stats import false_discovery_control

from analysis.ranking.bent_normals import quantiles
from analysis.ranking.packed_moments import PortfolioMoments
from analysis.scoring.assessment import HIGH_PERCENTILE, LOW_PERCENTILE
from data.records import AnsweredClaim, Points

CLAIM_ERROR_RATE = 0.05
"""Share of false alarms among the claims called out, after Benjamini and Hochberg."""


class CalledClaim(NamedTuple):
    """A claim above its measurement, with its p-value after correction over all claims of the portfolio."""

    slug: str
    claim: AnsweredClaim
    p_value: float


class ScreenedClaims(NamedTuple):
    """The claims called out, surest first, of as many as were compared."""

    called: tuple[CalledClaim, ...]
    compared: int


def shares_of(amounts: Mapping[str, float]) -> dict[str, float]:
    """Share of each startup of which anything is held."""
    total = sum(amounts.values())
    return {slug: amount / total for slug, amount in amounts.items() if amount > 0}


def axes_of_portfolio(moments: PortfolioMoments, shares: Sequence[float]) -> tuple[Points, Points]:
    """Mean and 90 % interval of expectation and of risk over the portfolio, each startup weighed by its share.

    What is believed of one startup says nothing of another, so that variances add; the sum is taken as bent as the
    third moments make it.

    Args:
        moments: Of the startups held.
        shares: Of each, summing to 1.
    """
    weights = np.asarray(shares)
    spread = np.sqrt(np.diagonal(moments.covariance, axis1=1, axis2=2))
    covariance = np.einsum("n,nab->ab", weights**2, moments.covariance)
    third = (weights[:, None] ** 3 * moments.skewness * spread**3).sum(axis=0)
    skewness = third / np.maximum(np.diagonal(covariance), 1e-12) ** 1.5
    whole = PortfolioMoments((weights @ moments.mean)[None], covariance[None], skewness[None])
    low, high = quantiles(whole, ndtri(np.array([LOW_PERCENTILE, HIGH_PERCENTILE]) / 100))[:, 0]
    expectation, risk = (Points(float(whole.mean[0, axis]), float(low[axis]), float(high[axis])) for axis in (0, 1))
    return expectation, risk


def herfindahl_index(shares: Mapping[str, float]) -> float:
    """Sum of the squared shares: 1 for a single holding; its inverse is the effective number of holdings."""
    return sum(share**2 for share in shares.values())


def screened_claims(claims: Mapping[str, Sequence[AnsweredClaim]]) -> ScreenedClaims:
    """Claims above their measurement after Benjamini and Hochberg's correction over the portfolio.

    Among those that stay at or below .05 at most one in twenty is expected to be called out wrongly. Source: Benjamini
    & Hochberg 1995, Journal of the Royal Statistical Society B 57(1), 289-300.
    """
    tested = [(slug, claim) for slug, group in claims.items() for claim in group]
    corrected = false_discovery_control([claim.p_value for _, claim in tested]) if tested else ()
    called = [
        CalledClaim(slug, claim, float(value))
        for (slug, claim), value in zip(tested, corrected, strict=True)
        if value <= CLAIM_ERROR_RATE
    ]
    return ScreenedClaims(tuple(sorted(called, key=lambda each: each.p_value)), len(tested))

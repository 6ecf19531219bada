"""Startups held in parts: what the whole comes to, and on how many it really rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.claims.checks import ClaimCheck, portfolio_screen
from analysis.scoring.assessment import Assessment, interval
from analysis.scoring.settings import AxisCode
from data.records import Points

CLAIM_ERROR_RATE = 0.05
"""Share of false alarms among the claims called out, after Benjamini and Hochberg."""


class CalledClaim(NamedTuple):
    """A claim above its measurement, with its p-value after correction over all claims of the portfolio."""

    slug: str
    check: ClaimCheck
    p_value: float


class ScreenedClaims(NamedTuple):
    """The claims called out, surest first, of as many as were compared."""

    called: tuple[CalledClaim, ...]
    compared: int


def shares_of(amounts: Mapping[str, float]) -> dict[str, float]:
    """Share of each startup of which anything is held."""
    total = sum(amounts.values())
    return {slug: amount / total for slug, amount in amounts.items() if amount > 0}


def axis_of_portfolio(assessments: Mapping[str, Assessment], shares: Mapping[str, float], axis: AxisCode) -> Points:
    """Mean and 90 % interval of an axis over the portfolio, draw by draw, each startup weighed by its share."""
    weights = np.array([shares[slug] for slug in assessments])
    draws = weights @ np.stack([getattr(each, f"{axis}_draws") for each in assessments.values()])
    return interval(draws, float(weights @ [getattr(each, axis).mean for each in assessments.values()]))


def herfindahl_index(shares: Mapping[str, float]) -> float:
    """Sum of the squared shares: 1 for a single holding; its inverse is the effective number of holdings."""
    return sum(share**2 for share in shares.values())


def screened_claims(checks: Mapping[str, Sequence[ClaimCheck]]) -> ScreenedClaims:
    """Claims above their measurement after Benjamini and Hochberg's correction over the portfolio."""
    screened = portfolio_screen(checks)
    tested = [
        CalledClaim(slug, check, value)
        for slug, group in checks.items()
        for check, value in zip(group, screened[slug], strict=True)
        if value is not None
    ]
    called = [each for each in tested if each.p_value <= CLAIM_ERROR_RATE]
    return ScreenedClaims(tuple(sorted(called, key=lambda each: each.p_value)), len(tested))

"""Axis scores of many startups as normals bent to the right skewness: their draws, quantiles and chances.

An axis sums some twenty to thirty bounded criteria, so that its distribution is close to a normal one that is bent, a
quadratic in a normal variable after Fleishman 1978, Psychometrika 43(4), 521-532, without the cubic term. Kurtosis is
not matched and the correlation of the axes is that of the normals, which errs by less than a point at the ends of the
90 % intervals against drawing every criterion.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analysis.ranking.packed_moments import PortfolioMoments
from analysis.scoring.settings import VerdictLines

FloatArray = NDArray[np.float64]
SingleArray = NDArray[np.float32]
_LARGEST_BEND = 0.6
_ROWS_AT_ONCE = 16
_FAR, _NEARLY_ONE = 6.0, 1 - 1e-9
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(24)


class PortfolioDraws(NamedTuple):
    """Paired draws of both axes in points, each of shape (startups, draws), in single precision."""

    expectation: SingleArray
    risk: SingleArray


def portfolio_draws(portfolio: PortfolioMoments, *, rng: np.random.Generator, draws: int = 10_000) -> PortfolioDraws:
    """Paired draws of both axes of every startup, with the right means, covariances and skewness."""
    shape = _shape(portfolio)
    expectation = np.empty((len(portfolio.mean), draws), dtype=np.float32)
    risk = np.empty_like(expectation)
    for start in range(0, len(expectation), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        for out in (expectation, risk):
            rng.standard_normal(out=out[rows], dtype=np.float32)
        risk[rows] *= shape.rest[rows]
        risk[rows] += shape.correlation[rows] * expectation[rows]
        for axis, out in enumerate((expectation, risk)):
            _bend(out[rows], shape.curved[rows, axis], shape.straight[rows, axis], shape.constant[rows, axis])
    return PortfolioDraws(expectation, risk)


def quantiles(portfolio: PortfolioMoments, at: FloatArray) -> FloatArray:
    """Points of both axes at these standard normal quantiles, shape (len(at), startups, 2)."""
    spread, bend = _spread(portfolio), _bends(portfolio.skewness)
    normal = np.asarray(at)[:, None, None]
    bent = portfolio.mean + spread * (bend * (normal**2 - 1) + np.sqrt(1 - 2 * bend**2) * normal)
    return np.asarray(bent.clip(0, 100), dtype=np.float64)


def chances(portfolio: PortfolioMoments, lines: VerdictLines) -> FloatArray:
    """Probabilities of clearing the lines to invest, to invest on conditions, and to pass; shape (startups, 3).

    The pair of normals is integrated by Gauss and Legendre over the one behind expectation, beyond the line.
    """
    favourable = [
        _both_beyond(portfolio, each.expectation_at_least, each.risk_at_most)
        for each in (lines.invest, lines.invest_if)
    ]
    sound = _both_beyond(portfolio, lines.pass_line.expectation_at_most, lines.pass_line.risk_at_least)
    return np.stack([*favourable, 1 - sound], axis=1)


def _both_beyond(portfolio: PortfolioMoments, expectation: float, risk: float) -> FloatArray:
    """Probability of more expectation and less risk than that."""
    at = _normal_at(portfolio, np.array([expectation, risk]))
    correlation = _correlation(portfolio).clip(-_NEARLY_ONE, _NEARLY_ONE)[:, None]
    start = at[:, :1].clip(-_FAR, _FAR)
    half = (_FAR - start) / 2
    normal = start + half * (_NODES + 1)
    density = np.exp(-(normal**2) / 2) / np.sqrt(2 * np.pi)
    within = ndtr((at[:, 1:] - correlation * normal) / np.sqrt(1 - correlation**2))
    return np.asarray((half * density * within) @ _NODE_WEIGHTS, dtype=np.float64)


def _normal_at(portfolio: PortfolioMoments, points: FloatArray) -> FloatArray:
    """The standard normal quantile at which each axis reaches its points, shape (startups, 2); the inverse of the bend.

    Beyond the turn of the quadratic nothing falls, so that the quantile is that of the turn.
    """
    spread, bend = _spread(portfolio), _bends(portfolio.skewness)
    offset = (points - portfolio.mean) / np.maximum(spread, 1e-9) + bend
    straight = np.sqrt(1 - 2 * bend**2)
    root = np.sqrt(np.maximum(straight**2 + 4 * bend * offset, 0.0))
    return np.asarray(2 * offset / (straight + root), dtype=np.float64)


def _spread(portfolio: PortfolioMoments) -> FloatArray:
    """Standard deviations, shape (startups, 2)."""
    return np.asarray(np.sqrt(np.maximum(np.diagonal(portfolio.covariance, axis1=1, axis2=2), 0.0)))


def _correlation(portfolio: PortfolioMoments) -> FloatArray:
    """Of the two axes, shape (startups,); 0 where one has no spread."""
    product = _spread(portfolio).prod(axis=1)
    found = np.divide(portfolio.covariance[:, 0, 1], product, out=np.zeros_like(product), where=product > 0)
    return np.asarray(found.clip(-1, 1))


class _Shape(NamedTuple):
    """Coefficients per startup and axis in single precision, ready to multiply rows of draws."""

    correlation: SingleArray
    rest: SingleArray
    curved: SingleArray
    straight: SingleArray
    constant: SingleArray


def _shape(portfolio: PortfolioMoments) -> _Shape:
    spread, bend = _spread(portfolio), _bends(portfolio.skewness)
    correlation = _correlation(portfolio)[:, None]
    parts = (
        correlation,
        np.sqrt(1 - correlation**2),
        (spread * bend)[:, :, None],
        (spread * np.sqrt(1 - 2 * bend**2))[:, :, None],
        (portfolio.mean - spread * bend)[:, :, None],
    )
    return _Shape(*(part.astype(np.float32) for part in parts))


def _bends(skewness: FloatArray) -> FloatArray:
    """Coefficient c of z*z - 1 that gives the skewness: 6 c - 4 c^3, solved by Newton's method."""
    bend = np.clip(skewness / 6, -_LARGEST_BEND, _LARGEST_BEND)
    for _ in range(6):
        bend = np.clip(bend - (6 * bend - 4 * bend**3 - skewness) / (6 - 12 * bend**2), -_LARGEST_BEND, _LARGEST_BEND)
    return bend


def _bend(normal: SingleArray, curved: SingleArray, straight: SingleArray, constant: SingleArray) -> None:
    """Turns rows of normals into points, in place: constant + straight z + curved z z, kept within 0..100."""
    points = normal * curved
    points += straight
    points *= normal
    points += constant
    np.clip(points, 0, 100, out=normal)

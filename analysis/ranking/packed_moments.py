"""The moments of the categories of many startups as one matrix, so that any weighting of all is one product.

Mean, variances, covariance and third moments of both axes are linear in the categories' own moments once the weights
are fixed: a row of moments times a column per wanted moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations
from math import factorial
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from analysis.scoring.axes import CategoryMoments
from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import AxisCode, Weights
from data.records import InvalidInput

FloatArray = NDArray[np.float64]
SingleArray = NDArray[np.float32]


class PortfolioMoments(NamedTuple):
    """Moments of both axes of many startups; the second axis of each array is expectation, risk.

    Attributes:
        mean: Points, shape (startups, 2).
        covariance: Squared points, shape (startups, 2, 2).
        skewness: Shape (startups, 2).
    """

    mean: FloatArray
    covariance: FloatArray
    skewness: FloatArray

    def of(self, rows: NDArray[np.int64]) -> PortfolioMoments:
        """The moments of these rows alone, in their order."""
        return PortfolioMoments(self.mean[rows], self.covariance[rows], self.skewness[rows])


@dataclass(frozen=True)
class Layout:
    """Which moments stand in a row: means, covariances of pairs, third moments of triples within one axis.

    Attributes:
        codes: Categories in the order of the rubric.
        axes: Their axes.
    """

    codes: tuple[str, ...]
    axes: tuple[AxisCode, ...]

    @classmethod
    def of(cls, rubric: Rubric) -> Self:
        """The layout of a rubric's categories."""
        return cls(tuple(each.code for each in rubric.categories), tuple(each.axis for each in rubric.categories))

    @property
    def pairs(self) -> NDArray[np.int64]:
        """Places of the categories of each covariance, shape (pairs, 2)."""
        return np.array(list(combinations_with_replacement(range(len(self.codes)), 2)))

    @property
    def triples(self) -> NDArray[np.int64]:
        """Places of the categories of each third moment, shape (triples, 3); no weighting mixes two axes in one."""
        found = combinations_with_replacement(range(len(self.codes)), 3)
        return np.array([each for each in found if len({self.axes[place] for place in each}) == 1])

    @property
    def width(self) -> int:
        """Moments in a row."""
        return len(self.codes) + len(self.pairs) + len(self.triples)


class CategoryBelief(NamedTuple):
    """Mean points of a startup's categories, shape (categories,), and their covariance, in the order of the rubric."""

    mean: FloatArray
    covariance: FloatArray


@dataclass(frozen=True, eq=False)
class PackedMoments:
    """Moments of many startups, a row each; shape (startups, layout.width)."""

    layout: Layout
    rows: NDArray[np.floating]

    def __len__(self) -> int:
        """How many startups."""
        return len(self.rows)

    def belief(self, row: int) -> CategoryBelief:
        """What is believed of the categories of the startup in that row."""
        count, pairs = len(self.layout.codes), self.layout.pairs
        own = self.rows[row].astype(np.float64)
        covariance = np.empty((count, count))
        covariance[pairs[:, 0], pairs[:, 1]] = covariance[pairs[:, 1], pairs[:, 0]] = own[count : count + len(pairs)]
        return CategoryBelief(own[:count], covariance)


def packed(moments: Iterable[CategoryMoments], layout: Layout) -> PackedMoments:
    """The moments as rows of double precision."""
    return PackedMoments(layout, np.array([_row(each, layout) for each in moments]).reshape(-1, layout.width))


def _row(moments: CategoryMoments, layout: Layout) -> FloatArray:
    """Third moments as the mean over all orders of a triple, which is all that a weighting sees of them."""
    pairs, triples = layout.pairs, layout.triples
    turned = [moments.third_moment.transpose(order) for order in permutations(range(3))]
    third = np.mean(turned, axis=0)[triples[:, 0], triples[:, 1], triples[:, 2]]
    return np.concatenate([moments.mean, moments.covariance[pairs[:, 0], pairs[:, 1]], third])


def as_bytes(moments: CategoryMoments, layout: Layout) -> bytes:
    """A row in single precision, little-endian, as it is kept."""
    return _row(moments, layout).astype("<f4").tobytes()


def from_bytes(rows: Iterable[bytes], layout: Layout) -> PackedMoments:
    """Rows as they were kept."""
    flat = np.frombuffer(b"".join(rows), dtype="<f4")
    return PackedMoments(layout, flat.reshape(-1, layout.width))


def reweighted(moments: PackedMoments, weights: Weights) -> PortfolioMoments:
    """Moments of the axes of every startup under these category weights; no evidence is read again.

    Raises:
        InvalidInput: if there is no startup, or a category has no weight.
    """
    if not len(moments):
        raise InvalidInput("there is no startup to weigh")
    found = (moments.rows @ _columns(moments.layout, weights).astype(moments.rows.dtype)).astype(np.float64)
    covariance = found[:, [2, 4, 4, 3]].reshape(-1, 2, 2)
    spread = np.sqrt(np.maximum(found[:, 2:4], 1e-12))
    return PortfolioMoments(found[:, :2], covariance, found[:, 5:] / spread**3)


def _columns(layout: Layout, weights: Weights) -> FloatArray:
    """Shape (width, 7): both means, both variances, the covariance, both third moments."""
    own = _weights_by_axis(layout, weights)
    first, second = layout.pairs.T
    twice = np.where(first == second, 0.5, 1.0)
    of_pairs = [2 * twice * each[first] * each[second] for each in own]
    of_pairs.append(twice * (own[0][first] * own[1][second] + own[1][first] * own[0][second]))
    of_triples = [_orders(layout.triples) * each[layout.triples].prod(axis=1) for each in own]
    columns = np.zeros((layout.width, 7))
    ends = np.cumsum([len(layout.codes), len(layout.pairs)])
    columns[: ends[0], :2] = own.T
    columns[ends[0] : ends[1], 2:5] = np.stack(of_pairs, axis=1)
    columns[ends[1] :, 5:] = np.stack(of_triples, axis=1)
    return columns


def _weights_by_axis(layout: Layout, weights: Weights) -> FloatArray:
    """Shape (2, categories): expectation, risk."""
    axes: tuple[Mapping[str, float], ...] = (weights.expectation, weights.risk)
    if missing := [code for code in layout.codes if not any(code in axis for axis in axes)]:
        raise InvalidInput(f"no weight for {', '.join(missing)}; give every category one")
    return np.array([[axis.get(code, 0.0) for code in layout.codes] for axis in axes])


def _orders(triples: NDArray[np.int64]) -> FloatArray:
    """In how many orders each triple stands in the full array: 6, 3 or 1."""
    repeats = [np.unique(each, return_counts=True)[1] for each in triples]
    return np.array([6 / np.prod([factorial(int(count)) for count in each]) for each in repeats])

"""Two models brought onto one basis: embedding columns matched over shared tokens, layers compared by unbiased CKA.

Method: arXiv 2510.06738 (AWM); unbiased HSIC: Song et al., JMLR 13 (2012), equation 5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

Array = np.ndarray
FEWEST_SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which hidden dimension of one model is which of the other.

    Attributes:
        first: Dimensions of the first model, shape (matched,).
        second: Their counterparts in the second, shape (matched,).
        signs: +1 or -1 per pair.
        cosines: |cos| of the matched columns, between 0 and 1.
        shared_tokens: Tokens the columns were compared over.
    """

    first: Array
    second: Array
    signs: Array
    cosines: Array
    shared_tokens: int

    @property
    def in_place_share(self) -> float:
        """Share of matched dimensions that have the same index in both models, with a positive sign."""
        return float(np.mean((self.first == self.second) & (self.signs > 0)))


def column_cosines(first: Array, second: Array) -> Array:
    """Cosines of every column of `first` (tokens × d₁) with every column of `second` (tokens × d₂), shape (d₁, d₂).

    Columns are centred over the tokens, so that a mean that all tokens share does not make unrelated columns alike.
    """
    first, second = (values - values.mean(axis=0) for values in (first, second))
    norms = np.outer(np.linalg.norm(first, axis=0), np.linalg.norm(second, axis=0))
    cosines: Array = np.divide(first.T @ second, norms, out=np.zeros(norms.shape, first.dtype), where=norms > 0)
    return cosines


def column_alignment(cosines: Array, shared_tokens: int) -> Alignment:
    """The one-to-one matching of dimensions that maximises the sum of |cosine|, with the sign of each match."""
    first, second = linear_sum_assignment(-np.abs(cosines))
    matched = cosines[first, second]
    return Alignment(first, second, np.where(matched < 0, -1.0, 1.0), np.abs(matched), shared_tokens)


def unbiased_cka(first: Array, second: Array) -> float | None:
    """Similarity of two feature matrices over the same samples (samples × features each), at most 1.

    0 on average for unrelated features whatever their number, 1 for features equal up to rotation and scale. None when
    a matrix has too few samples (under 4) or no variation.
    """
    if len(first) < FEWEST_SAMPLES:
        return None
    grams = [_without_diagonal(features @ features.T) for features in (first, second)]
    joint, own_first, own_second = (_hsic(*pair) for pair in (grams, [grams[0]] * 2, [grams[1]] * 2))
    if own_first <= 0 or own_second <= 0:
        return None
    return float(joint / np.sqrt(own_first * own_second))


def aligned_cka(first: Array, second: Array, alignment: Alignment) -> float | None:
    """Unbiased CKA of two weight matrices as (hidden × features), their hidden dimensions matched by `alignment`."""
    return unbiased_cka(first[alignment.first], second[alignment.second] * alignment.signs[:, None])


def monotone_pairs(similarity: Array) -> list[tuple[int, int]]:
    """Pairs (layer of first, layer of second) in rising order that maximise the summed similarity.

    Every layer of the shallower model is paired once; a model cut in depth keeps the order of its layers.
    """
    if similarity.shape[0] > similarity.shape[1]:
        return [(first, second) for second, first in monotone_pairs(similarity.T)]
    rows, columns = similarity.shape
    best = np.full((rows + 1, columns + 1), -np.inf)
    best[0, :] = 0
    for row in range(1, rows + 1):
        for column in range(row, columns + 1):
            taken = best[row - 1, column - 1] + similarity[row - 1, column - 1]
            best[row, column] = max(best[row, column - 1], taken)
    pairs, row, column = [], rows, columns
    while row:
        if best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((row, column))
    return pairs[::-1]


def _without_diagonal(gram: Array) -> Array:
    gram = gram.astype(np.float64)
    np.fill_diagonal(gram, 0)
    return gram


def _hsic(first: Array, second: Array) -> float:
    count = len(first)
    trace = float(np.sum(first * second))
    sums = float(first.sum()) * float(second.sum()) / ((count - 1) * (count - 2))
    cross = 2 * float(first.sum(axis=0) @ second.sum(axis=0)) / (count - 2)
    return (trace + sums - cross) / (count * (count - 3))

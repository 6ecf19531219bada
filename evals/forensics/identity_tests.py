"""Whether two sources of text are the same model: permutation tests on first-token logprobs and on sampled answers.

Logprob tracking: arXiv 2512.03816. Model equality testing (MMD with a Hamming kernel): arXiv 2410.20247. Hidden size
from the rank of the logit matrix: arXiv 2403.09539.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.records import InvalidInput

Array = np.ndarray
PERMUTATIONS = 999


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """Outcome of a permutation test.

    Attributes:
        statistic: Observed difference, in the test's own unit.
        p_value: (1 + permutations at or above it) / (1 + permutations).
        permutations: Their number.
    """

    statistic: float
    p_value: float
    permutations: int


def logprob_test(
    first: Sequence[Array], second: Sequence[Array], rng: np.random.Generator, permutations: int = PERMUTATIONS
) -> PermutationTest:
    """Whether the mean logprobs of given first tokens differ between two sources.

    Args:
        first: Per prompt, logprobs in nats, shape (repeats, tokens); at least 2 repeats.
        second: The same prompts and tokens from the other source; its number of repeats may differ.
        rng: Draws the permutations: repeats change source within their prompt.
        permutations: How many.

    Returns:
        The statistic is the mean over prompts and tokens of |difference of means|, in nats.

    Raises:
        InvalidInput: if prompts or tokens do not correspond.
    """
    _check_pairs([(one.shape[1:], other.shape[1:]) for one, other in zip(first, second, strict=True)])
    observed = np.mean([_mean_gap(one, other) for one, other in zip(first, second, strict=True)])
    drawn = np.mean([_permuted_gaps(a, b, rng, permutations) for a, b in zip(first, second, strict=True)], axis=0)
    return _outcome(float(observed), drawn)


def sample_test(
    first: Sequence[Sequence[str]],
    second: Sequence[Sequence[str]],
    rng: np.random.Generator,
    *,
    length: int = 50,
    permutations: int = PERMUTATIONS,
) -> PermutationTest:
    """Whether sampled answers come from one distribution: MMD with a Hamming kernel over characters.

    Args:
        first: Per prompt, answers of one source; at least 2.
        second: The same prompts, answers of the other.
        rng: Draws the permutations: answers change source within their prompt.
        length: Characters of an answer that count; shorter answers are padded.
        permutations: How many.

    Returns:
        The statistic is the mean over prompts of the unbiased MMD², between -1 and 2.

    Raises:
        InvalidInput: if prompts do not correspond, or a prompt has fewer than two answers from a source.
    """
    if len(first) != len(second) or not first or min(map(len, (*first, *second))) < 2:
        raise InvalidInput("Both sources must answer the same prompts at least twice each; ask for more samples.")
    observed, drawn = 0.0, np.zeros(permutations)
    for one, other in zip(first, second, strict=True):
        kernel = hamming_kernel([*one, *other], length)
        labels = np.arange(len(kernel)) < len(one)
        observed += _mmd_squared(kernel, labels[None, :])[0] / len(first)
        drawn += _mmd_squared(kernel, rng.permuted(np.tile(labels, (permutations, 1)), axis=1)) / len(first)
    return _outcome(observed, drawn)


def hamming_kernel(texts: Sequence[str], length: int) -> Array:
    """Share of equal characters, place by place, of every two texts cut or padded to `length`; shape (texts, texts)."""
    codes = np.full((len(texts), length), -1, np.int64)
    for row, text in enumerate(texts):
        codes[row, : len(text[:length])] = [ord(letter) for letter in text[:length]]
    kernel = np.zeros((len(texts), len(texts)))
    for place in range(length):
        kernel += codes[:, place][:, None] == codes[:, place]
    return kernel / length


def numerical_rank(matrix: Array) -> int:
    """Rank of a matrix at its largest gap between successive singular values, on a logarithmic scale.

    Singular values below the precision of the largest (64-bit) count as that precision.
    """
    values = np.linalg.svd(matrix.astype(np.float64), compute_uv=False)
    floored = np.maximum(values, values[0] * np.finfo(np.float64).eps) if values.size and values[0] > 0 else values
    if len(floored) < 2 or floored[0] == 0:
        return int(np.sum(floored > 0))
    return int(np.argmax(np.log(floored[:-1]) - np.log(floored[1:]))) + 1


def hidden_size_from_logits(logits: Array) -> int | None:
    """Width of the residual stream from logits (prompts × vocabulary); None with too few prompts or tokens to tell."""
    rank = numerical_rank(logits)
    return rank if rank < min(logits.shape) - 1 else None


def hidden_size_from_logprobs(logprobs: Array) -> int | None:
    """The same from logprobs over the whole vocabulary: their normalisation adds one dimension, which is taken off."""
    rank = hidden_size_from_logits(logprobs)
    return None if rank is None else rank - 1


def _mean_gap(first: Array, second: Array) -> float:
    return float(np.abs(first.mean(axis=0) - second.mean(axis=0)).mean())


def _permuted_gaps(first: Array, second: Array, rng: np.random.Generator, permutations: int) -> Array:
    pooled = np.concatenate([first, second])
    labels = np.arange(len(pooled)) < len(first)
    chosen = rng.permuted(np.tile(labels, (permutations, 1)), axis=1).astype(np.float64)
    total = pooled.sum(axis=0)
    means = chosen @ pooled / len(first)
    others = (total - chosen @ pooled) / len(second)
    return np.asarray(np.abs(means - others).mean(axis=1))


def _mmd_squared(kernel: Array, labels: Array) -> Array:
    """Unbiased MMD² for each row of `labels` (True for the first source)."""
    first, second = labels.astype(np.float64), (~labels).astype(np.float64)
    n, m = first.sum(axis=1), second.sum(axis=1)
    diagonal = np.diag(kernel)
    own_first = np.einsum("pi,ij,pj->p", first, kernel, first, optimize=True) - first @ diagonal
    own_second = np.einsum("pi,ij,pj->p", second, kernel, second, optimize=True) - second @ diagonal
    across = np.einsum("pi,ij,pj->p", first, kernel, second, optimize=True)
    return np.asarray(own_first / (n * (n - 1)) + own_second / (m * (m - 1)) - 2 * across / (n * m))


def _outcome(observed: float, drawn: Array) -> PermutationTest:
    reached = int(np.sum(drawn >= observed - 1e-12))
    return PermutationTest(observed, (1 + reached) / (1 + len(drawn)), len(drawn))


def _check_pairs(shapes: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    if not shapes or any(one != other for one, other in shapes):
        raise InvalidInput("Both sources must give logprobs of the same tokens for the same prompts; ask both again.")

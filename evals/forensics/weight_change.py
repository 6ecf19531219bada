"""How one model's weights differ from another's of the same shape: size, rank, and mixtures of several parents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from data.records import InvalidInput
from evals.checkpoints.weights import FLOAT_DTYPES, layer_of
from evals.forensics.model_parts import ModelParts

Array = np.ndarray
TOP_DIRECTIONS = 8
MOST_MATRICES = 24
SAMPLES_PER_TENSOR = 4096


@dataclass(frozen=True, slots=True)
class WeightChange:
    """What was changed between two models that stand in one basis.

    Attributes:
        relative_size: ‖Δ‖ / ‖W‖ over the layer matrices compared.
        top_direction_share: Mean share of ‖Δ‖² in its 8 largest singular values: 1 for a low-rank adapter.
        unchanged_share: Share of the layer matrices that are equal value for value.
        matrices: Matrices compared.
    """

    relative_size: float
    top_direction_share: float | None
    unchanged_share: float
    matrices: int


@dataclass(frozen=True, slots=True)
class Mixture:
    """A model written as a sum of candidates with weights not below zero.

    Attributes:
        shares: Weight of each candidate, in the order given.
        unexplained: Share of the model's squared norm that the sum leaves over, between 0 and 1.
    """

    shares: tuple[float, ...]
    unexplained: float


def weight_change(first: ModelParts, second: ModelParts) -> WeightChange | None:
    """Size and rank of the change from `first` to `second`; None where depth differs or no layer matrix is common.

    At most 24 matrices, evenly spaced, are read; meaningful only where both models stand in one basis.
    """
    names = [name for name in _common_matrices([first, second]) if layer_of(name) is not None]
    chosen = [
        names[index] for index in np.unique(np.linspace(0, len(names) - 1, min(len(names), MOST_MATRICES)).astype(int))
    ]
    if not chosen or first.layers != second.layers:
        return None
    change, size, unchanged, shares = 0.0, 0.0, 0, []
    for name in chosen:
        base = first.weights.tensor(name).float()
        difference = second.weights.tensor(name).float() - base
        squared = float((difference**2).sum())
        change, size = change + squared, size + float((base**2).sum())
        unchanged += squared == 0
        if squared > 0:
            shares.append(_top_share(difference.numpy(), squared))
    top = float(np.mean(shares)) if shares else None
    return WeightChange(float(np.sqrt(change / size)) if size else 0.0, top, unchanged / len(chosen), len(chosen))


def mixture(target: ModelParts, candidates: Sequence[ModelParts]) -> Mixture:
    """Non-negative least squares of `target` on `candidates`, over sampled values of their common layer matrices.

    Raises:
        InvalidInput: if there is no candidate, or no layer matrix is common to all.
    """
    names = [name for name in _common_matrices([target, *candidates]) if layer_of(name) is not None]
    if not candidates or not names:
        raise InvalidInput(
            "A mixture needs candidates with layer matrices of the target's names and shapes; name others."
        )
    columns = [np.concatenate(list(_samples(parts, names))) for parts in (target, *candidates)]
    shares, residual = nnls(np.stack(columns[1:], axis=1).astype(np.float64), columns[0].astype(np.float64))
    unexplained = float(residual**2 / np.sum(columns[0].astype(np.float64) ** 2))
    return Mixture(tuple(float(share) for share in shares), unexplained)


def _common_matrices(models: Sequence[ModelParts]) -> list[str]:
    first, *others = [
        {(n, p.weights.entry(n).shape) for n in p.weights.names if p.weights.entry(n).dtype in FLOAT_DTYPES}
        for p in models
    ]
    return sorted(name for name, shape in first.intersection(*others) if len(shape) == 2)


def _samples(parts: ModelParts, names: list[str]) -> Iterator[Array]:
    for name in names:
        flat = parts.weights.tensor(name).float().reshape(-1).numpy()
        yield flat[np.linspace(0, len(flat) - 1, min(len(flat), SAMPLES_PER_TENSOR)).astype(np.int64)]


def _top_share(difference: Array, squared: float) -> float:
    """Share of the squared norm in the largest singular values, by subspace iteration; exact for small matrices."""
    if min(difference.shape) <= 256:
        values = np.linalg.svd(difference, compute_uv=False)[:TOP_DIRECTIONS]
        return float(np.sum(values**2) / squared)
    basis = np.random.default_rng(0).standard_normal((difference.shape[1], 2 * TOP_DIRECTIONS)).astype(np.float32)
    for _ in range(8):
        basis = np.linalg.qr(difference.T @ (difference @ basis))[0]
    values = np.linalg.svd(difference @ basis, compute_uv=False)[:TOP_DIRECTIONS]
    return float(min(1.0, np.sum(values**2) / squared))

"""What the numbers in the weights say: not finite, zero, repeated from another layer, or never trained."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch

from evals.checkpoints.digest import FileDigest
from evals.checkpoints.findings import Finding, finding
from evals.checkpoints.parameters import INPUT_EMBEDDING
from evals.checkpoints.weights import FLOAT_DTYPES, Weights, layer_of, role_of

SAMPLE_SIZE = 16_384
DUPLICATE_COSINE = 0.99
UNTRAINED_EDGE = 1.06
LARGEST_INITIAL_SPREAD = 0.1
SMALLEST_JUDGED = 48
_POWER_STEPS = 40


@dataclass(frozen=True, slots=True)
class TensorValues:
    """What one pass over a float tensor notes.

    Attributes:
        not_finite: Count of NaN and infinite values.
        zero_rows: Indices of rows that are zero throughout, of matrices only.
        rows: Rows of the matrix; 1 for a vector.
        standard_deviation: Of all finite values.
        sample: Values at evenly spaced places, centred; equal shapes are sampled at equal places.
        edge: Largest singular value over σ(√m + √n), about 1 for a random matrix; None where it was not judged.
    """

    not_finite: int
    zero_rows: tuple[int, ...]
    rows: int
    standard_deviation: float
    sample: np.ndarray
    edge: float | None

    @property
    def is_zero(self) -> bool:
        """Whether every value is zero."""
        return self.standard_deviation == 0 and not self.not_finite and not np.any(self.sample)


def tensor_values(weights: Weights, name: str) -> TensorValues:
    """What one pass over the float tensor `name` notes; blocks of rows are in memory, and layer matrices whole."""
    entry = weights.entry(name)
    places = np.linspace(0, entry.elements - 1, min(SAMPLE_SIZE, entry.elements)).astype(np.int64)
    sample = np.zeros(len(places), np.float32)
    not_finite, total, squares, position, zero_rows = 0, 0.0, 0.0, 0, []
    for block in weights.row_blocks(name):
        rows = block.reshape(block.shape[0], -1).float() if block.ndim >= 2 else block.reshape(1, -1).float()
        not_finite += rows.numel() - int(torch.isfinite(rows).sum())
        rows = torch.nan_to_num(rows, nan=0.0, posinf=0.0, neginf=0.0)
        first_row = position // max(1, rows.shape[1])
        zero_rows += [first_row + row for row in (rows.abs().amax(dim=1) == 0).nonzero().flatten().tolist()]
        total += float(rows.sum(dtype=torch.float64))
        squares += float(rows.double().square().sum()) if rows.numel() < 1 << 20 else float(rows.norm()) ** 2
        here = (places >= position) & (places < position + rows.numel())
        sample[here] = rows.reshape(-1)[torch.from_numpy(places[here] - position)].numpy()
        position += rows.numel()
    judged = len(entry.shape) == 2 and layer_of(name) is not None and min(entry.shape) >= SMALLEST_JUDGED
    return TensorValues(
        not_finite=not_finite,
        zero_rows=tuple(zero_rows) if len(entry.shape) >= 2 else (),
        rows=entry.shape[0] if len(entry.shape) >= 2 else 1,
        standard_deviation=math.sqrt(max(0.0, squares / position - (total / position) ** 2)),
        sample=sample,
        edge=random_matrix_edge(weights.tensor(name).float()) if judged and not not_finite else None,
    )


def all_values(weights: Weights) -> dict[str, TensorValues]:
    """What one pass notes of each float tensor; one tensor is in memory at a time."""
    floats = [name for name in weights.names if weights.entry(name).dtype in FLOAT_DTYPES]
    return {name: tensor_values(weights, name) for name in floats if weights.entry(name).elements}


def random_matrix_edge(matrix: torch.Tensor) -> float | None:
    """Largest singular value of `matrix` (m × n) over σ(√m + √n), by power iteration; None for a zero matrix.

    Of independent entries of spread σ it tends to 1 (Bai and Yin, Annals of Probability 16, 1988; Marchenko-Pastur
    edge); training adds directions that stand out, so trained layers lie above. Power iteration approaches the singular
    value from below, by under 2 % after 40 steps at the edge.
    """
    spread = float(matrix.std(correction=0))
    if spread == 0:
        return None
    vector = torch.randn(matrix.shape[1], generator=torch.Generator().manual_seed(0))
    length = 0.0
    for _ in range(_POWER_STEPS):
        image = matrix @ (vector / vector.norm())
        length = float(image.norm())
        vector = matrix.T @ image
        if length == 0 or not math.isfinite(length):
            return None
    return length / (spread * (math.sqrt(matrix.shape[0]) + math.sqrt(matrix.shape[1])))


def finite_and_zero_faults(values: Mapping[str, TensorValues], vocabulary: int | None = None) -> Iterator[Finding]:
    """Values that are no numbers, matrices and rows that are zero throughout.

    Args:
        values: By tensor name.
        vocabulary: Tokens the tokenizer knows; embedding rows beyond are padding and may be zero.
    """
    for name, held in values.items():
        if held.not_finite:
            yield finding("not_finite", name, f"{held.not_finite:,}")
        if held.rows > 1 and held.is_zero:
            yield finding("zero_tensor", name)
            continue
        padded = vocabulary if INPUT_EMBEDDING.search(name) or name.endswith("lm_head.weight") else None
        rows = [row for row in held.zero_rows if padded is None or row < padded]
        if rows and held.rows > 1:
            yield finding("zero_rows", name, f"{len(rows):,} of {held.rows:,}, the first is {rows[0]}")


def duplicate_faults(
    values: Mapping[str, TensorValues], files: tuple[FileDigest, ...], weights: Weights
) -> Iterator[Finding]:
    """Matrices of one layer that equal another layer's, byte for byte or by a cosine above .99 of centred samples.

    Only equal roles of different layers are compared; one finding per pair of layers and role. Two independent
    matrices have a cosine of 0 ± 1/√16384 on such samples.
    """
    digests = {name: digest for file in files for name, digest in file.tensors.items()}
    groups: dict[tuple[str, tuple[int, ...]], list[str]] = defaultdict(list)
    for name in weights.names:
        if layer_of(name) is not None and len(weights.entry(name).shape) >= 2:
            groups[role_of(name), weights.entry(name).shape].append(name)
    for names in groups.values():
        names.sort(key=lambda name: layer_of(name) or 0)
        seen: list[str] = []
        for name in names:
            twin = next((other for other in seen if _is_repeated(name, other, values, digests)), None)
            if twin is None:
                seen.append(name)
            else:
                yield finding("duplicated_tensor", name, twin)


def _is_repeated(name: str, other: str, values: Mapping[str, TensorValues], digests: Mapping[str, str]) -> bool:
    if name in values and values[name].is_zero:
        return False
    if name in digests and digests[name] == digests.get(other):
        return True
    if name not in values or other not in values:
        return False
    first, second = (values[key].sample - values[key].sample.mean() for key in (name, other))
    scale = float(np.linalg.norm(first) * np.linalg.norm(second))
    return scale > 0 and float(first @ second) / scale > DUPLICATE_COSINE


def untrained_faults(values: Mapping[str, TensorValues]) -> Iterator[Finding]:
    """Layer matrices whose largest singular value is a random matrix's and whose spread is an initialisation's."""
    for name, held in values.items():
        if held.edge is not None and held.edge < UNTRAINED_EDGE and held.standard_deviation < LARGEST_INITIAL_SPREAD:
            yield finding("untrained_tensor", name, f"σ = {held.standard_deviation:.4f}, edge = {held.edge:.3f}")

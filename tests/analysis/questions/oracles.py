"""An independent estimate of the value of information."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def evppi_by_binning(values: FloatArray, answer: FloatArray, *, blocks: int = 20) -> float:
    """Expected gain of the best decision if one answer were known, taking the best decision per block of draws.

    The draws are sorted by the answer. Biased upwards where blocks are small, as the largest of noisy means is too
    large: keep some hundred draws in each. Source: Strong & Oakley 2013, Medical Decision Making 33(6), 755-766.

    Args:
        values: Shape (decisions, draws).
        answer: Shape (draws,).
        blocks: Number of blocks of equal size.
    """
    parts = np.array_split(np.argsort(answer, kind="stable"), blocks)
    best = [values[:, part].mean(axis=1).max() * part.size for part in parts]
    return float(sum(best) / answer.size - values.mean(axis=1).max())

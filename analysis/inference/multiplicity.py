"""Correction of p-values for the number of questions asked at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm_adjusted(p_values: Sequence[float]) -> list[float]:
    """p-values after Holm's step-down correction, in the order given.

    The chance of calling out even one true claim stays at the level at which the adjusted values are read.

    Source: Holm 1979, Scandinavian Journal of Statistics 6(2), 65-70.
    """
    raw = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(raw, kind="stable")
    stepped = np.maximum.accumulate(raw[order] * np.arange(len(raw), 0, -1))
    adjusted = np.empty_like(raw)
    adjusted[order] = np.minimum(stepped, 1.0)
    return [float(value) for value in adjusted]

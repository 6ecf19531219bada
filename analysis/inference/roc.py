"""How well a score tells two groups apart, whatever the threshold: points of the ROC curve and the area under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class RocPoint(NamedTuple):
    """Shares at or above a threshold: of the negatives (false positives), and of the positives."""

    threshold: float
    false_positive: float
    true_positive: float


def roc_points(positives: Sequence[float], negatives: Sequence[float]) -> list[RocPoint]:
    """A point for every score that occurs as threshold, the highest first.

    Raises:
        ValueError: if a group is empty.
    """
    high, low = _groups(positives, negatives)
    thresholds = np.unique(np.concatenate([high, low]))[::-1]
    return [RocPoint(float(t), float((low >= t).mean()), float((high >= t).mean())) for t in thresholds]


def roc_area(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Chance that a positive scores above a negative, ties counting half (Hanley and McNeil 1982).

    Raises:
        ValueError: if a group is empty.
    """
    high, low = _groups(positives, negatives)
    above = (high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean()
    return float(above)


def _groups(positives: Sequence[float], negatives: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    high, low = np.asarray(positives, dtype=float), np.asarray(negatives, dtype=float)
    if not high.size or not low.size:
        raise ValueError(f"A ROC curve needs scores of both groups, got {high.size} and {low.size}")
    return high, low

"""The moments of an axis in closed form, against which its draws are held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from analysis.scoring.axes import Term
from analysis.scoring.dependence import correlation_matrix
from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import AxisCode


class Moments(NamedTuple):
    """Mean and standard deviation of a score, in points."""

    mean: float
    sd: float


def axis_moments(
    terms: Sequence[Term],
    rubric: Rubric,
    axis: AxisCode,
    *,
    correlation: Literal["none", "first_order"] = "first_order",
) -> Moments:
    """Mean and standard deviation of an axis without sampling.

    With `correlation="none"` criteria are independent and the result is exact. With "first_order" the correlation of
    two beta distributions joined by a Gaussian copula is taken to be that of the copula, which is the first term of its
    Hermite expansion.
    """
    chosen = [term for term in terms if term.belief.criterion.axis == axis]
    slopes = np.array([term.axis_slope * term.belief.sd for term in chosen])
    dependence = rubric.scoring.dependence if correlation == "first_order" else None
    matrix = correlation_matrix([term.belief for term in chosen], dependence)
    variance = float(slopes @ matrix @ slopes)
    return Moments(math.fsum(term.contribution for term in chosen), math.sqrt(max(variance, 0.0)))

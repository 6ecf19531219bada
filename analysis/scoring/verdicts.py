"""From the joint draws of both axes to invest, invest if, hold or pass, and the caps that no average can buy off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.scoring.scoring_settings import Scoring
from analysis.scoring.settings import FavourableLine, Verdict, VerdictLines

FloatArray = NDArray[np.float64]


class VerdictProbabilities(NamedTuple):
    """Shares of draws: both axes on the good side of a line, or either on the bad side."""

    invest: float
    invest_if: float
    pass_over: float


def verdict_probabilities(expectation: FloatArray, risk: FloatArray, lines: VerdictLines) -> VerdictProbabilities:
    """Shares of the draws that satisfy each verdict's lines.

    Args:
        expectation: Points, shape (draws,).
        risk: Points of the same draws, shape (draws,).
        lines: Of the rubric.
    """
    adverse = (expectation <= lines.pass_line.expectation_at_most) | (risk >= lines.pass_line.risk_at_least)
    return VerdictProbabilities(
        invest=_share(expectation, risk, lines.invest),
        invest_if=_share(expectation, risk, lines.invest_if),
        pass_over=float(np.mean(adverse)),
    )


def _share(expectation: FloatArray, risk: FloatArray, line: FavourableLine) -> float:
    return float(np.mean((expectation >= line.expectation_at_least) & (risk <= line.risk_at_most)))


def uncapped_verdict(probabilities: VerdictProbabilities, lines: VerdictLines) -> Verdict:
    """The first of invest, invest if and pass whose probability is reached, else hold."""
    if probabilities.invest >= lines.invest.probability_at_least:
        return "invest"
    if probabilities.invest_if >= lines.invest_if.probability_at_least:
        return "invest_if"
    return "pass" if probabilities.pass_over >= lines.pass_line.probability_at_least else "hold"


def lowest(verdicts: Sequence[Verdict], scoring: Scoring) -> Verdict:
    """The worst of the verdicts in the rubric's order."""
    order = [name.code for name in scoring.verdicts]
    return max(verdicts, key=order.index)

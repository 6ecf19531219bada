"""Value of information for the decision to invest, to wait or to pass, estimated from joint draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.scoring.settings import QuestionSettings, UnknownRuleStake

FloatArray = NDArray[np.float64]
_DEGREE = 3


def decision_values(net: FloatArray, settings: QuestionSettings) -> FloatArray:
    """What investing, waiting and passing are worth in every draw, in points, shape (3, draws).

    Passing is worth 0. Waiting is worth a share of what the net value exceeds `pass_at` by, good or bad; investing is
    worth as much at `invest_at` and gains a full point per point. So each decision is the best in a range of its own.

    Args:
        net: Expectation minus risk, points, shape (draws,).
        settings: The two bounds and the share.
    """
    wait = settings.wait_share * (net - settings.pass_at)
    invest = net - settings.invest_at + settings.wait_share * (settings.invest_at - settings.pass_at)
    return np.stack([invest, wait, np.zeros_like(net)])


def evppi_by_regression(values: FloatArray, answers: FloatArray) -> float:
    """Expected gain of the best decision if the answers were known, in the unit of the values; never negative.

    Regresses each decision's value on cubic polynomials of every answer, a simple case of the additive model of Strong,
    Oakley & Brennan 2014, Medical Decision Making 34(3), 311-326: mean of the largest fitted value, less the largest
    mean value.

    Args:
        values: Shape (decisions, draws).
        answers: Shape (answers, draws).
    """
    spread = answers.std(axis=1, keepdims=True)
    scaled = (answers - answers.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1.0)
    basis = np.concatenate([np.ones((1, answers.shape[1])), *(scaled**power for power in range(1, _DEGREE + 1))])
    coefficients, *_ = np.linalg.lstsq(basis @ basis.T, basis @ values.T, rcond=None)
    fitted = coefficients.T @ basis
    return max(float(fitted.max(axis=0).mean() - values.mean(axis=1).max()), 0.0)


def stake_value(net: FloatArray, settings: QuestionSettings, stake: UnknownRuleStake) -> float:
    """Expected gain of the best decision if it were known whether an undecided rule is true, in points.

    The rule is true with the stake's probability, whatever the scores, and then costs its points of net value.
    """
    clear = decision_values(net, settings).mean(axis=1)
    true = decision_values(net - stake.loss_points, settings).mean(axis=1)
    known = (1 - stake.probability) * clear.max() + stake.probability * true.max()
    unknown = ((1 - stake.probability) * clear + stake.probability * true).max()
    return max(float(known - unknown), 0.0)

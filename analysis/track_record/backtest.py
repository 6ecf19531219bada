"""Did the judgements come true? Forecasts of the past held against what became of the startups.

The forecast is the share of draws in favour of investing at least on conditions, read as the probability of a
favourable outcome. Whether it deserves that reading is what the figures here say; until there are enough outcomes of
both kinds they say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest, mannwhitneyu

from data.records import InvalidInput

FEWEST_OUTCOMES = 20
FEWEST_OF_EACH = 5
_BINS = 5
_TOP_SHARE = 1 / 3


class Forecast(NamedTuple):
    """One judgement and what became of the startup.

    Attributes:
        startup: Slug.
        probability: Share of draws in favour, 0..1, from what was known at the time.
        favourable: Whether the outcome was.
    """

    startup: str
    probability: float
    favourable: bool


class CalibrationBin(NamedTuple):
    """Forecasts of similar probability beside how often they came true, with its 95 % Wilson interval."""

    low: float
    high: float
    startups: int
    mean_forecast: float
    observed: float
    observed_low: float
    observed_high: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """How the forecasts did.

    Attributes:
        count: Startups with an outcome.
        base_rate: Share of favourable outcomes.
        brier_score: Mean squared difference of forecast and outcome; 0 is perfect (Brier 1950).
        brier_skill: One less the score over that of always forecasting the base rate; 0 is no better than that.
        lift: Share of favourable outcomes among the third with the highest forecasts, over the base rate.
        concordance: Probability that of a favourable and an unfavourable outcome the favourable one had the higher
            forecast; one half is chance.
        concordance_p_value: Two-sided, that it is one half (Mann & Whitney 1947).
        bins: Forecasts in five ranges of probability, empty ones left out.
    """

    count: int
    base_rate: float
    brier_score: float
    brier_skill: float
    lift: float
    concordance: float
    concordance_p_value: float
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class NotEnoughOutcomes:
    """Why nothing can be said yet."""

    count: int
    favourable: int
    reason_en: str
    reason_zh: str


def backtest(forecasts: Sequence[Forecast]) -> Backtest | NotEnoughOutcomes:
    """Accuracy, calibration and lift of the forecasts, or why it is too early to say.

    Raises:
        InvalidInput: if a probability lies outside 0..1.
    """
    if wrong := [each for each in forecasts if not 0 <= each.probability <= 1]:
        raise InvalidInput(f"forecast of {wrong[0].startup!r}: got {wrong[0].probability!r}, expected 0 to 1")
    favourable = sum(each.favourable for each in forecasts)
    if len(forecasts) < FEWEST_OUTCOMES or min(favourable, len(forecasts) - favourable) < FEWEST_OF_EACH:
        return _not_enough(len(forecasts), favourable)
    probability = np.array([each.probability for each in forecasts])
    outcome = np.array([each.favourable for each in forecasts], dtype=float)
    base = float(outcome.mean())
    brier = float(((probability - outcome) ** 2).mean())
    top = np.argsort(-probability, kind="stable")[: max(round(len(forecasts) * _TOP_SHARE), 1)]
    rank_test = mannwhitneyu(probability[outcome == 1], probability[outcome == 0])
    pairs = favourable * (len(forecasts) - favourable)
    return Backtest(
        count=len(forecasts),
        base_rate=base,
        brier_score=brier,
        brier_skill=1 - brier / (base * (1 - base)),
        lift=float(outcome[top].mean()) / base,
        concordance=float(rank_test.statistic) / pairs,
        concordance_p_value=float(rank_test.pvalue),
        bins=_bins(forecasts),
    )


def _not_enough(count: int, favourable: int) -> NotEnoughOutcomes:
    return NotEnoughOutcomes(
        count,
        favourable,
        f"Not enough outcomes yet: {count} entered, {favourable} of them favourable; at least {FEWEST_OUTCOMES} are "
        f"needed, with {FEWEST_OF_EACH} of either kind.",
        f"结果尚不足：已录入 {count} 项，其中 {favourable} 项有利；至少需要 {FEWEST_OUTCOMES} 项，且有利与不利各不少于"
        f" {FEWEST_OF_EACH} 项。",
    )


def _bins(forecasts: Sequence[Forecast]) -> tuple[CalibrationBin, ...]:
    found = []
    for place in range(_BINS):
        low, high = place / _BINS, (place + 1) / _BINS
        members = [each for each in forecasts if low <= each.probability < high or (high == 1 == each.probability)]
        if members:
            true = sum(each.favourable for each in members)
            interval = binomtest(true, len(members)).proportion_ci(method="wilson")
            mean = sum(each.probability for each in members) / len(members)
            bounds = (float(interval.low), float(interval.high))
            found.append(CalibrationBin(low, high, len(members), mean, true / len(members), *bounds))
    return tuple(found)

"""Forecasts against outcomes, and the honest answer while there are too few."""

import numpy as np
import pytest

from analysis.track_record.backtest import Backtest, Forecast, NotEnoughOutcomes, backtest
from data.records import InvalidInput


def forecasts(pairs):
    return [Forecast(f"startup-{place}", probability, happened) for place, (probability, happened) in enumerate(pairs)]


def test_too_few_outcomes_say_nothing_yet():
    found = backtest(forecasts([(0.8, True)] * 12))
    assert isinstance(found, NotEnoughOutcomes)
    assert found.reason_en.startswith("Not enough outcomes yet: 12 entered, 12 of them favourable")
    assert found.reason_zh.startswith("结果尚不足：已录入 12 项")


def test_many_outcomes_of_one_kind_say_nothing_yet():
    assert isinstance(backtest(forecasts([(0.8, True)] * 50 + [(0.2, False)] * 4)), NotEnoughOutcomes)


def test_perfect_forecasts_score_nought_and_lift_by_the_base_rate():
    found = backtest(forecasts([(1.0, True)] * 10 + [(0.0, False)] * 20))
    assert isinstance(found, Backtest)
    assert (found.brier_score, found.brier_skill, found.concordance) == (0.0, 1.0, 1.0)
    assert found.lift == pytest.approx(3.0)
    assert [(each.low, each.startups, each.observed) for each in found.bins] == [(0.0, 20, 0.0), (0.8, 10, 1.0)]


def test_constant_forecast_at_the_base_rate_has_no_skill():
    found = backtest(forecasts([(0.4, True)] * 8 + [(0.4, False)] * 12))
    assert found.brier_score == pytest.approx(0.24)
    assert found.brier_skill == pytest.approx(0.0)
    assert found.concordance == pytest.approx(0.5)


def test_brier_score_worked_by_hand():
    found = backtest(forecasts([(0.7, True)] * 10 + [(0.3, True)] * 5 + [(0.7, False)] * 5))
    assert found.brier_score == pytest.approx((10 * 0.09 + 5 * 0.49 + 5 * 0.49) / 20)


def test_calibrated_forecasts_lie_within_their_bins():
    rng = np.random.default_rng(0)
    probability = rng.uniform(size=2_000)
    found = backtest(forecasts(zip(probability, rng.uniform(size=2_000) < probability, strict=True)))
    assert len(found.bins) == 5
    assert sum(each.observed_low <= each.mean_forecast <= each.observed_high for each in found.bins) >= 4
    assert found.brier_skill == pytest.approx(1 / 3, abs=0.05)


def test_probability_beyond_one_is_refused():
    with pytest.raises(InvalidInput, match=r"forecast of 'startup-0': got 1\.2"):
        backtest(forecasts([(1.2, True)]))

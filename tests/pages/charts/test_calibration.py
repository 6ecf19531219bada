"""Forecast against what came about, in percent, with intervals and the diagonal of honest forecasts."""

import pytest

from pages.components.charts.calibration import CalibrationPoint, CalibrationWords, calibration_chart
from pages.components.palette import DARK, LIGHT

WORDS = CalibrationWords("forecast, %", "came true, %")


def test_a_forecast_stands_at_its_percentages_with_its_interval():
    figure = calibration_chart([CalibrationPoint(0.7, 0.6, 0.45, 0.8, "7 of 10")], WORDS, LIGHT)
    points = figure.data[1]
    assert list(points.x) == pytest.approx([70]) and list(points.y) == pytest.approx([60])
    assert list(points.error_y.array) == pytest.approx([20])
    assert list(points.error_y.arrayminus) == pytest.approx([15])
    assert list(points.customdata) == ["7 of 10"]


@pytest.mark.parametrize("count", [0, 1, 10])
def test_the_diagonal_is_there_however_many_forecasts_there_are(count):
    point = CalibrationPoint(0.5, 0.5, 0.4, 0.6, "")
    figure = calibration_chart([point] * count, WORDS, DARK)
    diagonal, points = figure.data
    assert (diagonal.x, diagonal.y, diagonal.line.dash) == ((0, 100), (0, 100), "dot")
    assert len(points.x) == count
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-2, 102)


def test_the_axes_say_what_they_are():
    layout = calibration_chart([], WORDS, LIGHT).layout
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("forecast, %", "came true, %")

"""The charts of the economics screen, as figures."""

import math

import pytest

from analysis.quantities.ranges import Range
from pages.components.economics.charts import (
    Axes,
    Curve,
    Field,
    Line,
    Mark,
    Whisker,
    bar_chart,
    curve_chart,
    field_chart,
    whisker_chart,
)
from pages.components.economics.quantities import bounds, in_bytes, in_flop, in_money, in_power, in_time
from pages.components.palette import LIGHT


def test_a_whisker_reaches_from_low_to_high_on_a_logarithmic_axis():
    rows = [Whisker("A", Range(1e5, 2e5, 8e5), "hover", True), Whisker("B", Range(2e6, 3e6, 4e6), "hover")]
    figure = whisker_chart(rows, "US dollars", LIGHT, write=in_money)
    chosen = next(trace for trace in figure.data if trace.y == ("A",))
    assert (chosen.x[0] - chosen.error_x.arrayminus[0], chosen.x[0] + chosen.error_x.array[0]) == (1e5, 8e5)
    assert chosen.marker.color == LIGHT.expectation
    low, high = figure.layout.xaxis.range
    assert low < 5 and high > math.log10(4e6)
    assert figure.layout.xaxis.ticktext[:2] == ("$100k", "$1M")


def test_a_threshold_stands_at_its_value_and_its_name_at_the_logarithm():
    figure = whisker_chart(
        [Whisker("A", Range(1e22, 1e23, 1e24), "")], "FLOP", LIGHT, write=in_power, lines=[Line(1e25, "x")]
    )
    assert figure.layout.shapes[0].x0 == 1e25
    assert figure.layout.annotations[0].x == pytest.approx(25)
    assert figure.layout.xaxis.range[1] > 25
    assert "10²³" in figure.layout.xaxis.ticktext


def test_a_curve_has_its_band_behind_it_and_lines_lie_inside_the_axis():
    curve = Curve([1, 10, 100], [3.0, 2.0, 1.0], low=[2.0, 1.0, 0.5], high=[4.0, 3.0, 2.0], role="expectation")
    axes = Axes("x", "y", log_x=True, log_y=True)
    figure = curve_chart([curve], axes, LIGHT, marks=[Mark(10, 2, "here", "h")], lines=[Line(30.0, "asked")])
    band, line, mark = figure.data
    assert band.fill == "toself" and list(band.y) == [4.0, 3.0, 2.0, 0.5, 1.0, 2.0]
    assert list(line.y) == [3.0, 2.0, 1.0]
    assert mark.text == ("here",)
    assert figure.layout.yaxis.range[1] > math.log10(30)


def test_published_points_are_grey_and_the_one_in_question_is_named():
    shown = Field([Mark(2020.0, 1e22, "", "a"), Mark(2024.0, 1e25, "", "b")], [Mark(2026.0, 1e24, "Ours", "c")])
    figure = field_chart(shown, Axes("", "FLOP", log_y=True, write_y=in_power), LIGHT)
    assert list(figure.data[0].customdata) == ["a", "b"]
    assert figure.data[1].text == ("Ours",)


def test_buckets_below_the_threshold_wear_the_colour_of_risk():
    figure = bar_chart(["0–1×", "1–5×", "≥5×"], [0.5, 0.497, 0.003], LIGHT, threshold=1)
    assert figure.data[0].marker.color == (LIGHT.risk, LIGHT.expectation, LIGHT.expectation)
    assert figure.data[0].text == ("50%", "50%", "0.3%")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (in_flop(7.2e23), "7.2 × 10²³"),
        (in_flop(1.96e13), "1.96 × 10¹³"),
        (in_power(1e25), "10²⁵"),
        (in_bytes(24.6e9), "24.6 GB"),
        (in_bytes(131072), "131 kB"),
        (in_bytes(12), "12 B"),
        (in_money(1_780_000), "$1.78M"),
        (in_money(2e-7), "<$0.001"),
        (in_money(0.0), "$0"),
        (in_time(20.6), "20.6 days"),
        (in_time(1e-9), "under a second"),
        (bounds(Range(1e6, 2e6, 3e6), in_money), "$1M–$3M"),
        (bounds(Range(5.0, 5.0, 5.0), in_money), ""),
    ],
)
def test_quantities_are_written_with_their_unit_once(shown, expected):
    assert shown == expected


def test_curves_that_end_together_are_named_where_they_part():
    falling = Curve((0, 1, 2), (100, 60, 0), name="fast", named_at=1)
    figure = curve_chart([falling, Curve((0, 1, 2), (100, 90, 0), name="slow")], Axes("x", "y"), LIGHT)
    assert [tuple(line.text) for line in figure.data] == [("", "fast", ""), ("", "", "slow")]
    assert [line.textposition for line in figure.data] == ["top right", "top left"]

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
from pages.components.economics.quantities import in_money, in_power
from pages.components.palette import DARK, LIGHT, translucent


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


def test_curves_that_end_together_are_named_where_they_part():
    falling = Curve((0, 1, 2), (100, 60, 0), name="fast", named_at=1)
    figure = curve_chart([falling, Curve((0, 1, 2), (100, 90, 0), name="slow")], Axes("x", "y"), LIGHT)
    assert [tuple(line.text) for line in figure.data] == [("", "fast", ""), ("", "", "slow")]
    assert [line.textposition for line in figure.data] == ["top right", "top left"]


def test_whiskers_stand_in_the_order_given_from_the_top_with_their_hover():
    rows = [Whisker("first", Range(1, 2, 3), "one"), Whisker("second", Range(2, 3, 4), "two")]
    figure = whisker_chart(rows, "x", DARK, write=in_money)
    assert [(trace.y[0], trace.customdata[0]) for trace in figure.data] == [("second", "two"), ("first", "one")]
    assert {trace.marker.color for trace in figure.data} == {DARK.neutral}


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (2e3, 9e3, (2e3, 5e3, 1e4)),
        (1e3, 1e6, (1e3, 1e4, 1e5, 1e6)),
        (1e-6, 1e12, (1e-6, 1e-3, 1e0, 1e3, 1e6, 1e9, 1e12)),
    ],
)
def test_short_axes_have_ticks_at_1_2_and_5_and_long_ones_leave_powers_out(low, high, ticks):
    axis = whisker_chart([Whisker("A", Range(low, low, high), "")], "x", LIGHT, write=in_power).layout.xaxis
    assert axis.tickvals == pytest.approx(ticks)
    assert axis.range == pytest.approx((math.log10(low) - 0.12, math.log10(high) + 0.12))


def test_a_threshold_beyond_the_rows_widens_the_axis():
    rows = [Whisker("A", Range(10, 20, 30), "")]
    narrow, wide = (whisker_chart(rows, "x", LIGHT, write=in_power, lines=lines) for lines in ([], [Line(1e6, "far")]))
    assert wide.layout.xaxis.range[1] == pytest.approx(6.12)
    assert narrow.layout.xaxis.range[1] < 2
    assert wide.layout.height > narrow.layout.height


def test_a_curve_without_bounds_has_no_band_and_without_a_name_no_words():
    (line,) = curve_chart([Curve([1, 2], [3, 4])], Axes("months", "share"), LIGHT).data
    assert (line.mode, line.line.dash, line.line.color) == ("lines", "solid", LIGHT.neutral)
    assert line.text == ("", "")


def test_the_band_wears_the_pale_colour_of_its_curve_and_says_nothing_on_hover():
    curve = Curve([1, 2], [3.0, 2.0], low=[2.0, 1.0], high=[4.0, 3.0], role="risk", dash="dash")
    band, line = curve_chart([curve], Axes("x", "y"), LIGHT).data
    assert (band.fillcolor, band.hoverinfo, list(band.x)) == (translucent(LIGHT.risk, 0.13), "skip", [1, 2, 2, 1])
    assert (line.line.color, line.line.dash) == (LIGHT.risk, "dash")


def test_a_level_stands_at_its_value_with_its_name_at_the_right_end():
    figure = curve_chart([Curve([1, 2], [3, 4])], Axes("x", "y"), LIGHT, lines=[Line(3.5, "asked $3.5")])
    (shape,), (note,) = figure.layout.shapes, figure.layout.annotations
    assert (shape.y0, shape.y1, shape.line.dash) == (3.5, 3.5, "dot")
    assert (note.y, note.x, note.text) == (3.5, 1, "asked $3.5")


def test_plain_axes_have_titles_and_no_logarithm():
    layout = curve_chart([Curve([1, 2], [3, 4])], Axes("months", "share"), LIGHT).layout
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("months", "share")
    assert layout.xaxis.type is None and layout.yaxis.type is None


@pytest.mark.parametrize("role", ["expectation", "risk", "neutral"])
def test_a_mark_stands_where_it_is_in_the_colour_of_its_role(role):
    mark = curve_chart([], Axes("x", "y"), LIGHT, marks=[Mark(10, 2, "here", "hover", role)]).data[0]
    assert (mark.x, mark.y, mark.text, mark.customdata) == ((10,), (2,), ("here",), ("hover",))
    assert mark.marker.color == getattr(LIGHT, role)


def test_a_field_without_any_point_is_an_empty_chart():
    figure = field_chart(Field([]), Axes("x", "y", log_x=True, log_y=True), LIGHT)
    assert [list(trace.x) for trace in figure.data] == [[]]
    assert figure.layout.xaxis.type is None


def test_the_one_in_question_widens_the_axes_of_a_field():
    figure = field_chart(Field([Mark(1, 10, "", "a")], [Mark(1, 1e6, "Ours", "c")]), Axes("", "", log_y=True), LIGHT)
    assert figure.layout.yaxis.range[1] == pytest.approx(6.12)


@pytest.mark.parametrize(("share", "text"), [(0.5, "50%"), (0.005, "0%"), (0.004, "0.4%"), (0.0, "0.0%")])
def test_a_small_share_keeps_a_digit_so_that_it_is_not_taken_for_nothing(share, text):
    assert bar_chart(["a", "b"], [share, 1 - share], LIGHT, threshold=0).data[0].text[0] == text


def test_bars_leave_room_for_their_numbers():
    figure = bar_chart(["a", "b"], [0.25, 0.75], LIGHT, threshold=1)
    assert list(figure.data[0].y) == [25, 75]
    assert figure.layout.yaxis.range[1] == pytest.approx(88.5)
    assert figure.layout.xaxis.type == "category"

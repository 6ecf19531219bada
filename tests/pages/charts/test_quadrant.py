"""Expectation against risk: marks, regions, trails and names of every startup, and the fund's line."""

import numpy as np
import pytest

from pages.components.charts.quadrant import QuadrantPoint, QuadrantWords, quadrant
from pages.components.palette import LIGHT, translucent
from pages.components.plots import plot_text
from tests.pages.records import HOSTILE

WORDS = QuadrantWords("Expectation", "Risk")
LINE = (60, 30)


def point(name="Northfold", expectation=60, risk=30, *, gated=False, contour=([25, 35, 25], [55, 60, 55]), trail=()):
    return QuadrantPoint(name, f"hover {name}", expectation, risk, contour, gated, trail)


def drawn(*points):
    return quadrant(points, WORDS, LIGHT, line=LINE)


def gapped(line):
    """A line with nothing at its gaps."""
    return [None if np.isnan(value) else value for value in line]


def marks(figure):
    (trace,) = [trace for trace in figure.data if trace.mode == "markers+text"]
    return trace


def test_a_mark_stands_at_risk_across_and_expectation_up_with_its_name_and_hover():
    mark = marks(drawn(point(expectation=62, risk=28)))
    assert (mark.x, mark.y, mark.text, mark.customdata) == ((28,), (62,), ("Northfold",), ("hover Northfold",))
    assert mark.hovertemplate == "%{customdata}<extra></extra>"


def test_a_gated_startup_is_a_hollow_square_and_others_are_discs():
    marker = marks(drawn(point("a"), point("b", gated=True))).marker
    assert marker.symbol == ("circle", "square")
    assert marker.color == (LIGHT.expectation, LIGHT.paper)
    assert marker.line.color == (LIGHT.expectation, LIGHT.risk)


def test_the_regions_are_closed_lines_of_their_colour_apart_and_say_nothing_on_hover():
    figure = drawn(point("a"), point("b", gated=True, contour=([50, 60, 50], [20, 30, 20])), point("c"))
    first, second = [trace for trace in figure.data if trace.fill == "toself"]
    assert [gapped(first.x), gapped(first.y)] == [[25, 35, 25, None, 25, 35, 25], [55, 60, 55, None, 55, 60, 55]]
    assert second.fillcolor == translucent(LIGHT.risk, 0.035) and list(second.x) == [50, 60, 50]
    assert first.hoverinfo == second.hoverinfo == "skip"


def test_a_startup_without_a_region_keeps_its_mark():
    figure = drawn(point(contour=([], [])))
    assert [trace.mode for trace in figure.data] == ["markers+text"]


def test_the_fund_s_line_is_dotted_at_its_two_thresholds_also_without_startups():
    figure = drawn()
    level, upright = figure.layout.shapes
    assert (level.y0, level.y1, upright.x0, upright.x1) == (60, 60, 30, 30)
    assert {level.line.dash, upright.line.dash} == {"dot"}
    assert figure.data == ()
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("Risk", "Expectation")


def test_a_trail_is_drawn_from_the_oldest_place_to_the_present_one():
    figure = drawn(point(expectation=60, risk=20, contour=([], []), trail=[(30, 50), (25, 52)]))
    line = next(trace for trace in figure.data if trace.mode == "lines+markers")
    assert (list(line.x), list(line.y)) == ([30, 25, 20], [50, 52, 60])
    assert list(line.marker.size) == [6, 4, 0], "the oldest is the largest, the present one has a mark of its own"


def test_trails_of_several_startups_do_not_run_into_each_other():
    two = drawn(point("a", trail=[(30, 50)]), point("b", expectation=70, risk=10, trail=[(35, 55), (30, 60)]))
    line = next(trace for trace in two.data if trace.mode == "lines+markers")
    assert gapped(line.x) == [30, 30, None, 35, 30, 10] and list(line.marker.size) == [6, 0, 0, 6, 4, 0]


def test_a_crowd_lies_behind_as_a_map_of_where_most_are_and_stretches_the_axes():
    crowd = np.array([[50.0, 40.0]] * 9 + [[10.0, 90.0]] * 4)
    figure = quadrant([point()], WORDS, LIGHT, line=LINE, crowd=crowd)
    lying = figure.data[0]
    assert lying.type == "heatmap" and lying.showscale is False
    cells = np.array(lying.z, dtype=float)
    assert sorted(cells[np.isfinite(cells)]) == [2.0, 3.0], "by the square root of how many"
    assert figure.layout.xaxis.range[1] >= 90 and figure.layout.yaxis.range[0] <= 10


@pytest.mark.parametrize(
    ("points", "across", "up"),
    [
        ([point(risk=30, expectation=60, contour=([], []))], [11, 51], [41, 81]),
        ([point(risk=2, expectation=98, contour=([], []))], [0, 37 + 1.5], [55, 100]),
        ([point(contour=([5, 95], [1, 99]))], [0, 100], [0, 100]),
        ([point(contour=([], []), trail=[(80, 10)])], [25, 87], [5, 67]),
    ],
)
def test_the_axes_hold_regions_trails_and_the_line_within_0_and_100(points, across, up):
    layout = drawn(*points).layout
    assert list(layout.xaxis.range) == pytest.approx(across)
    assert list(layout.yaxis.range) == pytest.approx(up)


def test_close_startups_have_their_names_on_different_sides():
    assert len(set(marks(drawn(point("Northfold"), point("Baiyun", risk=31))).textposition)) == 2


def test_a_hundred_startups_are_all_named():
    figure = drawn(*(point(f"s{number}", number % 100, (7 * number) % 100) for number in range(100)))
    assert marks(figure).text == tuple(f"s{number}" for number in range(100))
    assert len(figure.data) == 2, "as many traces as for one"


def test_a_hostile_name_stands_as_text():
    mark = marks(drawn(point(plot_text(HOSTILE))))
    assert "<b>" not in mark.text[0] and "%{y" not in mark.text[0] and "&lt;b&gt;A" in mark.text[0]

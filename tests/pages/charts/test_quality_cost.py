"""Quality against cost: whiskers, the frontier of what nothing beats on both, and ticks within reach."""

import math

import pytest

from pages.components.charts.quality_cost import CostAxis, QualityPoint, frontier, quality_cost_chart
from pages.components.palette import LIGHT

AXIS = CostAxis("US dollars", [(0.01, "1c"), (0.1, "10c"), (1, "$1"), (10, "$10")])


def quality(name, cost, index, width=2):
    return QualityPoint(name, f"hover {name}", cost, index, index - width, index + width + 1)


def marks(figure):
    """What is drawn of each point, by its hover."""
    return {
        said: {
            "at": (trace.x[place], trace.y[place]),
            "whisker": (trace.error_y.array[place], trace.error_y.arrayminus[place]),
            "colour": trace.marker.color,
            "name": trace.text[place],
            "beside": trace.textposition[place],
        }
        for trace in figure.data
        if trace.mode == "markers+text"
        for place, said in enumerate(trace.customdata)
    }


def test_the_frontier_leaves_out_what_is_beaten_on_both():
    points = [quality("dear", 0.4, 60), quality("cheap", 0.1, 50), quality("beaten", 0.5, 55)]
    assert [entry.name for entry in frontier(points)] == ["cheap", "dear"]


@pytest.mark.parametrize(
    ("points", "names"),
    [
        ([], []),
        ([quality("only", 1, 1)], ["only"]),
        ([quality("worse", 1, 40), quality("better", 1, 50)], ["better"]),
        ([quality("first", 1, 50), quality("dearer", 2, 50)], ["first"]),
    ],
)
def test_at_the_same_cost_the_better_and_at_the_same_quality_the_cheaper_stays(points, names):
    assert [entry.name for entry in frontier(points)] == names


def test_the_frontier_is_drawn_in_steps_to_the_edge_of_the_chart():
    figure = quality_cost_chart([quality("cheap", 0.1, 50), quality("dear", 0.4, 60)], AXIS, "index", LIGHT)
    line = figure.data[0]
    assert list(line.x) == pytest.approx([0.1, 0.4, 0.4, 0.96])
    assert list(line.y) == [50, 50, 60, 60]
    assert (line.line.dash, line.hoverinfo) == ("dot", "skip")


def test_a_point_has_its_interval_its_hover_and_grey_ink_where_it_is_beaten():
    points = [quality("cheap", 0.1, 50), quality("dear", 0.4, 60), quality("beaten", 0.5, 55)]
    found = marks(quality_cost_chart(points, AXIS, "index", LIGHT))
    beaten = {"at": (0.5, 55), "whisker": (3, 2), "colour": LIGHT.neutral, "name": "beaten", "beside": "bottom right"}
    assert found["hover beaten"] == beaten
    assert found["hover dear"]["colour"] == found["hover cheap"]["colour"] == LIGHT.expectation
    assert [found[f"hover {name}"]["beside"] for name in ("cheap", "dear")] == ["top left", "top right"]


def test_a_point_whose_interval_is_unknown_has_no_whisker():
    point = QualityPoint("vague", "hover", 0.1, 50, None, None)
    assert marks(quality_cost_chart([point], AXIS, "index", LIGHT))["hover"]["whisker"] == (None, None)


def test_among_many_only_those_on_the_frontier_are_named_and_all_are_drawn():
    points = [quality(f"m{place}", 1 + place, 50 - place) for place in range(40)]
    found = marks(quality_cost_chart(points, AXIS, "index", LIGHT))
    assert len(found) == 40 and [mark["name"] for mark in found.values() if mark["name"]] == ["m0"]


@pytest.mark.parametrize(("cost", "labels"), [(0.1, ["10c"]), (0.03, []), (1, ["$1"]), (5, ["$10"])])
def test_the_cost_axis_shows_only_ticks_within_reach(cost, labels):
    figure = quality_cost_chart([quality("a", cost, 50)], AXIS, "index", LIGHT)
    assert list(figure.layout.xaxis.ticktext) == labels
    assert figure.layout.xaxis.range == pytest.approx((math.log10(cost / 1.9), math.log10(cost * 2.4)))


def test_the_axes_are_named_and_cost_is_logarithmic():
    layout = quality_cost_chart([quality("a", 0.1, 50)], AXIS, "Capability index", LIGHT).layout
    assert (layout.xaxis.type, layout.xaxis.title.text) == ("log", "US dollars")
    assert layout.yaxis.title.text == "Capability index"

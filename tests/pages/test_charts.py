"""Figures say what their data say."""

import numpy as np
import pytest

from pages.components.charts.claims import ClaimRow, ClaimWords, claims_chart
from pages.components.charts.contour import density_contour
from pages.components.charts.labels import Named, label_places
from pages.components.charts.quadrant import QuadrantPoint, QuadrantWords, quadrant
from pages.components.charts.quality_cost import CostAxis, QualityPoint, frontier, quality_cost_chart
from pages.components.palette import DARK, LIGHT, plotly_template, translucent


def normal_draws(count=10_000, correlation=0.0):
    generator = np.random.default_rng(7)
    first, second = generator.standard_normal((2, count))
    return 50 + 5 * first, 60 + 8 * (correlation * first + np.sqrt(1 - correlation**2) * second)


def test_the_contour_of_a_normal_cloud_lies_at_its_known_radius():
    x, y = density_contour(*normal_draws())
    radii = np.hypot((np.array(x) - 50) / 5, (np.array(y) - 60) / 8)
    assert radii.mean() == pytest.approx(np.sqrt(-2 * np.log(0.1)), rel=0.08)  # 90 % of a bivariate normal
    assert (x[0], y[0]) == (x[-1], y[-1])


def test_the_contour_leans_with_the_correlation():
    x, y = density_contour(*normal_draws(correlation=-0.9))
    assert y[int(np.argmax(x))] < 60 < y[int(np.argmin(x))]


def test_a_cloud_without_width_is_a_point():
    assert density_contour(np.full(100, 30.0), np.full(100, 40.0)) == ([30.0, 30.0], [40.0, 40.0])


def test_a_name_keeps_clear_of_what_lies_beside_its_point():
    alone = label_places([Named(300, 200, "Northfold")], 560)
    trail = [(300.0 + step, 200.0) for step in range(12, 80, 6)]
    assert alone == ["middle right"]
    assert label_places([Named(300, 200, "Northfold")], 560, trail) != alone


def test_a_trail_is_drawn_from_the_oldest_place_to_the_present_one():
    point = QuadrantPoint("Northfold", "", 60, 20, ([], []), False, trail=[(30, 50), (25, 52)])
    figure = quadrant([point], QuadrantWords("E", "R"), LIGHT, line=(60, 30))
    line = next(trace for trace in figure.data if trace.mode == "lines+markers")
    assert (list(line.x), list(line.y)) == ([30, 25, 20], [50, 52, 60])


def test_names_of_two_close_points_go_to_different_sides():
    places = label_places([Named(300, 200, "Northfold"), Named(306, 201, "Baiyun")], 560)
    assert places[0] != places[1]


def test_a_name_at_the_right_edge_goes_left():
    (place,) = label_places([Named(550, 200, "Northfold Systems")], 560)
    assert place.endswith("left")


def point(name, *, gated=False):
    return QuadrantPoint(name, name, 60, 30, ([25, 35, 25], [55, 60, 55]), gated)


def test_a_gated_startup_is_a_hollow_square_and_others_are_discs():
    figure = quadrant([point("a"), point("b", gated=True)], QuadrantWords("up", "across"), LIGHT, line=(60, 30))
    marks = [trace for trace in figure.data if trace.mode == "markers+text"]
    assert [mark.marker.symbol for mark in marks] == ["circle", "square"]
    assert marks[1].marker.color == LIGHT.paper
    assert len(figure.layout.shapes) == 2


def claim(name, claimed, measured, *, outside):
    ends = None if measured is None else (measured - 2, measured + 2)
    return ClaimRow(name, claimed, measured, ends, 200, outside, "m", "c")


def test_claims_outside_the_interval_print_their_gap_and_others_do_not():
    rows = [claim("fair", 60, 60, outside=False), claim("flattering", 70, 60, outside=True)]
    figure = claims_chart(rows, ClaimWords("measured", "claimed", "score"), LIGHT)
    assert [note.text for note in figure.layout.annotations] == ["<b>+10.0</b>"]
    assert {trace.name for trace in figure.data if trace.name} == {"measured", "claimed"}
    assert figure.layout.yaxis.ticktext[-1].startswith("flattering")


def test_a_claim_without_a_run_keeps_its_diamond_and_gets_no_disc():
    figure = claims_chart([claim("never run", 70, None, outside=False)], ClaimWords("m", "c", "s"), DARK)
    by_name = {trace.name: trace for trace in figure.data}
    assert list(by_name["c"].x) == [70]
    assert list(by_name["m"].x) == []


def quality(name, cost, index):
    return QualityPoint(name, name, cost, index, index - 2, index + 2)


def test_the_frontier_leaves_out_what_is_beaten_on_both():
    points = [quality("dear", 0.4, 60), quality("cheap", 0.1, 50), quality("beaten", 0.5, 55)]
    assert [entry.name for entry in frontier(points)] == ["cheap", "dear"]


def test_the_cost_axis_shows_only_ticks_within_reach():
    axis = CostAxis("cost", [(0.01, "1c"), (0.1, "10c"), (10, "$10")])
    figure = quality_cost_chart([quality("a", 0.1, 50)], axis, "index", LIGHT)
    assert list(figure.layout.xaxis.ticktext) == ["10c"]


def test_the_template_follows_the_palette():
    assert plotly_template(DARK).layout.font.color == DARK.ink
    assert translucent("#0072B2", 0.5) == "rgba(0,114,178,0.5)"

"""One dot per model under each probe: filled where it signals, its group's colour, at most at the edge."""

import math

import pytest

from pages.components.charts.contamination import LARGEST, ProbeDot, ProbeWords, contamination_chart, group_colours
from pages.components.palette import DARK, LIGHT

WORDS = ProbeWords(["order", "memory"], ["clean", "5", "60"], "−log₁₀ p", "p = 0.001")


def drawn(*dots, words=WORDS):
    return contamination_chart(dots, words, 0.001, LIGHT)


def test_dots_are_filled_where_they_signal_and_end_at_the_edge():
    clean, _, planted = drawn(ProbeDot(0, 0, 0.5, False, ""), ProbeDot(0, 2, 1e-60, True, "")).data
    assert clean.marker.color == (LIGHT.paper,) and planted.marker.color == (LIGHT.accent,)
    assert planted.x == (LARGEST,)


@pytest.mark.parametrize(("p_value", "x"), [(1, 0), (0.1, 1), (0.05, 1.30103), (1e-12, 12), (1e-13, 12)])
def test_a_dot_stands_at_minus_the_logarithm_of_its_p_value(p_value, x):
    assert drawn(ProbeDot(0, 0, p_value, False, "")).data[0].x[0] == pytest.approx(x, abs=1e-5)


def test_groups_lie_side_by_side_within_their_probe_s_row():
    dots = [ProbeDot(1, group, 0.5, False, f"hover {group}") for group in range(3)]
    figure = drawn(*dots)
    assert [trace.y[0] for trace in figure.data] == pytest.approx([0.7, 1.0, 1.3])
    assert [trace.customdata[0] for trace in figure.data] == ["hover 0", "hover 1", "hover 2"]


def test_a_single_group_stands_without_a_division_by_zero():
    figure = drawn(ProbeDot(0, 0, 0.5, False, ""), words=ProbeWords(["order"], ["clean"], "x", "y"))
    assert figure.data[0].y == pytest.approx((-0.3,))


def test_every_group_is_in_the_legend_also_without_a_dot():
    figure = drawn()
    assert [(trace.name, len(trace.x)) for trace in figure.data] == [("clean", 0), ("5", 0), ("60", 0)]
    assert figure.layout.showlegend


def test_the_threshold_is_dotted_at_its_logarithm_and_named():
    figure = drawn()
    assert figure.layout.shapes[0].x0 == pytest.approx(3)
    assert figure.layout.annotations[0].text == "p = 0.001"


def test_the_axis_says_that_its_last_tick_holds_all_beyond():
    axis = drawn().layout.xaxis
    assert axis.ticktext == ("0", "2", "4", "6", "8", "10", "≥ 12")
    assert axis.range[1] > LARGEST


def test_the_first_probe_is_on_top():
    axis = drawn().layout.yaxis
    assert axis.ticktext == ("order", "memory")
    assert axis.range[0] > axis.range[1]
    assert drawn().layout.height < drawn(words=ProbeWords(["a"] * 10, ["clean"], "x", "y")).layout.height


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_six_groups_have_six_colours(palette):
    assert len(set(group_colours(palette))) == 6
    assert group_colours(palette)[0] == palette.neutral


def test_the_edge_is_that_of_the_smallest_p_value_told_apart():
    assert math.log10(1e-12) == -LARGEST

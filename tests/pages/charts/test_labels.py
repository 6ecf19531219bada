"""Where the names go, so that few of them cross."""

import pytest

from pages.components.charts.labels import PLACES, Named, label_places, text_width


def test_a_name_alone_stands_to_the_right():
    assert label_places([Named(300, 200, "Northfold")], 560) == ["middle right"]
    assert label_places([], 560) == []


def test_a_name_keeps_clear_of_what_lies_beside_its_point():
    trail = [(300.0 + step, 200.0) for step in range(12, 80, 6)]
    assert label_places([Named(300, 200, "Northfold")], 560, trail) != ["middle right"]


def test_names_of_two_close_points_go_to_different_sides():
    places = label_places([Named(300, 200, "Northfold"), Named(306, 201, "Baiyun")], 560)
    assert places[0] != places[1]


@pytest.mark.parametrize(("x", "side"), [(550, "left"), (10, "right")])
def test_a_name_at_an_edge_goes_inwards(x, side):
    (place,) = label_places([Named(x, 200, "Northfold Systems")], 560)
    assert place.endswith(side)


def test_as_many_names_as_there_are_places_around_a_point_still_get_one_each():
    places = label_places([Named(300, 200, "A")] * 12, 560)
    assert len(places) == 12 and set(places) <= set(PLACES)


def test_a_chinese_name_is_as_wide_as_its_squares():
    assert text_width("白云") == 25.0
    assert text_width("ab") == pytest.approx(13.2)
    assert text_width("") == 0

"""What was claimed beside what was measured: one row per task, gaps printed where the claim flatters."""

import pytest

from pages.components.charts.claims import ClaimRow, ClaimWords, claims_chart
from pages.components.palette import DARK, LIGHT

WORDS = ClaimWords("measured", "claimed", "score")


def claim(name, claimed, measured, *, outside=False, interval="near", items=200):
    ends = None if measured is None or interval is None else (measured - 2, measured + 3)
    return ClaimRow(name, claimed, measured, ends, items, outside, f"m {name}", f"c {name}")


def traces(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_claims_outside_the_interval_print_their_gap_and_others_do_not():
    rows = [claim("fair", 60, 60), claim("flattering", 70, 60, outside=True)]
    figure = claims_chart(rows, WORDS, LIGHT)
    assert [note.text for note in figure.layout.annotations] == ["<b>+10.0</b>"]
    assert set(traces(figure)) == {"measured", "claimed"}
    assert figure.layout.yaxis.ticktext[-1].startswith("flattering")


def test_the_whisker_reaches_both_ends_of_the_interval():
    measured = traces(claims_chart([claim("a", 70, 60)], WORDS, LIGHT))["measured"]
    assert (measured.x, measured.error_x.array, measured.error_x.arrayminus) == ((60,), (3,), (2,))
    assert measured.error_x.color == LIGHT.measured


def test_a_measurement_without_an_interval_has_a_whisker_of_no_length():
    measured = traces(claims_chart([claim("a", 70, 60, interval=None)], WORDS, LIGHT))["measured"]
    assert (measured.error_x.array, measured.error_x.arrayminus) == ((0,), (0,))


def test_a_claim_without_a_run_keeps_its_diamond_and_gets_no_disc():
    figure = claims_chart([claim("never run", 70, None, items=None)], WORDS, DARK)
    by_name = traces(figure)
    assert list(by_name["claimed"].x) == [70]
    assert list(by_name["measured"].x) == []
    assert list(figure.layout.yaxis.ticktext) == ["never run"]
    assert figure.layout.annotations == ()


def test_rows_are_ordered_by_the_gap_and_what_was_not_run_stands_lowest():
    rows = [claim("large", 80, 60), claim("not run", 99, None), claim("small", 61, 60), claim("modest", 50, 60)]
    labels = claims_chart(rows, WORDS, LIGHT).layout.yaxis.ticktext
    assert [label.split("  ")[0] for label in labels] == ["not run", "modest", "small", "large"]


def test_the_parts_of_a_row_stand_on_one_line():
    figure = claims_chart([claim("a", 70, 60), claim("b", 62, 60)], WORDS, LIGHT)
    joins = [trace for trace in figure.data if trace.mode == "lines"]
    assert [(list(join.x), list(join.y)) for join in joins] == [([60, 62], [0, 0]), ([60, 70], [1, 1])]
    assert list(traces(figure)["claimed"].customdata) == ["c b", "c a"]
    assert list(traces(figure)["measured"].customdata) == ["m b", "m a"]


@pytest.mark.parametrize(("claimed", "anchor", "text"), [(70, "left", "<b>+10.0</b>"), (50, "right", "<b>−10.0</b>")])
def test_the_gap_stands_on_the_far_side_of_the_claim(claimed, anchor, text):
    (note,) = claims_chart([claim("a", claimed, 60, outside=True)], WORDS, LIGHT).layout.annotations
    assert (note.x, note.xanchor, note.text) == (claimed, anchor, text)
    assert note.font.color == LIGHT.risk


def test_the_join_is_vermillion_only_where_the_claim_flatters():
    figure = claims_chart([claim("a", 70, 60, outside=True), claim("b", 61, 60)], WORDS, LIGHT)
    fair, flattering = [trace for trace in figure.data if trace.mode == "lines"]
    assert (fair.line.color, flattering.line.color) == (LIGHT.line, LIGHT.risk)


def test_a_label_is_wrapped_at_words_and_tells_the_items_with_thousands():
    (label,) = claims_chart([claim("a rather long benchmark name", 70, 60, items=14_042)], WORDS, LIGHT).layout.yaxis[
        "ticktext"
    ]
    assert label.startswith("a rather long<br>benchmark name  <span")
    assert "n 14,042" in label


@pytest.mark.parametrize(
    ("rows", "reach"),
    [
        ([claim("a", 60, 60)], [58 - 4, 63 + 6.4]),
        ([claim("a", 100, 1)], [-2, 104]),
        ([claim("a", 60, None)], [56, 66.4]),
    ],
)
def test_the_axis_holds_every_end_with_room_for_the_gap(rows, reach):
    assert list(claims_chart(rows, WORDS, LIGHT).layout.xaxis.range) == pytest.approx(reach)


def test_the_chart_grows_with_its_rows():
    heights = [claims_chart([claim("a", 60, 60)] * count, WORDS, LIGHT).layout.height for count in (1, 2, 20)]
    assert heights == [140, 190, 1090]

"""The plain JSON of the rows component: what a part, a cell and a view hold, and what is left out of them."""

import json

import pytest

from pages.components import rows
from pages.components.rows import Cell, Figure, Range, Row, Scale, Stage, Token, words
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (words("Hello"), {"words": "Hello"}),
        (words("x", "mute small"), {"words": "x", "style": "mute small"}),
        (words("x", source="page 3"), {"words": "x", "source": "page 3"}),
        (words("x", go="run:7"), {"words": "x", "go": "run:7"}),
        (words("", source="", go=""), {"words": ""}),
        (rows.glyph("claimed"), {"glyph": "claimed"}),
        (rows.severity("gate", "否决"), {"severity": "gate", "label": "否决"}),
        (rows.tag("differs"), {"tag": "differs"}),
        (rows.worth(0.33333), {"worth": 0.333}),
        (rows.block("a\n b"), {"block": "a\n b"}),
        (rows.progress(None, "waiting"), {"progress": None, "label": "waiting"}),
        (rows.progress(0.123456, "half"), {"progress": 0.1235, "label": "half"}),
        (rows.stack((0.12345, 0.2, 0), "a"), {"stack": [0.123, 0.2, 0], "label": "a", "width": "100%"}),
        (rows.stage_glyph([(0.5, 0.25, 0.12345)]), {"stages": [[0.5, 0.25, 0.123]]}),
        (rows.LINE, {"line": True}),
    ],
)
def test_a_part_holds_what_it_was_given_and_nothing_empty(part, expected):
    assert part == expected


def test_an_interval_from_0_to_100_does_not_repeat_its_axis():
    assert rows.strip(Range(60, 51, 72), "expectation") == {
        "strip": [60, 51, 72], "role": "expectation", "width": 150, "height": 20,
    }  # fmt: skip


def test_an_interval_on_another_axis_carries_its_ends_and_grid():
    drawn = rows.strip(Range(0.5, 0.4, 0.7), "risk", Scale(90, 0, 1, (0, 0.5, 1)), height=12, inset=True)
    assert drawn == {
        "strip": [0.5, 0.4, 0.7], "role": "risk", "width": 90, "height": 12,
        "from": 0, "to": 1, "ticks": [0, 0.5, 1], "inset": True,
    }  # fmt: skip


def test_a_value_without_an_interval_keeps_its_ends_unknown_and_not_zero():
    drawn = rows.strip(Range(61.5, None, None), "neutral")
    assert drawn["strip"] == [61.5, None, None]
    assert json.loads(json.dumps(drawn))["strip"][1] is None


@pytest.mark.parametrize(("scale", "extra"), [(None, set()), (Scale(start=-10, end=10), {"from", "to", "ticks"})])
def test_a_step_of_the_waterfall_is_rounded_and_keeps_its_direction(scale, extra):
    drawn = rows.bridge(50.00049, 41.99951, "risk", scale)
    assert drawn["bridge"] == [50.0, 42.0]
    assert set(drawn) - {"bridge", "role", "width", "height"} == extra


def test_the_labels_of_an_axis_stand_at_their_values():
    assert rows.axis(Scale(80, -5, 5, labels=((-5, "−5"), (5, "+5")))) == {
        "axis": [[-5, "−5"], [5, "+5"]], "width": 80, "from": -5, "to": 5,
    }  # fmt: skip
    assert rows.axis()["axis"] == [[0, "0"], [50, "50"], [100, "100"]]


def test_a_table_keeps_the_order_of_rows_and_cells_and_drops_empty_styles():
    view = rows.table(
        [Cell([words("Name")]), Cell([words("Score")], "number")],
        [
            Row([Cell([words("b")]), Cell([words("2")], "number", "Score")], rule=True),
            Row([Cell(), Cell()], selected=True),
        ],
        label="Ranking",
        cards=True,
    )
    assert view == {
        "columns": [{"style": "", "parts": [{"words": "Name"}]}, {"style": "number", "parts": [{"words": "Score"}]}],
        "rows": [
            {
                "rule": True,
                "selected": False,
                "cells": [
                    {"parts": [{"words": "b"}]},
                    {"parts": [{"words": "2"}], "style": "number", "label": "Score"},
                ],
            },
            {"rule": False, "selected": True, "cells": [{"parts": []}, {"parts": []}]},
        ],
        "cards": True,
        "label": "Ranking",
    }


def test_an_empty_table_has_its_columns_and_no_rows():
    view = rows.table([Cell([words("Name")])], [], label="None")
    assert view["rows"] == [] and len(view["columns"]) == 1 and view["cards"] is False


def test_header_figures_have_a_number_and_may_have_a_note():
    view = rows.heads([Figure("Cash", [words("$3M")]), Figure("Burn", [words("$100k")], [words("a month", "mute")])])
    assert view == {
        "heads": [
            {"label": "Cash", "figure": [{"words": "$3M"}], "note": []},
            {"label": "Burn", "figure": [{"words": "$100k"}], "note": [{"words": "a month", "style": "mute"}]},
        ]
    }


def test_the_pipeline_says_of_every_stage_how_much_is_known():
    stage = Stage("data", "Data", 3, 12, "facts", (0.1, 0.05, 0.1), "3 of 12", selected=True, flags=[rows.tag("!")])
    assert rows.pipeline([stage]) == {
        "pipeline": [
            {
                "code": "data", "name": "Data", "known": 3, "total": 12, "unit": "facts", "stack": [0.1, 0.05, 0.1],
                "label": "3 of 12", "selected": True, "flags": [{"tag": "!"}],
            }
        ]
    }  # fmt: skip


def test_a_list_names_its_kind_and_keeps_its_columns_apart():
    view = rows.items("pair", [[[words("a")], [words("b"), rows.LINE]], []])
    assert view == {"items": [[[{"words": "a"}], [{"words": "b"}, {"line": True}]], []], "kind": "pair"}


def test_the_key_of_the_inks_pairs_level_and_label():
    assert rows.legend([("measured", "实测"), ("missing", "缺失")]) == {
        "legend": [["measured", "实测"], ["missing", "缺失"]]
    }


@pytest.mark.parametrize(("given", "shade"), [(-0.5, 0.0), (0.0, 0.0), (0.12345, 0.123), (1.0, 1.0), (7.5, 1.0)])
def test_a_token_s_shade_stays_between_clear_and_full(given, shade):
    (token,) = rows.token_strip([Token("␣a", given, ("1.0", "2.0"), "tip")], label="Reading")["tokens"]
    assert token == {"text": "␣a", "shade": shade, "notes": ["1.0", "2.0"], "source": "tip", "ends": False}


def test_what_is_drawn_reaches_the_browser_letter_by_letter_and_no_press_is_none():
    drawn = draw(rows.show, [rows.items("plain", [[[words(HOSTILE)]]])], key="any")
    assert drawn.result is None
    assert drawn.views == [{"items": [[[{"words": HOSTILE}]]], "kind": "plain"}]


def test_several_views_of_one_component_keep_their_order():
    drawn = draw(rows.show, [rows.heads([]), rows.legend([]), rows.items("plain", [])], key="any")
    assert [set(view) for view in drawn.views] == [{"heads"}, {"legend"}, {"items", "kind"}]

"""What a calculation takes for granted: value, source, date, and a mark where the value is not verified."""

from datetime import date

import pytest

from pages.components.economics.assumptions import Assumption, chip_assumptions, show_assumptions
from tests.pages.drawing import draw, headings, parts_of, spoken
from tests.pages.records import HOSTILE, chip

SURE = Assumption("Operations", "6 N D", "Kaplan et al. 2020", date(2020, 1, 23))
OWN = Assumption("Step-up", "2×", "our own setting", verified=False, edited=True)
TITLE = {"en": "What this takes for granted", "zh": "本页的假设"}


@pytest.mark.parametrize(
    ("language", "day", "mark"), [("en", "23 Jan 2020", "unverified"), ("zh", "2020年1月23日", "未核实")]
)
def test_each_assumption_is_a_row_with_value_source_and_date(language, day, mark):
    drawn = draw(show_assumptions, [SURE, OWN], "t", language=language)
    assert drawn.rows(TITLE[language]) == [
        ["Operations", "6 N D", "Kaplan et al. 2020", day],
        [f"Step-up · {mark}", "2×", "our own setting", ""],
    ]


def test_the_columns_are_named_and_the_mark_asks_for_attention():
    view = draw(show_assumptions, [OWN], "t").view(TITLE["en"])
    assert headings(view) == ["Assumption", "Value", "Source", "Read or published"]
    assert parts_of(view, "style")[0] == "attention small"


def test_no_assumption_leaves_the_header():
    assert draw(show_assumptions, [], "t").rows(TITLE["en"]) == []


def test_a_hostile_source_stands_as_text():
    (row,) = draw(show_assumptions, [Assumption(HOSTILE, HOSTILE, HOSTILE)], "t").rows(TITLE["en"])
    assert row[:3] == [HOSTILE] * 3


def figures(language, *given, **named):
    return [(each.name, each.shown, each.source) for each in spoken(language, chip_assumptions, *given, **named)]


def test_peak_bandwidth_and_list_prices_of_an_accelerator_are_told_with_their_units():
    assert figures("en", chip()) == [
        ("Dense BF16 peak, Own X1", "1,000 TFLOP/s", "a data sheet"),
        ("Memory bandwidth, Own X1", "2 TB/s", "a data sheet"),
        ("List prices per hour, Own X1", "$1–$4", "a price list"),
    ]
    assert figures("zh", chip())[2] == ("Own X1 的每小时标价", "1 美元–4 美元", "a price list")


def test_what_is_not_known_of_an_accelerator_is_left_out():
    assert [name for name, _, _ in figures("en", chip(price=None, bandwidth=None))] == ["Dense BF16 peak, Own X1"]


@pytest.mark.parametrize(("price", "is_entered"), [(None, False), (2.0, False), (2.5, True)])
def test_a_price_other_than_the_middle_of_the_list_is_one_entered(price, is_entered):
    found = spoken("en", chip_assumptions, chip(), price)
    entered = [each for each in found if each.edited]
    assert [(each.name, each.shown, each.verified) for each in entered] == (
        [("Price per hour", "$2.5", False)] if is_entered else []
    )


def test_without_a_list_price_every_price_is_one_entered():
    assert spoken("en", chip_assumptions, chip(price=None), 2.0)[-1].source == "entered on this screen"


def test_figures_of_an_unverified_accelerator_are_marked():
    found = spoken("en", chip_assumptions, chip(verified=False))
    assert [each.verified for each in found] == [False, False, True], "its list prices have a source of their own"

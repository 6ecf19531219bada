"""Quantities as their readers write them: a middle with its bounds, and the unit once."""

import pytest

from analysis.quantities.ranges import Range, exactly
from pages.components.economics import quantities as written
from tests.pages.drawing import spoken, texts


@pytest.mark.parametrize(
    ("write", "value", "english", "chinese"),
    [
        (written.in_money, 1_780_000, "$1.78M", "178 万美元"),
        (written.in_money, 2e-7, "<$0.001", "<0.001 美元"),
        (written.in_money, 0.0, "$0", "0 美元"),
        (written.in_money, -5e6, "−$5M", "−500 万美元"),
        (written.in_exact_money, 2e-7, "$2 × 10⁻⁷", "2 × 10⁻⁷ 美元"),
        (written.in_count, 1.5e13, "15 T", "15 万亿"),
        (written.in_count, 505_357, "505,357", "505,357"),
        (written.in_count, 0.25, "0.25", "0.25"),
        (written.in_count, 0, "0", "0"),
        (written.in_flop, 7.2e23, "7.2 × 10²³", "7.2 × 10²³"),
        (written.in_flop, 1.96e13, "1.96 × 10¹³", "1.96 × 10¹³"),
        (written.in_flop, 3e-5, "3 × 10⁻⁵", "3 × 10⁻⁵"),
        (written.in_power, 1e25, "10²⁵", "10²⁵"),
        (written.in_power, 2e25, "2 × 10²⁵", "2 × 10²⁵"),
        (written.in_bytes, 1.5e12, "1.5 TB", "1.5 TB"),
        (written.in_bytes, 24.6e9, "24.6 GB", "24.6 GB"),
        (written.in_bytes, 5e6, "5 MB", "5 MB"),
        (written.in_bytes, 131072, "131 kB", "131 kB"),
        (written.in_bytes, 12, "12 B", "12 B"),
        (written.in_time, 20.6, "20.6 days", "20.6 天"),
        (written.in_time, 1.5, "36.0 h", "36.0 小时"),
        (written.in_time, 1 / 24, "60 min", "60 分钟"),
        (written.in_time, 1e-9, "under a second", "不到一秒"),
    ],
)
def test_a_quantity_is_written_with_its_unit_once(write, value, english, chinese):
    assert spoken("en", write, value) == english
    assert spoken("zh", write, value) == chinese


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (Range(1e6, 2e6, 3e6), "$1M–$3M"),
        (exactly(5.0), ""),
        (Range(1_000_000, 1_000_001, 1_000_002), ""),
        (Range(1e-9, 1e-8, 1.0), "<$0.001–$1"),
    ],
)
def test_bounds_are_left_out_where_they_read_the_same(values, shown):
    assert spoken("en", written.bounds, values, written.in_money) == shown


def figure(language, *given, **named):
    found = spoken(language, written.range_figure, *given, **named)
    return found.label, texts(found.figure), texts(found.note), [part.get("source") for part in found.figure]


def test_a_header_figure_is_its_middle_with_bounds_below_and_a_source_to_hover_for():
    told = figure("en", "Cost", Range(1e6, 2e6, 3e6), written.in_money, source="hours times price", note="unused")
    assert told == ("Cost", "$2M", "$1M–$3M", ["hours times price"])


def test_without_bounds_the_note_takes_their_place():
    assert figure("en", "Cost", exactly(2e6), written.in_money, note="as entered") == (
        "Cost", "$2M", "as entered", [None],
    )  # fmt: skip


@pytest.mark.parametrize(("language", "unknown"), [("en", "unknown"), ("zh", "未知")])
def test_what_does_not_follow_is_unknown_and_never_zero(language, unknown):
    assert figure(language, "Cost", None, written.in_money)[1:3] == (unknown, "")

"""Stated figures that cannot all be right, each in a sentence with both numbers."""

import pytest

from analysis.quantities.contradictions import Contradiction, Figure
from pages.components.economics.contradictions import show_contradictions
from tests.pages.drawing import draw, sentences

COST = Contradiction(
    "cost",
    Figure("the stated cost", "自报成本", 5e6, "$5M"),
    Figure("hours times price", "卡时乘单价", 1e6, "$1M"),
    5.0,
    "cost is hours times price",
    "成本为卡时乘单价",
)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            "differs The stated cost is $5M, but hours times price is $1M: 5 times as much; cost is hours times price.",
        ),
        ("zh", "不一致 自报成本为 $5M，而卡时乘单价为 $1M，前者是后者的 5 倍；成本为卡时乘单价。"),
    ],
)
def test_a_contradiction_names_both_numbers_and_the_gap(language, line):
    drawn = draw(show_contradictions, [COST, COST], "How they are held together.", key="k", language=language)
    assert sentences(drawn.views[0]) == [line, line]
    assert "How they are held together." in drawn.said


@pytest.mark.parametrize(
    ("language", "line"), [("en", "No two stated figures contradict"), ("zh", "没有两个自报数字互相矛盾")]
)
def test_that_nothing_contradicts_is_said_as_far_as_enough_is_stated(language, line):
    drawn = draw(show_contradictions, [], "note", key="k", language=language)
    assert line in drawn.said and drawn.views == []

"""How long the cash lasts: quantiles of futures, chances by month, and both outlooks side by side."""

import numpy as np
import pytest

from analysis.finance.metrics import RunwayOutlook
from analysis.finance.runway import Runway
from pages.components.economics.runway import HORIZON, show_outlooks
from tests.pages.drawing import draw, head_figures, headings

CHANCES = "Out of cash within"


def outlook(*months, burns=(90_000.0, 110_000.0)):
    return RunwayOutlook(Runway(np.array(months, dtype=float), 60), burns)


TEN = outlook(*range(10, 20))
"""Ten futures that end after 10 to 19 months."""
FOREVER = outlook(*[np.inf] * 10)
NONE = RunwayOutlook(None, (), "net_burn is not known for 3 months.", "net_burn 缺少至少 3 个月的数据。")


def drawn(plain=TEN, growing=None, milestone=15, language="en", cash=1.5e6):
    return draw(show_outlooks, cash, plain, growing, milestone, language=language)


def test_the_header_tells_the_middle_its_bounds_and_both_chances():
    assert head_figures(drawn().views[0]) == [
        ("Runway, middle", "14 months", "80% of futures: 10 months to 18 months"),
        ("Out of cash within 15 months", "50%", "before the next milestone"),
        ("Out of cash within 12 months", "20%", ""),
        ("Net burn per month, mean", "$100k", "cash $1.5M"),
    ]


def test_in_chinese_months_and_money_are_chinese():
    figures = head_figures(drawn(language="zh").views[0])
    assert figures[0][1] == "14 个月" and figures[3][1:] == ("10 万美元", figures[3][2])
    assert "150 万美元" in figures[3][2]


def test_cash_that_outlasts_the_horizon_is_said_to_and_not_given_a_month():
    figures = head_figures(drawn(FOREVER).views[0])
    assert figures[0][1:] == ("over 60 months", "80% of futures: over 60 months to over 60 months")
    assert [shown for _, shown, _ in figures[1:3]] == ["0%", "0%"]


def test_the_chances_rise_by_month_and_hold_the_milestone():
    rows = drawn(milestone=15).rows(CHANCES)
    assert rows == [
        ["6 months", "0%"], ["12 months", "20%"], ["15 months", "50%"], ["18 months", "80%"], ["24 months", "100%"],
        ["36 months", "100%"],
    ]  # fmt: skip


def test_a_milestone_that_is_a_quarter_is_told_once_and_in_bold():
    view = drawn(milestone=12).view(CHANCES)
    styles = {row["cells"][0]["parts"][0]["words"]: row["cells"][0]["parts"][0].get("style") for row in view["rows"]}
    assert len(styles) == len(view["rows"]) == 5
    assert [name for name, style in styles.items() if style == "strong"] == ["12 months"]


def test_the_curve_is_the_share_of_futures_with_cash_left():
    figure = drawn().figures["finance_survival"]
    curve, mark = figure.data
    assert list(curve.x) == list(range(HORIZON + 1))
    assert [curve.y[month] for month in (0, 10, 11, 15, 20, 36)] == pytest.approx([100, 100, 90, 50, 0, 0])
    assert (mark.x, mark.y, mark.text) == ((14,), (50,), ("14 months",))
    assert tuple(figure.layout.yaxis.range) == (0, 108)


def test_a_middle_beyond_the_chart_is_not_marked():
    assert len(drawn(outlook(*[40] * 10)).figures["finance_survival"].data) == 1
    assert len(drawn(FOREVER).figures["finance_survival"].data) == 1


def test_growth_is_a_second_dashed_curve_with_chances_of_its_own():
    found = drawn(TEN, outlook(*range(20, 30)))
    plain, growing = found.figures["finance_survival"].data[:2]
    assert (plain.line.dash, growing.line.dash) == ("solid", "dash")
    named = [next(word for word in curve.text if word) for curve in (plain, growing)]
    assert named == ["burn as it was", "revenue grows as it did, fading"]
    assert headings(found.view(CHANCES))[1:] == named
    assert found.rows(CHANCES)[3][1:] == ["80%", "0%"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "With revenue growing it cannot be said: net_burn is not known for 3 months."),
        ("zh", "net_burn 缺少至少 3 个月的数据。"),
    ],
)
def test_growth_that_cannot_be_said_gives_its_reason(language, sentence):
    assert sentence in drawn(TEN, NONE, language=language).said


@pytest.mark.parametrize(("language", "sentence"), [("en", NONE.reason_en), ("zh", NONE.reason_zh)])
def test_without_a_runway_there_is_its_reason_and_nothing_else(language, sentence):
    found = drawn(NONE, language=language)
    assert found.views == [] and found.figures == {} and sentence in found.said

"""The tables of the portfolio, made from rows of the list."""

from dataclasses import replace

import pytest

from data.records import HeldBack, MeasuredChange
from pages.components import loaders
from pages.components.overview.views import changes_view, gates_view, quadrant_points, ranking_view, rule_label
from tests.pages.drawing import cell_text, parts_of, spoken
from tests.pages.judged import named, place
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")


def change(kind, before=(55.0, 40.0), **said):
    expectation, risk = before
    return MeasuredChange(expectation, risk, kind, **said)


def told(kind, language="en", **said):
    (entry,) = spoken(language, changes_view, [place(named("north"), change=change(kind, **said))])["items"]
    return [" ".join(part["words"] for part in side if "words" in part) for side in entry]


@pytest.mark.parametrize(
    ("kind", "said", "english", "chinese"),
    [
        ("finding", {"about": "soft_arr"}, "ARR includes what is not recurring", "ARR 含非经常性收入"),
        ("claims_hold", {"amount": 1.0}, "One claim put to the test, and it holds", "一项宣称经实测，成立"),
        ("claims_hold", {"amount": 3.0}, "Three claims put to the test, all hold", "三项宣称经实测，均成立"),
        ("claim", {"about": "assay_topic", "amount": 0.25}, "The widest gap between claim and run is +25.0", "+25.0"),
        ("nothing", {"amount": 7.0}, "Nothing measured yet; 7 questions open", "7 个问题待答"),
        ("confirmed", {}, "The runs confirm what was stated", "评测结果与所述相符"),
    ],
)
def test_what_measuring_brought_up_is_said_in_either_language(kind, said, english, chinese):
    assert english in told(kind, **said)[1] and chinese in told(kind, "zh", **said)[1]


@pytest.mark.parametrize(
    ("before", "amount", "axis"),
    [
        ((55.0, 40.0), "+5.0", "Expectation"),
        ((60.0, 47.0), "−7.0", "Risk"),
        ((60.01, 40.0), "0.0", "No change"),
        ((None, None), "0.0", "newly assessed"),
    ],
)
def test_the_axis_that_moved_most_is_told_with_its_points(before, amount, axis):
    left, right = told("confirmed", before=before)
    assert left == amount and f"North {axis}" in right


def test_an_open_gate_is_named_with_its_sentence_behind_it():
    held = (HeldBack("soft_arr", f"Said. {HOSTILE}", "说明。"), HeldBack("gone", "Gone.", "已删除。"))
    view = spoken("en", gates_view, [place(named("north"), held_back=held)])
    assert [part.get("words") for part in view["items"][0][0] if "words" in part] == [
        "North",
        rule_label("soft_arr"),
        "gone",
    ]
    assert [part["source"] for part in view["items"][0][0] if "source" in part] == [f"Said. {HOSTILE}", "Gone."]


def test_a_row_holds_name_rank_axes_stages_evidence_and_verdict():
    detail = {"coverage": {"company": (0.5, 0.25, 0.0)}, "evidence": (0.25, 0.5, 0.125), "chances": (0.1, 0.2, 0.3)}
    row = place(named("north", HOSTILE, spread=5, verdict="hold"), 2, 4, 0.95, **detail)
    view = spoken("en", ranking_view, [row], loaders.rubric())[0]
    cells = [cell_text(cell) for cell in view["rows"][0]["cells"]]
    assert cells[0].startswith(HOSTILE) and cells[1] == "2–4" and cells[2].startswith("60\n55–65")
    assert cells[-1] == "Hold" and "25%" in cells[-2] and view["rows"][0]["rule"] is True
    sources = " ".join(parts_of(view, "source"))
    assert "Ahead of the next with a probability of 95%" in sources and "invest 10%" in sources
    assert "10,000 draws" not in sources and "Judged for" in sources


def test_a_row_of_a_past_day_leaves_out_what_was_not_kept():
    row = place(named("north"))
    bare = replace(row, standing=replace(row.standing, detail=None))
    view = spoken("zh", ranking_view, [bare], loaders.rubric())[0]
    assert [cell["parts"] for cell in view["rows"][0]["cells"][6:8]] == [[], []]


def test_points_of_the_chart_tell_their_figures_and_where_they_stood():
    (point,) = spoken("en", quadrant_points, [place(named("north", HOSTILE, spread=5), key=3)], {3: [(50.0, 40.0)]})
    assert (point.expectation, point.risk, point.trail, point.is_gated) == (60.0, 40.0, [(50.0, 40.0)], False)
    assert "60 (55–65)" in point.hover and "<b>A</b>" not in point.hover.removeprefix("<b>")
    assert len(point.contour[0]) == 2

"""What the two scores are made of: categories with weight and interval, and every criterion in a table."""

from dataclasses import replace

import pytest

from analysis.scoring.assessment import CriterionResult
from data.records import EvidenceLevel, Points
from pages.components import loaders
from pages.components.startup.makeup import criteria_frame, show_makeup
from tests.pages.drawing import draw, parts_of, spoken
from tests.pages.judged import judged, northfold, stated

pytestmark = pytest.mark.usefixtures("calculator")


def drawn(assessment=None, language="en"):
    return draw(show_makeup, assessment or northfold().assessment, loaders.rubric(), language=language)


def criterion(key, axis, category, *, points=70.0, weight=0.123, applies=True, level="claimed", reason=""):
    return CriterionResult(
        key, axis, category, applies, points, EvidenceLevel(level), 61.4, 12.0, weight, 7.554, ("arr_usd",),
        reason, "原因" if reason else "",
    )  # fmt: skip


def some(axis, count=1):
    """The first criteria of the rubric on that axis, with their categories."""
    axes = {category.code: category.axis for category in loaders.rubric().categories}
    return [(entry.key, entry.category) for entry in loaders.rubric().criteria if axes[entry.category] == axis][:count]


def frame(*criteria, language="en"):
    return spoken(language, criteria_frame, replace(northfold().assessment, criteria=criteria), loaders.rubric())


@pytest.mark.parametrize(
    ("label", "first", "count"),
    [("Expectation", ["Return potential", "35%"], 4), ("Risk", ["Technical", "18%"], 7)],
)
def test_each_axis_lists_its_own_categories_with_the_profile_s_weights(label, first, count):
    rows = drawn().rows(label)
    assert rows[0][:2] == first and len(rows) == count
    assert sum(int(row[1].rstrip("%")) for row in rows) == 100


@pytest.mark.parametrize(("language", "axis", "category"), [("en", "Risk", "Legal"), ("zh", "风险", "法律风险")])
def test_a_category_shows_its_points_with_their_interval_in_words_and_drawn(language, axis, category):
    found = northfold().assessment
    known = dict(found.by_category) | {"legal": Points(41.6, 22.4, 60.5)}
    rows = drawn(replace(found, by_category=known), language).rows(axis)
    assert [row[2] for row in rows if row[0] == category] == ["4222–60"]
    strips = parts_of(drawn(replace(found, by_category=known), language).view(axis), "strip")
    assert [41.6, 22.4, 60.5] in strips and len(strips) == 7


def test_another_profile_shows_its_own_weights():
    rows = drawn(replace(northfold().assessment, profile="strategic")).rows("Expectation")
    weights = loaders.rubric().profile("strategic").weights.expectation
    assert [row[1] for row in rows] == [f"{100 * weights[code]:.0f}%" for code in weights]
    assert [row[1] for row in rows] != [row[1] for row in drawn().rows("Expectation")]


def test_a_criterion_tells_points_level_weight_and_what_it_adds():
    ((key, category),) = some("expectation")
    labels = {entry.key: entry.label_en for entry in loaders.rubric().criteria}
    table = frame(criterion(key, "expectation", category))
    names = {entry.code: entry.label_en for entry in loaders.rubric().categories}
    assert table.to_dict("records") == [
        {
            "Criterion": labels[key],
            "Category": names[category],
            "Evidence": "claimed",
            "Points on the evidence": 70,
            "Mean counted": 61,
            "Weight": "12.3%",
            "Adds to its axis": 7.55,
            "Note": "",
        }
    ]  # fmt: skip


def test_without_evidence_the_points_are_open_and_the_note_says_why():
    ((key, category),) = some("risk")
    unknown = criterion(key, "risk", category, points=None, level="missing", reason="Not stated.")
    (row,) = frame(unknown).to_dict("records")
    assert row["Points on the evidence"] is None and row["Note"] == "Not stated."
    assert row["Evidence"] == "missing"
    (chinese,) = frame(unknown, language="zh").to_dict("records")
    assert chinese["说明"] == "原因" and chinese["证据"] == "缺失"


def test_what_does_not_apply_is_left_out_of_the_table():
    ((key, category),) = some("risk")
    assert frame(criterion(key, "risk", category, applies=False)).empty


def test_criteria_stand_by_axis_and_category_the_heaviest_first():
    (first, one), (second, other) = some("risk", 2)
    ((third, expected),) = some("expectation")
    weights = frame(
        criterion(first, "risk", one, weight=0.01),
        criterion(second, "risk", one, weight=0.02),
        criterion(third, "expectation", expected, weight=0.001),
    )["Weight"]
    assert one == other and list(weights) == ["0.1%", "2.0%", "1.0%"]


def test_the_whole_judgement_is_counted_in_the_heading_and_every_applicable_criterion_is_listed():
    found = judged().examination.assessment
    (folded,) = drawn(found).tree.get("expander")
    assert folded.label == f"All {len(found.criteria)} criteria"
    assert len(spoken("en", criteria_frame, found, loaders.rubric())) == sum(each.applies for each in found.criteria)


def test_contributions_of_an_axis_come_to_its_score():
    found = stated(northfold()).assessment
    table = spoken("en", criteria_frame, found, loaders.rubric())
    expected = {entry.label_en for entry in loaders.rubric().categories if entry.axis == "expectation"}
    total = table[table["Category"].isin(expected)]["Adds to its axis"].sum()
    assert total == pytest.approx(found.expectation.mean, abs=0.5)

"""The rubric's weights, criteria and rules as tables, read from the rubric itself."""

import pytest

from pages.components import loaders
from pages.components.language import catalogue
from pages.components.methodology.rubric_tables import show_criteria, show_notes, show_rules, show_weights
from tests.pages.drawing import draw, headings, parts_of, sentences

pytestmark = pytest.mark.usefixtures("calculator")


def test_the_weights_of_a_profile_add_up_on_each_axis_and_have_bars_of_their_length():
    rubric = loaders.rubric()
    drawn = draw(show_weights, rubric)
    rows = drawn.rows("What weighs how much")
    assert headings(drawn.views[0])[1:] == [profile.label("en") for profile in rubric.profiles]
    for column in range(1, len(rubric.profiles) + 1):
        for axis in ("expectation", "risk"):
            weights = [
                float(row[column].rstrip("%"))
                for row, category in zip(rows, rubric.categories, strict=True)
                if category.axis == axis
            ]
            assert sum(weights) == pytest.approx(100, abs=len(weights) / 2)
    first = rubric.categories[0]
    weight = getattr(rubric.profiles[0].weights, first.axis)[first.code]
    assert parts_of(drawn.views[0], "worth")[0] == pytest.approx(weight / 0.5, abs=1e-3)


def test_a_line_parts_the_axes_and_the_summary_hovers_over_the_profile():
    rubric = loaders.rubric()
    view = draw(show_weights, rubric, language="zh").views[0]
    rules = [row["rule"] for row in view["rows"]]
    axes = [category.axis for category in rubric.categories]
    assert [place for place, rule in enumerate(rules) if rule] == [
        place for place, axis in enumerate(axes) if place + 1 == len(axes) or axes[place + 1] != axis
    ]
    assert view["columns"][1]["parts"][0]["source"] == rubric.profiles[0].summary_zh


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_criterion_of_a_category_is_told_with_weight_prior_and_scale(language):
    rubric, registry = loaders.rubric(), loaders.registry()
    for category in rubric.categories:
        drawn = draw(show_criteria, rubric, registry, language=language, state={"method_category": category.code})
        rows = drawn.rows(catalogue(language)["method.criteria.title"])
        expected = [entry for entry in rubric.criteria if entry.category == category.code]
        assert [row[0].split("\n")[0] for row in rows] == [entry.label(language) for entry in expected]
        for row, entry in zip(rows, expected, strict=True):
            assert row[1], "every criterion says how evidence becomes points"
            assert row[2].split("\n")[0] == f"{round(100 * entry.weight)}%" or entry.weight < 0.01
            assert f"{entry.missing.mean:g}" in row[3] and "{" not in " ".join(row)


def test_a_risk_is_told_with_likelihood_and_impact():
    rubric, registry = loaders.rubric(), loaders.registry()
    entry = next(each for each in rubric.criteria if each.likelihood is not None and each.impact is not None)
    drawn = draw(show_criteria, rubric, registry, state={"method_category": entry.category})
    row = next(row for row in drawn.rows("Criteria") if row[0].startswith(entry.label("en")))
    assert f"likelihood {100 * entry.likelihood.at_good:.0f}% to" in row[2]
    assert row[2].endswith(f"impact {100 * entry.impact:.0f}%")


def test_rules_come_gravest_first_with_their_question_and_source():
    rubric = loaders.rubric()
    drawn = draw(show_rules, rubric)
    rows = drawn.rows("Rules")
    severities = [row[0] for row in rows]
    assert severities == sorted(severities, key=("gate", "high", "medium").index)
    assert len(rows) == len(rubric.rules)
    by_label = {row[1].split("\n")[0]: row for row in rows}
    for rule in rubric.rules:
        row = by_label[rule.label("en")]
        assert row[1].split("\n")[1] == rule.question("en") and row[2] == rule.source
        assert ("Caps the verdict at" in row[1]) is (rule.verdict_cap is not None)


def test_the_severity_and_the_caps_are_chinese_in_chinese():
    rows = draw(show_rules, loaders.rubric(), language="zh").rows(catalogue("zh")["method.rules.title"])
    assert rows[0][0] == "否决"
    assert not [row for row in rows if "Caps the verdict" in row[1]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_moved_against_the_draft_is_listed(language):
    rubric = loaders.rubric()
    drawn = draw(show_notes, rubric, language=language)
    assert sentences(drawn.views[0]) == [note.zh if language == "zh" else note.en for note in rubric.notes]


def test_a_rubric_without_notes_has_no_such_section():
    from dataclasses import is_dataclass, replace

    rubric = loaders.rubric()
    bare = replace(rubric, notes=()) if is_dataclass(rubric) else rubric.model_copy(update={"notes": ()})
    assert draw(show_notes, bare).nodes == []

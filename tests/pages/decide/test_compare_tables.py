"""The tables of the comparison: scores with what caps them, wins that sum to one, categories and rules side by side."""

import re

import pytest

from analysis.ranking.second_opinions import METHODS, SecondOpinions
from analysis.scoring.rules import Cap, Finding, GateState, OpenQuestion, SetAside
from data.records import Points
from pages.components import loaders
from pages.components.decide.compare_tables import (
    categories_view,
    opinions_view,
    rules_view,
    scores_view,
    wins_view,
)
from tests.pages.drawing import cell_text, headings, parts_of, spoken
from tests.pages.judged import chosen, named, northfold
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")


def rows(view):
    return [[cell_text(cell) for cell in row["cells"]] for row in view["rows"]]


def several(*judgements):
    return [chosen(each) for each in judgements]


def finding(rule, severity="high", set_aside=None):
    return Finding(rule, 1, severity, "legal", rule, rule, "Said.", "说明。", (), "rubric", set_aside)


def gate(rule, outcome):
    return GateState(rule, rule, rule, outcome, "hold", None)


@pytest.mark.parametrize(
    ("language", "verdict", "measured"),
    [("en", "Hold", "Measured 0%"), ("zh", "暂缓", "实测 0%")],
)
def test_a_row_tells_both_axes_with_intervals_and_the_verdict(language, verdict, measured):
    (row,) = rows(spoken(language, scores_view, [chosen(named("north", verdict="hold", spread=5))], loaders.rubric()))
    assert row[0].startswith("North\n") and "0%" in row[0]
    assert (row[1], row[3], row[5]) == ("60\n55–65", "40\n35–45", verdict)


def test_what_caps_the_verdict_stands_below_it():
    held = named("north", verdict="hold", cap=Cap("cash_nearly_out", "hold", "open"))
    (row,) = rows(spoken("en", scores_view, [chosen(held)], loaders.rubric()))
    assert row[5] == "Hold\nheld down by: Under three months of money and no committed round"


def test_a_name_is_a_button_to_its_page_and_shown_letter_by_letter():
    view = spoken("en", scores_view, [chosen(named("north", HOSTILE))], loaders.rubric())
    assert parts_of(view, "go") == ["north"] and rows(view)[0][0].startswith(HOSTILE)


def test_wins_of_a_pair_sum_to_one_and_the_diagonal_is_empty():
    ranked = several(named("north", expectation=62, spread=6), named("south", expectation=60, spread=6))
    first, second = rows(spoken("en", wins_view, ranked, "expectation"))
    assert (first[0], second[0]) == ("North", "South") and first[1] == second[2] == "·"
    assert int(first[2].rstrip("%")) + int(second[1].rstrip("%")) == 100


@pytest.mark.parametrize(
    ("by", "won"), [("expectation", ["100%", "0%"]), ("risk", ["0%", "100%"]), ("net", ["100%", "0%"])]
)
def test_who_wins_depends_on_what_is_ranked_by(by, won):
    """80 − 60 against 40 − 30: ahead in expectation and on balance, behind in risk."""
    ranked = several(named("north", expectation=80, risk=60), named("south", expectation=40, risk=30))
    first, second = rows(spoken("en", wins_view, ranked, by))
    assert [first[2], second[1]] == won


def test_long_names_are_cut_in_the_head():
    ranked = several(named("a", "A very long name of a company", expectation=80), named("b", expectation=40))
    assert all(len(word) <= 11 for word in headings(spoken("en", wins_view, ranked, "net"))[1:])


def test_each_method_tells_its_order_and_its_agreement_with_the_weighted_sum():
    orders = dict.fromkeys(METHODS, ("a", "b", "c")) | {"topsis": ("c", "b", "a")}
    names = {"a": "Alder", "b": "Birch", "c": "Cedar"}
    shown = rows(spoken("en", opinions_view, SecondOpinions(orders, {}, ()), names))
    told = {row[0]: row[1:] for row in shown}
    assert told["Weighted sum"] == ["Alder › Birch › Cedar", ""]
    assert told["TOPSIS"] == ["Cedar › Birch › Alder", "−1.00"]
    assert told["CRITIC weights"] == ["Alder › Birch › Cedar", "+1.00"]
    assert len(shown) == len(METHODS)


def with_category(slug, **means):
    known = dict(northfold().assessment.by_category)
    return named(slug, by_category=known | {code: Points(mean, mean - 5, mean + 5) for code, mean in means.items()})


def test_categories_that_put_most_points_between_the_startups_come_first_on_each_axis():
    """Financial weighs 0.17 and differs by 30, market 0.17 by 10, legal 0.1 by 40: 5.1, 4 and 1.7 points apart."""
    pair = several(
        with_category("a", financial=20.0, market=50.0, legal=10.0),
        with_category("b", financial=50.0, market=60.0, legal=50.0),
    )
    shown = rows(spoken("en", categories_view, pair, loaders.rubric()))
    risk = [row for row in shown if row[0].endswith("\nRisk")]
    assert len(shown) == 11 and len(risk) == 7
    assert [(row[0].split("\n")[0], row[1], float(row[2])) for row in risk[:3]] == [
        ("Financial", "17%", 5.1),
        ("Legal", "10%", 4.0),
        ("Market", "17%", 1.7),
    ]
    assert all(row[0].endswith("\nExpectation") for row in shown[:4])
    cells = {row[0].split("\n")[0]: row[3:] for row in shown}["Financial"]
    assert sorted(cells) == ["20 (15–25)", "50 (45–55)"]


def rules(*judgements, language="en"):
    return spoken(language, rules_view, [chosen(each) for each in judgements], loaders.rubric())


GATES = 8


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({"findings": (finding("cash_nearly_out", "gate"),)}, "raised", "已触发"),
        ({"findings": (finding("cash_nearly_out", "gate", SetAside("r", "s")),)}, "set aside", "已搁置"),
        ({"findings": (), "gates": (gate("cash_nearly_out", "unknown"),)}, "unknown", "未知"),
        ({"findings": (), "gates": (gate("cash_nearly_out", "clear"),)}, "clear", "无"),
        ({"findings": (), "gates": (), "questions": ()}, "clear", "无"),
    ],
)
def test_a_gate_is_raised_set_aside_unknown_or_clear(changes, english, chinese):
    for language, word in (("en", english), ("zh", chinese)):
        view = rules(named("a", **changes), language=language)
        keys = [rule.key for rule in loaders.rubric().rules if rule.severity == "gate"]
        labels = {rule.key: rule.label(language) for rule in loaders.rubric().rules}
        assert {row[0].split("\n")[0] for row in rows(view)} >= {labels[key] for key in keys}
        (state,) = [row[1] for row in rows(view) if row[0].startswith(labels["cash_nearly_out"])]
        assert state == word
        assert bool(parts_of(view, "tag")) is (english == "raised")


def test_another_rule_is_listed_only_where_it_is_raised_and_says_unknown_beside_it():
    question = OpenQuestion("soft_arr", 1, "high", "How much?", "多少？", ("arr_usd",))
    raised = named("a", findings=(finding("soft_arr"),), gates=(), questions=())
    asked = named("b", findings=(), gates=(), questions=(question,))
    shown = rows(rules(raised, asked))
    assert len(shown) == GATES + 1
    assert shown[-1] == ["ARR includes what is not recurring\nhigh", "raised", "unknown"]
    assert len(rows(rules(asked))) == GATES


def test_the_gravest_rules_come_first():
    everything = named("a", findings=tuple(finding(key) for key in ("key_person_high", "soft_arr")), gates=())
    severities = [re.split("\n", row[0])[1] for row in rows(rules(everything))]
    assert severities == ["gate"] * GATES + ["high", "medium"]

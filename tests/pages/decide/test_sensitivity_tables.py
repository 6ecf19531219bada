"""What a score hangs on: swings and shares of the variance, what would change the verdict, and which weights."""

from types import SimpleNamespace

import pytest

from analysis.questions.change_of_mind import ChangeOfMind, CriterionTurn, RuleTurn, Turn
from analysis.ranking.second_opinions import SecondOpinions, WeightSwap
from analysis.ranking.sensitivity import SampledShare, Swing, VarianceShare
from data.records import EvidenceLevel
from pages.components import loaders
from pages.components.decide.sensitivity_tables import criteria_view, rules_view, swaps_view, tornado_view
from tests.pages.drawing import cell_text, headings, parts_of, spoken

pytestmark = pytest.mark.usefixtures("calculator")


def rows(view):
    return [[cell_text(cell) for cell in row["cells"]] for row in view["rows"]]


def keys(count):
    return [entry.key for entry in loaders.rubric().criteria[:count]]


def label(key, language="en"):
    return next(entry.label(language) for entry in loaders.rubric().criteria if entry.key == key)


def tornado(*swings, language="en", own=0.3, joint=0.25, sampled=0.301):
    terms = [SimpleNamespace(key=each.key, belief=SimpleNamespace(level=EvidenceLevel.CLAIMED)) for each in swings]
    return spoken(
        language,
        tornado_view,
        SimpleNamespace(terms=terms),
        "risk",
        swings,
        [VarianceShare(each.key, own, joint) for each in swings],
        [SampledShare(each.key, sampled, 0.4) for each in swings],
    )


def test_a_criterion_tells_its_ends_its_swing_and_its_share_three_ways():
    (key,) = keys(1)
    view = tornado(Swing(key, 46.2, 38.4))
    assert rows(view) == [[f"{label(key)}\nclaimed", "38.4–46.2", "", "7.8", "25.0%", "30.0%", "30.1%"]]
    assert parts_of(view, "bridge") == [[46.2, 38.4]]
    assert headings(view)[3:] == ["Swing", "Share, joint", "Independent", "Sampled"]


def test_a_share_below_nothing_keeps_its_sign():
    assert rows(tornado(Swing(keys(1)[0], 40, 45), joint=-0.02))[0][4] == "−2.0%"


@pytest.mark.parametrize(
    ("low", "high", "ends"), [(38.4, 46.2, (35, 50)), (40.0, 45.0, (40, 45)), (40.0, 40.0, (40, 45)), (-1, 3, (-5, 5))]
)
def test_the_axis_lies_on_whole_fives_around_all_ends(low, high, ends):
    axis = next(part for column in tornado(Swing(keys(1)[0], low, high))["columns"] for part in column["parts"]
                if "axis" in part)  # fmt: skip
    assert (axis["from"], axis["to"]) == ends
    assert [tick for tick, _ in axis["axis"]] == [ends[0], sum(ends) / 2, ends[1]]


def test_fifteen_are_listed_and_none_at_all_is_an_empty_table():
    assert len(rows(tornado(*(Swing(key, 40, 41) for key in keys(20))))) == 15
    assert rows(tornado()) == []


def mind(*, rules=(), criteria=(), verdict="hold"):
    return ChangeOfMind(
        verdict=verdict, chance=0.1, all_resolved=verdict, rules=tuple(rules), criteria=tuple(criteria)
    )  # fmt: skip


@pytest.mark.parametrize(("outcome", "said"), [("resolved", "is resolved"), ("raised", "turns out to be true")])
def test_a_rule_tells_what_would_have_to_happen_and_what_follows(outcome, said):
    turned = mind(rules=[RuleTurn("cash_nearly_out", "gate", outcome, "invest")])
    rule = next(each for each in loaders.rubric().rules if each.key == "cash_nearly_out")
    (row,) = rows(spoken("en", rules_view, turned, loaders.rubric(), ()))
    assert row == ["gate", f"“{rule.label_en}” {said}", "Invest"]
    (chinese,) = rows(spoken("zh", rules_view, turned, loaders.rubric(), ()))
    assert chinese[::2] == ["否决", "投资"] and rule.label_zh in chinese[1]


def turn(key, worst=0.02, best=0.42, verdict="hold"):
    return CriterionTurn(key, Turn(12.4, worst, "hold"), Turn(88.0, best, verdict))


def test_a_criterion_tells_the_chance_at_both_ends_and_the_points_between():
    (key,) = keys(1)
    shown = rows(spoken("en", criteria_view, mind(criteria=[turn(key, verdict="invest_if")]), loaders.rubric()))
    assert shown == [[label(key), "2%\nat 12 points", "42%\nat 88 points\nInvest if", "+40"]]


def test_a_criterion_of_risk_turns_the_other_way():
    (key,) = keys(1)
    assert rows(spoken("en", criteria_view, mind(criteria=[turn(key, 0.5, 0.3)]), loaders.rubric()))[0][3] == "−20"


def test_eight_criteria_are_listed():
    many = mind(criteria=[turn(key) for key in keys(12)])
    assert [row[0] for row in rows(spoken("zh", criteria_view, many, loaders.rubric()))] == [
        label(key, "zh") for key in keys(8)
    ]


NAMES = {"a": "Alder", "b": "Birch"}


def swaps(*found, language="en"):
    return rows(spoken(language, swaps_view, SecondOpinions({}, {}, found), NAMES, loaders.rubric()))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Risk", "Alder before Birch", "Legal weighs 31% instead of 12%"]),
        ("zh", ["风险", "Alder先于Birch", "法律风险的权重由 12% 变为 31%"]),
    ],
)
def test_neighbours_draw_level_at_a_weight_that_is_told(language, said):
    assert swaps(WeightSwap("risk", "a", "b", "legal", 0.12, 0.19, 0.31), language=language) == [said]


def test_neighbours_that_no_weight_brings_level_say_so():
    assert swaps(WeightSwap("expectation", "a", "b", None, None, None, None)) == [
        ["Expectation", "Alder before Birch", "no change of a single weight brings them level"]
    ]
    assert swaps() == []

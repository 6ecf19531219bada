"""A classical classifier beside the model: accuracy with interval, time and cost per thousand items."""

import pytest

from data.records import RunState
from pages.components.economics.baseline import newest_baseline, show_baseline
from tests.pages.drawing import draw, parts_of
from tests.pages.records import NOBODY, measured, start

pytestmark = pytest.mark.usefixtures("calculator")
TITLE = "Is a language model needed?"
MODEL = {"accuracy": 0.997, "interval": [0.98, 1.0], "seconds_per_thousand_items": 3600.0}
PLAIN = {"accuracy": 0.888, "interval": [0.85, 0.92], "seconds_per_thousand_items": 2.4}


def a_run(task="assay_topic", *, error=0.017, run_id=7, state=RunState.FINISHED):
    found = {"n": 320, "llm_advantage": 0.109, "standard_error": error, "model": MODEL, "baseline": PLAIN}
    return measured("classical_baseline", run_id=run_id, state=state, engine={"baseline": {task: found}})


def drawn(*runs, language="en", **address):
    return draw(show_baseline, start(runs=runs), language=language, address=address)


def test_both_sides_stand_below_their_task_with_accuracy_time_and_cost():
    assert drawn(a_run()).rows(TITLE) == [
        ["assay_topic · +10.9 pts ± 1.7 · n = 320", "", "", "", ""],
        ["The language model", "99.7 98.0–100.0", "", "3,600 s", "$0.05"],
        ["Classical classifier", "88.8 85.0–92.0", "", "2.4 s", "$3.33 × 10⁻⁵"],
    ]


def test_the_interval_is_drawn_in_percent_and_the_model_is_blue():
    view = drawn(a_run()).view(TITLE)
    assert parts_of(view, "strip") == [[99.7, 98.0, 100.0], [88.8, 85.0, 92.0]]
    assert parts_of(view, "role") == ["expectation", "neutral"]


def test_in_chinese_the_difference_and_the_units_are_chinese():
    rows = drawn(a_run(), language="zh").rows("是否需要大语言模型？")
    assert rows[0][0] == "assay_topic · +10.9 个百分点 ± 1.7 · n = 320"
    assert rows[1][3:] == ["3,600 秒", "0.05 美元"]


def test_a_difference_without_an_error_claims_none():
    assert drawn(a_run(error=None)).rows(TITLE)[0][0] == "assay_topic · +10.9 pts · n = 320"


def test_the_price_of_each_machine_moves_its_own_cost():
    rows = drawn(a_run(), **{"serving.price_model": "2"}).rows(TITLE)
    assert (rows[1][4], rows[2][4]) == ("$2", "$3.33 × 10⁻⁵")


def test_without_a_price_the_cost_is_unknown():
    rows = drawn(a_run(), **{"serving.price_model": ""}).rows(TITLE)
    assert rows[1][4] == "unknown"


@pytest.mark.parametrize(
    ("begin", "sentence"),
    [(lambda: NOBODY, "Choose a startup to see its model"), (start, "Not run yet. Ask for a run of kind")],
)
def test_without_a_run_it_says_what_to_do(begin, sentence):
    found = draw(show_baseline, begin())
    assert sentence in found.said and found.views == []


def test_the_newest_finished_comparison_counts():
    runs = (a_run(run_id=3), a_run(run_id=6), a_run(run_id=9, state=RunState.RUNNING), measured("serving", run_id=12))
    assert newest_baseline(runs).id == 6
    assert newest_baseline(()) is None


def test_a_task_with_a_hostile_name_stands_as_text():
    assert drawn(a_run("<b>x</b> $1$")).rows(TITLE)[0][0].startswith("<b>x</b> $1$ · ")

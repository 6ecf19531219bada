"""The index of a suite: chance is 0, best is 100, errors add in quadrature, ties are ties."""

import math

import pytest

from data.records import ModelRecord, Scale, Score, Startup
from pages.components.leaderboard import Measured, board, leading, score_interval
from pages.components.suites import parse_suite, suite_files, task_label

SUITE = parse_suite(
    "own",
    """
label_en: Own
label_zh: 自有
benchmarks:
- key: choice
  label_en: Choice
  label_zh: 选择
  capability: knowledge
  tasks: [one]
  metric: acc
  normalisation: {kind: from_lower_bound, lower_bound: 0.25}
- key: bias
  label_en: Bias
  label_zh: 偏见
  capability: safety_and_bias
  tasks: [two]
  metric: pct_stereotype
  normalisation: {kind: from_target, target: 0.5}
""",
)


def score(task, value, error=0.02, n=400):
    return Score(task, "acc", value, error, n, n, 0, "1", "hash", scale=Scale.FRACTION, run_id=1)


def model(name, **scores):
    startup = Startup(name, name, "", "", True, None)
    return Measured(
        startup, ModelRecord(1, name, name, ""), {task: score(task, *given) for task, given in scores.items()}, (1,)
    )


def test_guessing_is_zero_points_and_a_full_score_a_hundred():
    choice, bias = SUITE.lines
    assert choice.points("one", 0.25) == (0.0, pytest.approx(100 / 0.75))
    assert choice.points("one", 1.0)[0] == 100
    assert bias.points("two", 0.5)[0] == 100
    assert bias.points("two", 1.0)[0] == 0


def test_the_index_averages_lines_and_adds_errors_in_quadrature():
    (row,) = board([model("a", one=(0.625, 0.03), two=(0.5, 0.02))], SUITE.lines)
    assert row.index == pytest.approx((50 + 100) / 2)
    assert row.standard_error == pytest.approx(math.hypot(0.03 / 0.75, 0.02 / 0.5) * 100 / 2)
    assert row.high <= 100


def test_models_far_apart_are_separated_and_close_ones_are_not():
    lines = SUITE.lines[:1]
    rows = board([model("b", one=(0.60, 0.02)), model("c", one=(0.35, 0.02)), model("a", one=(0.61, 0.02))], lines)
    assert [row.measured.model.name for row in rows] == ["a", "b", "c"]
    assert [(row.rank.best, row.rank.worst) for row in rows] == [(1, 2), (1, 2), (3, 3)]
    assert [row.is_separated for row in rows] == [False, True, False]
    assert leading(rows) == 2


def test_a_line_that_was_not_run_is_counted_as_missing_and_not_as_zero():
    (row,) = board([model("a", one=(0.625, 0.03))], SUITE.lines)
    assert row.missing == 1
    assert row.index == pytest.approx(50)


def test_without_any_score_there_is_no_row():
    assert board([model("a")], SUITE.lines) == []


def test_the_interval_of_a_share_stays_between_zero_and_one():
    assert score_interval(score("one", 0.99, 0.02)) == (pytest.approx(0.9508, abs=1e-4), 1.0)
    assert score_interval(score("one", 0.5, None)) is None


def test_the_shipped_suites_can_be_read_and_name_their_tasks():
    names = [suite.name for suite in suite_files()]
    assert names[0] == "demo"
    assert task_label("assay_topic", "zh") == "公告主题分类"
    assert task_label("a_task_of_nobody", "en") == "a_task_of_nobody"

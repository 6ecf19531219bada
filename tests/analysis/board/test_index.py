"""The index of a suite: guessing is 0, best is 100, whatever scale a metric is on; what is unknown separates nobody."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.board.index import Measured, board, leading, measured_models, score_interval
from data.catalogue import load_metrics, load_suite, load_suites, parse_suite
from data.records import Dossier, ModelRecord, Run, RunProgress, RunRequest, RunState, Scale, Score, Startup

SUITE = parse_suite(
    """
label_en: Own
label_zh: 自有
description_en: Two tasks.
description_zh: 两项任务。
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
    "own",
)
EVERY_TASK = [(line, task) for suite in load_suites() for line in suite.benchmarks for task in line.tasks]


def score(task, value, error=0.02, n=400, metric="acc", scale=Scale.FRACTION, run_id=1):
    return Score(task, metric, value, error, n, n, 0, "1", "hash", scale=scale, run_id=run_id)


def model(name, *scores):
    startup = Startup(name, name, "", "", True, None)
    return Measured(startup, ModelRecord(1, name, name, ""), {each.task: each for each in scores}, (1,))


def names(rows):
    return [row.measured.model.name for row in rows]


def translated(name, accuracy, chrf):
    answers = score("arc_easy", accuracy, metric="acc_norm")
    return model(name, answers, score("wmt16-de-en", chrf, 0.5, metric="chrf", scale=Scale.PERCENT))


def test_a_metric_up_to_a_hundred_weighs_no_more_than_one_up_to_one():
    rows = board([translated("weak", 0.35, 55.0), translated("strong", 0.80, 40.0)], load_suite("quick").benchmarks)
    assert names(rows) == ["strong", "weak"]
    assert rows[0].index == pytest.approx(((0.80 - 0.25) / 0.75 * 100 + 40) / 2)
    assert rows[0].standard_error == pytest.approx(math.hypot(2 / 0.75, 0.5) / 2)
    assert rows[0].interval.low < rows[0].index < rows[0].interval.high < 100


@pytest.mark.parametrize(("line", "task"), EVERY_TASK, ids=[task for _, task in EVERY_TASK])
@given(share=st.floats(0, 1))
def test_every_line_of_every_shipped_suite_stays_within_a_hundred_points(line, task, share):
    scale = load_metrics().scale(task, line.metric)
    points = line.points(score(task, share * scale.full_score, metric=line.metric, scale=scale))
    assert -100 <= points.value <= 100 + 1e-9


def test_guessing_is_zero_points_and_a_full_score_a_hundred():
    choice, bias = SUITE.benchmarks
    assert choice.points(score("one", 0.25, 0.03)) == (0.0, pytest.approx(3 / 0.75))
    assert choice.points(score("one", 1.0)).value == 100
    assert bias.points(score("two", 0.5, None)) == (100, None)
    assert bias.points(score("two", 1.0)).value == 0


def test_the_index_averages_lines_and_adds_errors_in_quadrature():
    (row,) = board([model("a", score("one", 0.625, 0.03), score("two", 0.5, 0.02))], SUITE.benchmarks)
    assert row.index == pytest.approx((50 + 100) / 2)
    assert row.standard_error == pytest.approx(math.hypot(0.03 / 0.75, 0.02 / 0.5) * 100 / 2)
    assert row.interval.high <= 100 and row.items == 800 and row.missing == ()


def test_models_far_apart_are_separated_and_close_ones_are_not():
    given_scores = {"b": 0.60, "c": 0.35, "a": 0.61}
    rows = board([model(name, score("one", value)) for name, value in given_scores.items()], SUITE.benchmarks[:1])
    assert names(rows) == ["a", "b", "c"]
    assert [tuple(row.rank) for row in rows] == [(1, 2), (1, 2), (3, 3)]
    assert [row.is_separated for row in rows] == [False, True, False]
    assert leading(rows) == 2


def test_models_whose_errors_are_unknown_are_separated_from_nobody():
    rows = board([model("a", score("one", 0.61, None, 1)), model("b", score("one", 0.60, None, 1))], SUITE.benchmarks)
    assert [tuple(row.rank) for row in rows] == [(1, 2), (1, 2)]
    assert [row.interval for row in rows] == [None, None]
    assert not any(row.is_separated for row in rows) and leading(rows) == 2


def test_one_unknown_error_among_known_ones_leaves_the_index_without_an_interval():
    measured = model("a", score("one", 0.9), score("two", 0.5, None))
    rows = board([measured, model("b", score("one", 0.3), score("two", 0.9))], SUITE.benchmarks)
    assert rows[0].standard_error is None and rows[0].interval is None and tuple(rows[0].rank) == (1, 2)
    assert rows[1].interval is not None and tuple(rows[1].rank) == (1, 2)


def test_no_rule_is_drawn_below_a_model_that_cannot_be_told_from_the_next():
    rows = board(
        [model("a", score("one", 0.9)), model("unknown", score("one", 0.6, None)), model("c", score("one", 0.3))],
        SUITE.benchmarks,
    )
    assert [row.is_separated for row in rows] == [False, False, False]
    assert [tuple(row.rank) for row in rows] == [(1, 2), (1, 3), (2, 3)]


def test_a_line_that_was_not_run_is_counted_as_missing_and_not_as_zero():
    (row,) = board([model("a", score("one", 0.625, 0.03))], SUITE.benchmarks)
    assert row.missing == ("bias",)
    assert row.index == pytest.approx(50)


def test_without_any_score_there_is_no_row():
    assert board([model("a")], SUITE.benchmarks) == []


def test_a_score_on_a_scale_without_end_counts_for_nothing():
    assert board([model("a", score("one", 12.0, scale=Scale.RATIO))], SUITE.benchmarks) == []


def test_the_interval_of_a_score_stays_on_its_scale():
    assert score_interval(score("one", 0.99))[:2] == (pytest.approx(0.9508, abs=1e-4), 1.0)
    assert score_interval(score("t", 1.0, 2.0, scale=Scale.PERCENT))[:2] == (0.0, pytest.approx(4.92, abs=1e-2))
    assert score_interval(score("t", -3.0, 1.0, scale=Scale.NATS))[0] == pytest.approx(-4.96, abs=1e-2)
    assert score_interval(score("one", 0.5, None)) is None


def a_run(number, model_record, *scores, state=RunState.FINISHED):
    request = RunRequest(model_record.id, suite="own")
    return Run(number, str(number), "s", model_record, request, state, 1, RunProgress(), None, scores=scores)


def test_the_newest_finished_run_of_each_task_counts_and_other_metrics_do_not():
    own = ModelRecord(7, "s", "m", "")
    runs = (
        a_run(3, own, score("one", 0.5, run_id=3)),
        a_run(1, own, score("one", 0.4, run_id=1), score("two", 0.5, metric="pct_stereotype", run_id=1)),
        a_run(4, own, score("one", 0.9, metric="acc_norm", run_id=4)),
        a_run(5, own, score("one", 0.8, run_id=5), state=RunState.FAILED),
    )
    (found,) = measured_models([Dossier(Startup("s", "S", "", "", True, None), (), (), (own,), runs)], SUITE)
    assert {task: each.value for task, each in found.scores.items()} == {"one": 0.5, "two": 0.5}
    assert found.runs == (1, 3)

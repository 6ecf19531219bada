"""Two models item by item on the benchmarks screen."""

import pytest

from analysis.inference.intervals import mcnemar_p_value
from data.records import SampleResult, Scale, Score
from pages.components.benchmarks.pairs import task_pairs
from tests.pages.startups import a_claim, add_startup, finish_run, open_app, said, views


class Board:
    """A leaderboard row as far as the comparison reads it."""

    def __init__(self, *scores):
        self.measured = type("Measured", (), {"scores": {score.task: score for score in scores}})()


def score(run_id, task="qa", value=0.5, task_hash="h", higher_is_better=True):
    return Score(
        task,
        "acc",
        value,
        0.05,
        100,
        100,
        0,
        "1",
        task_hash,
        scale=Scale.FRACTION,
        higher_is_better=higher_is_better,
        run_id=run_id,
    )


def kept(answers):
    """Samples by run: 1 where the item was right."""
    return lambda run_id, task: [
        SampleResult(task, number, {}, "", [], [], {"acc": float(right)})
        for number, right in enumerate(answers[run_id])
    ]


def test_few_disagreements_are_tested_exactly():
    samples = kept({1: [1] * 12 + [0] * 8, 2: [0] * 10 + [1] * 2 + [0] * 8})
    (pair,) = task_pairs(Board(score(1)), Board(score(2)), samples)
    assert (pair.comparison.first_only, pair.comparison.second_only, pair.comparison.ties) == (10, 0, 10)
    assert pair.comparison.is_exact and pair.p_value == pytest.approx(mcnemar_p_value(10, 0)) == pytest.approx(2 / 1024)
    assert pair.leader == 1


def test_what_chance_explains_is_a_tie():
    samples = kept({1: [1, 1, 1, 0, 0, 0], 2: [1, 1, 0, 0, 0, 1]})
    (pair,) = task_pairs(Board(score(1)), Board(score(2)), samples)
    assert pair.comparison.difference == 0 and pair.leader == 0


def test_several_tasks_are_corrected_together():
    tasks = [f"t{number}" for number in range(5)]
    samples = kept({1: [1] * 6 + [0] * 4, 2: [0] * 10})
    alone = task_pairs(Board(score(1)), Board(score(2)), samples)[0]
    among = task_pairs(Board(*(score(1, task) for task in tasks)), Board(*(score(2, task) for task in tasks)), samples)
    assert alone.leader == 1 and alone.p_value == pytest.approx(2 / 64)
    assert {pair.leader for pair in among} == {0} and among[0].p_value == pytest.approx(10 / 64)


def test_other_questions_are_not_compared():
    (pair,) = task_pairs(Board(score(1)), Board(score(2, task_hash="other")), kept({1: [1], 2: [0]}))
    assert pair.comparison is None and pair.leader is None


def test_answers_that_were_not_kept_are_not_compared():
    (pair,) = task_pairs(Board(score(1)), Board(score(2)), kept({1: [1, 0], 2: []}))
    assert pair.comparison is None


def test_where_lower_is_better_the_lower_one_leads():
    first, second = (Board(score(run, higher_is_better=False)) for run in (1, 2))
    (pair,) = task_pairs(first, second, kept({1: [1] * 12, 2: [0] * 12}))
    assert pair.leader == 2


def test_the_screen_tells_differences_and_ties(database):
    add_startup(database, "northfold", name="Northfold", claims=[a_claim()], with_run=True)
    model = add_startup(database, "halden", name="Halden Bio")
    with database.session() as session:
        finish_run(session, model, correct=3)
    app = open_app("benchmarks")
    assert not app.exception, app.exception
    assert "is better on 3" in said(app)
    shown = str(views(app))
    assert "exact (McNemar)" in shown and "9 : 0 of 20" in shown

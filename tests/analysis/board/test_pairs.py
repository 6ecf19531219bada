"""Two models item by item."""

import pytest

from analysis.board.pairs import task_pairs
from analysis.inference.intervals import mcnemar_p_value
from data.records import SampleResult, Scale, Score


def by_task(*scores):
    """Scores of a model as the comparison reads them."""
    return {score.task: score for score in scores}


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
    (pair,) = task_pairs(by_task(score(1)), by_task(score(2)), samples)
    assert (pair.comparison.first_only, pair.comparison.second_only, pair.comparison.ties) == (10, 0, 10)
    assert pair.comparison.is_exact and pair.p_value == pytest.approx(mcnemar_p_value(10, 0)) == pytest.approx(2 / 1024)
    assert pair.leader == 1


def test_what_chance_explains_is_a_tie():
    samples = kept({1: [1, 1, 1, 0, 0, 0], 2: [1, 1, 0, 0, 0, 1]})
    (pair,) = task_pairs(by_task(score(1)), by_task(score(2)), samples)
    assert pair.comparison.difference == 0 and pair.leader == 0


def test_several_tasks_are_corrected_together():
    tasks = [f"t{number}" for number in range(5)]
    samples = kept({1: [1] * 6 + [0] * 4, 2: [0] * 10})
    alone = task_pairs(by_task(score(1)), by_task(score(2)), samples)[0]
    first, second = (by_task(*(score(run, task) for task in tasks)) for run in (1, 2))
    among = task_pairs(first, second, samples)
    assert alone.leader == 1 and alone.p_value == pytest.approx(2 / 64)
    assert {pair.leader for pair in among} == {0} and among[0].p_value == pytest.approx(10 / 64)


def test_other_questions_are_not_compared():
    (pair,) = task_pairs(by_task(score(1)), by_task(score(2, task_hash="other")), kept({1: [1], 2: [0]}))
    assert pair.comparison is None and pair.leader is None


def test_answers_that_were_not_kept_are_not_compared():
    (pair,) = task_pairs(by_task(score(1)), by_task(score(2)), kept({1: [1, 0], 2: []}))
    assert pair.comparison is None


def test_where_lower_is_better_the_lower_one_leads():
    first, second = (by_task(score(run, higher_is_better=False)) for run in (1, 2))
    (pair,) = task_pairs(first, second, kept({1: [1] * 12, 2: [0] * 12}))
    assert pair.leader == 2

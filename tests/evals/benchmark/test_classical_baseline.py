"""A classical classifier beside the model, on the same items."""

from datetime import UTC, datetime

import pytest

from data.catalogue import check_settings
from data.records import InvalidInput, ModelRecord, Run, RunProgress, RunRequest, RunState
from evals.benchmark.classical_baseline import (
    METRIC,
    BaselineOutcome,
    Comparison,
    LabelledTexts,
    baseline_outcome,
    classifier,
    measure,
    overall_advantage,
    training_texts,
)
from evals.benchmark.tasks import load_tasks
from evals.measurements import RunContext, check_kind, measurement

TRAINING = LabelledTexts(("red apple", "green apple", "fast car", "slow car"), (0, 0, 1, 1), ("fruit", "car"))


def ignore(progress):
    pass


def context(location, **settings):
    request = RunRequest(1, kind="classical_baseline", settings=settings)
    run = Run(
        id=1, run_key="k", startup_slug="s", model=ModelRecord(1, "s", "m", str(location)), request=request,
        state=RunState.RUNNING, attempt=1, progress=RunProgress(), created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    return RunContext(run, str(location), "cpu", ignore)


@pytest.fixture(scope="module")
def result(tiny_model):
    return measure(context(tiny_model, limit=40, usd_per_cpu_hour=0.04))


def test_the_kind_is_known_by_name():
    check_kind("classical_baseline")
    assert measurement("classical_baseline") is measure


def test_a_small_set_is_learnt_and_its_mistakes_are_counted():
    items = LabelledTexts(("apple pie", "car park", "car"), (0, 1, 0), ("fruit", "car"))
    found = baseline_outcome(TRAINING, items)
    assert found.correct == (True, True, False)
    assert found.accuracy == pytest.approx(2 / 3)
    assert found.seconds_per_thousand > 0


def test_chinese_texts_are_read_by_character():
    texts = LabelledTexts(("今天下雨了", "明天有大雨", "法院开庭了", "法官在法院"), (0, 0, 1, 1), ("weather", "court"))
    assert classifier(texts.texts)[0].analyzer == "char"
    assert baseline_outcome(texts, LabelledTexts(("后天下雨", "法院"), (0, 1), texts.choices)).accuracy == 1
    assert classifier(TRAINING.texts)[0].analyzer == "word"


def test_one_label_cannot_be_learnt():
    with pytest.raises(InvalidInput, match="at least two labels"):
        baseline_outcome(LabelledTexts(("a b", "c d"), (0, 0), ("x", "y")), TRAINING)


def test_the_advantage_is_paired_over_items_and_averaged_over_tasks():
    baseline = BaselineOutcome((True, True, False, False), 0.1, 0.1)
    first = Comparison("a", (True, True, True, False), baseline, 1.0)
    assert first.advantage == (pytest.approx(0.25), pytest.approx(0.25))
    second = Comparison("b", (True, True, False, False), baseline, 1.0)
    assert second.advantage == (0.0, 0.0)
    assert overall_advantage([first, second]) == (pytest.approx(0.125), pytest.approx(0.125))
    alone = Comparison("c", (True,), BaselineOutcome((False,), 0.1, 0.1), 1.0)
    assert overall_advantage([alone]) == (1.0, None)


@pytest.mark.parametrize("name", ["assay_world_qa", "assay_counting"])
def test_tasks_that_are_no_classification_are_refused(name):
    (task,) = load_tasks((name,)).tasks.values()
    with pytest.raises(InvalidInput, match=r"training split|one fixed set of labels"):
        training_texts(name, task)


def test_an_untrained_model_loses_to_the_baseline_on_the_same_items(result):
    (advantage,) = [fact for fact in result.facts if fact.key == "llm_advantage"]
    scores = {score.metric: score for score in result.scores}
    assert scores[METRIC].value > 0.7
    assert scores["acc"].n == scores[METRIC].n == 40
    assert advantage.value == pytest.approx(scores["acc"].value - scores[METRIC].value)
    assert advantage.value < -0.4
    assert 0 < advantage.standard_error < 0.15


def test_every_item_carries_both_answers(result):
    assert all({"acc", METRIC} <= set(sample.metrics) for sample in result.samples)
    share = sum(sample.metrics[METRIC] for sample in result.samples) / len(result.samples)
    assert share == {score.metric: score.value for score in result.scores}[METRIC]


def test_time_has_a_price_only_where_one_is_given(result):
    found = result.engine["baseline"]["assay_topic"]
    seconds = found["baseline"]["seconds_per_thousand_items"]
    assert found["baseline"]["usd_per_thousand_items"] == pytest.approx(0.04 * seconds / 3600)
    assert found["model"]["usd_per_thousand_items"] is None
    assert found["baseline"]["interval"][0] < found["baseline"]["accuracy"] < found["baseline"]["interval"][1]
    assert result.protocol["baseline"]["trained_on"] == "training split"


def test_an_unknown_setting_is_refused_before_a_job_is_written():
    with pytest.raises(InvalidInput, match="'shots'"):
        check_settings("classical_baseline", {"shots": 3})

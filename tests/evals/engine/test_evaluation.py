"""Whole tasks: stock's prompts, hashes and metrics; a task that fails fails alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lm_eval.api.task import ConfigurableTask
from lm_eval.evaluator import evaluate
from lm_eval.models.huggingface import HFLM
from lm_eval.utils import hash_string

from evals.engine import MeasuringLM, evaluate_tasks

ITEMS = [
    {"question": f"What is {one} and {other}?", "choices": [" four", " five", " the cat", " seven ran"], "gold": other}
    for one in range(6)
    for other in range(3)
]


@pytest.fixture
def make_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "items.jsonl"
    file.write_text("\n".join(json.dumps(item) for item in ITEMS))

    def make(name: str = "sums", **changes: Any) -> ConfigurableTask:
        config = {
            "task": name,
            "dataset_path": "json",
            "dataset_kwargs": {"data_files": {"test": str(file)}, "cache_dir": str(tmp_path / "cache")},
            "test_split": "test",
            "fewshot_split": "test",
            "output_type": "multiple_choice",
            "doc_to_text": "Question: {{question}}\nAnswer:",
            "doc_to_target": "gold",
            "doc_to_choice": "{{choices}}",
            "target_delimiter": "",
            "metric_list": [
                {"metric": name, "aggregation": "mean", "higher_is_better": True} for name in ("acc", "acc_norm")
            ],
            "metadata": {"version": 1.5},
        }
        return ConfigurableTask(config=config | changes)

    return make


@pytest.mark.parametrize("sampler", ["default", "first_n"])
def test_a_task_gives_stocks_prompts_answers_metrics_and_hash(
    make_task: Any, opened: MeasuringLM, sampler: str
) -> None:
    changes = {"num_fewshot": 3, "fewshot_config": {"sampler": sampler}}
    reference = make_task(**changes)
    reference.set_fewshot_seed(1234)
    stock = HFLM(opened.model, tokenizer=opened.tokenizer, backend="causal", batch_size=4)
    expected = evaluate(stock, {"tasks": {"sums": reference}, "groups": {}}, limit=10)
    found = evaluate_tasks(opened, {"sums": make_task(**changes)}, limit=10).results["sums"]
    assert expected is not None
    samples = expected["samples"]["sums"]
    assert [sample.prompts for sample in found.samples] == [list(map(list, each["arguments"])) for each in samples]
    assert found.task_hash == hash_string(
        "".join(each["doc_hash"] + each["prompt_hash"] + each["target_hash"] for each in samples)
    )
    for metric in found.metrics:
        assert metric.value == pytest.approx(expected["results"]["sums"][f"{metric.name},none"])
        assert metric.standard_error == pytest.approx(expected["results"]["sums"][f"{metric.name}_stderr,none"])
        assert metric.n == 10
    for sample, each in zip(found.samples, samples, strict=True):
        values = [answer[0][0] for answer in each["resps"]]
        assert [response[0] for response in sample.responses] == pytest.approx(values, abs=1e-4)
    assert (found.num_fewshot, found.task_version, found.documents) == (3, "1.5", 18)


def test_a_task_that_fails_says_why_and_leaves_the_others_alone(make_task: Any, opened: MeasuringLM) -> None:
    def explode(_document: Any, _results: Any) -> Any:
        raise KeyError("gone")

    unsafe = make_task("unsafe")
    unsafe.UNSAFE_CODE = True
    tasks = {"broken": make_task("broken", process_results=explode), "unsafe": unsafe, "sums": make_task()}
    outcome = evaluate_tasks(opened, tasks, limit=2)
    assert outcome.results["broken"].error == "Task 'broken' failed with KeyError: 'gone'"
    assert outcome.results["unsafe"].error == "Task 'unsafe' executes code written by the model and is not run here."
    assert outcome.results["sums"].error is None
    assert {metric.n for metric in outcome.results["sums"].metrics} == {2}
    assert list(outcome.results) == list(tasks)


def test_an_outcome_is_json(make_task: Any, opened: MeasuringLM) -> None:
    outcome = evaluate_tasks(opened, {"sums": make_task()}, limit=2).as_dict()
    assert json.loads(json.dumps(outcome, allow_nan=False))["results"]["sums"]["samples"][1]["doc_id"] == 1
    assert outcome["engine"]["path"] == "shared_prefix"
    assert outcome["model_digest"] == opened.digest


def test_errors_are_clustered_where_items_share_a_text(
    make_task: Any, opened: MeasuringLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.engine.evaluation.cluster_field", lambda _name: "question")
    metric = evaluate_tasks(opened, {"sums": make_task()}, limit=6).results["sums"].metrics[0]
    assert metric.clusters == 6
    assert metric.standard_error is not None


def test_examples_are_given_as_asked_except_where_a_task_fixes_none(make_task: Any, opened: MeasuringLM) -> None:
    tasks = {"free": make_task("free"), "fixed": make_task("fixed", num_fewshot=0)}
    outcome = evaluate_tasks(opened, tasks, limit=1, num_fewshot=2)
    assert (outcome.results["free"].num_fewshot, outcome.results["fixed"].num_fewshot) == (2, 0)
    assert outcome.results["free"].samples[0].prompts[0][0].count("Question:") == 3


def test_a_share_of_right_items_says_that_it_counts_and_what_its_clusters_are_worth(
    make_task: Any, opened: MeasuringLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = evaluate_tasks(opened, {"sums": make_task()}, limit=6).results["sums"].metrics[0]
    assert (alone.counts, alone.clusters, alone.effective_items) == (True, None, None)
    monkeypatch.setattr("evals.engine.evaluation.cluster_field", lambda _name: "question")
    together = evaluate_tasks(opened, {"sums": make_task()}, limit=6).results["sums"].metrics[0]
    assert together.effective_items is not None and 0 < together.effective_items <= 6

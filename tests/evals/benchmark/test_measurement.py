import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalogue import load_suite
from data.records import ModelRecord, NotFound, Run, RunFailed, RunProgress, RunRequest, RunState, Scale
from evals.benchmark.measurement import measure_benchmark, measure_run
from evals.benchmark.report import report_as_json
from evals.benchmark.request import BenchmarkRequest
from evals.measurements import RunContext

ROOT = Path(__file__).parents[3]
BENCHMARKS = os.environ.get("ASSAY_BENCHMARKS")


def ignore(progress):
    pass


def run_of(location, **request):
    return Run(
        id=1, run_key="k", startup_slug="s", model=ModelRecord(1, "s", "m", str(location)),
        request=RunRequest(1, **request), state=RunState.RUNNING, attempt=1, progress=RunProgress(),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture(scope="module")
def measured(tiny_model, tmp_path_factory):
    heard = []
    request = BenchmarkRequest(
        location=str(tiny_model), tasks=("assay_topic", "assay_world_qa"), limit=8, device="cpu",
        store=tmp_path_factory.mktemp("store") / "requests.sqlite",
    )  # fmt: skip
    return request, measure_benchmark(request, heard.append), heard


def test_a_run_gives_scores_samples_protocol_and_facts(measured, tiny_model):
    _, outcome, _ = measured
    result = outcome.result
    assert {(score.task, score.metric, score.n, score.total) for score in result.scores} == {
        ("assay_topic", "acc", 8, 320), ("assay_world_qa", "acc", 8, 320)
    }  # fmt: skip
    assert len(result.samples) == 16
    protocol = result.protocol
    assert (protocol["device"], protocol["dtype"], protocol["seed"], protocol["limit"]) == ("cpu", "float32", 1234, 8)
    assert protocol["libraries"]["lm-eval"] == "0.4.13"
    assert len(protocol["tasks"]["assay_topic"]["data_digest"]) == 64
    assert {fact.key: fact.value for fact in result.facts}["context_length_tokens"] == 1024
    assert result.parameters == outcome.result.parameters == 139584


def test_progress_counts_items_to_the_end(measured):
    _, _, heard = measured
    assert {progress.total for progress in heard} == {16}
    assert heard[-1].done == 16
    assert [progress.done for progress in heard] == sorted(progress.done for progress in heard)


def test_the_same_measurement_again_computes_nothing_and_gives_the_same(measured):
    request, outcome, _ = measured
    again = measure_benchmark(request, ignore)
    assert again.evaluation.engine["tokens_forwarded"] == 0
    assert again.evaluation.engine["requests_reused"] == again.evaluation.engine["requests"]
    assert again.result.scores == outcome.result.scores


def test_the_report_has_the_keys_that_scripts_read(measured):
    report = json.loads(json.dumps(report_as_json(measured[1])))
    assert set(report["model"]) == {"digest", "parameters"}
    task = report["tasks"]["assay_topic"]
    assert set(task) == {"metrics", "num_fewshot", "task_version", "task_hash"}
    assert set(task["metrics"]["acc"]) == {"value", "stderr", "n"}
    assert set(report["engine"]) == {
        "path", "requests", "requests_reused", "tokens_forwarded", "tokens_trie", "seconds"
    }  # fmt: skip
    assert (report["engine"]["tokens_trie"] is None) == (report["engine"]["path"] == "plain")


def test_a_suite_says_in_the_protocol_what_counts(tiny_model):
    suite = load_suite("demo")
    suite = suite.model_copy(update={"benchmarks": suite.benchmarks[:1]})
    outcome = measure_benchmark(BenchmarkRequest(str(tiny_model), suite=suite, limit=2, device="cpu"), ignore)
    stated = outcome.result.protocol["tasks"]["assay_topic"]
    assert (stated["capability"], stated["metric"], stated["normalisation"]["lower_bound"]) == (
        "text_classification", "acc", 0.2
    )  # fmt: skip


def test_a_location_that_is_neither_folder_nor_hub_id_is_named():
    with pytest.raises(NotFound, match=r"Model folder '\./gone' does not exist"):
        measure_benchmark(BenchmarkRequest("./gone", tasks=("assay_topic",)), ignore)


def test_a_run_fails_only_when_no_task_gave_a_score(tiny_model, monkeypatch, tmp_path):
    monkeypatch.setenv("ASSAY_VAR", str(tmp_path))
    fine = run_of(tiny_model, tasks=("assay_topic",), settings={"limit": 2})
    context = RunContext(fine, str(tiny_model), "cpu", ignore)
    assert measure_run(context).scores[0].n == 2
    monkeypatch.setattr("evals.engine.evaluation._check_runnable", lambda *_: 1 / 0)
    with pytest.raises(RunFailed, match="Task 'assay_topic' failed with ZeroDivisionError"):
        measure_run(replace(context, run=fine))


@pytest.mark.slow
def test_the_command_writes_its_report_to_stdout_and_refuses_in_one_sentence(tiny_model, tmp_path):
    def command(*arguments):
        line = [sys.executable, "-m", "evals", "run", "--model", str(tiny_model), *arguments]
        environment = os.environ | {"ASSAY_VAR": str(tmp_path), "OMP_NUM_THREADS": "1"}
        return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)

    fine = command("--tasks", "assay_topic", "--limit", "4", "--json", "--device", "cpu")
    assert fine.returncode == 0, fine.stderr
    assert json.loads(fine.stdout)["tasks"]["assay_topic"]["metrics"]["acc"]["n"] == 4
    refused = command("--tasks", "arc_eazy")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "No task 'arc_eazy'; did you mean arc_easy, arc_eu_easy, arc_ca_easy?\n"
    assert command().stderr == "Name either --tasks or --suite\n"


STOCK = {
    "arc_easy": ("arc/arc_easy.yaml", {}),
    "hellaswag": ("hellaswag/hellaswag.yaml", {"training_split": None}),
    "truthfulqa_mc1": ("truthfulqa/truthfulqa_mc1.yaml", {}),
    "mmlu_anatomy": ("mmlu/default/mmlu_anatomy.yaml", {}),
}


@pytest.mark.slow
@pytest.mark.skipif(not BENCHMARKS, reason="ASSAY_BENCHMARKS names no folder")
def test_scores_equal_those_of_stock_lm_eval_on_the_same_rows(tiny_model, tmp_path):
    """Both commands as a user types them; the reference gets local YAML files that read the same rows."""
    from evals.benchmark.task_index import stock_tasks

    manifest = json.loads((Path(BENCHMARKS) / "MANIFEST.json").read_text())
    (tmp_path / "yaml").mkdir()
    for name, (file, changes) in STOCK.items():
        files = {split: str(Path(BENCHMARKS) / path) for split, path in manifest[name].items()}
        settings: dict[str, Any] = {
            "include": str(stock_tasks() / file),
            "task": f"local_{name}",
            "dataset_path": "json",
        }
        settings |= {"dataset_name": None, "dataset_kwargs": {"data_files": files}} | changes
        (tmp_path / "yaml" / f"{name}.yaml").write_text(yaml.safe_dump(settings))
    quiet = os.environ | {
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "ASSAY_VAR": str(tmp_path),
        "OMP_NUM_THREADS": "1",
    }
    shared: dict[str, Any] = {"cwd": ROOT, "env": quiet, "capture_output": True, "text": True, "timeout": 900}
    stock = subprocess.run(
        [sys.executable, "-m", "lm_eval", "--model", "hf", "--model_args", f"pretrained={tiny_model},dtype=float32",
         "--tasks", ",".join(f"local_{name}" for name in STOCK), "--include_path", str(tmp_path / "yaml"),
         "--limit", "40", "--device", "cpu", "--batch_size", "8", "--output_path", str(tmp_path / "stock")],
        **shared,
    )  # fmt: skip
    assert stock.returncode == 0, stock.stderr[-2000:]
    ours = subprocess.run(
        [sys.executable, "-m", "evals", "run", "--model", str(tiny_model), "--tasks", ",".join(STOCK),
         "--task-data", BENCHMARKS, "--limit", "40", "--device", "cpu", "--json"],
        **shared,
    )  # fmt: skip
    assert ours.returncode == 0, ours.stderr[-2000:]
    expected = json.loads(next((tmp_path / "stock").rglob("results_*.json")).read_text())["results"]
    found = json.loads(ours.stdout)["tasks"]
    for name in STOCK:
        reference = expected[f"local_{name}"]
        for metric, numbers in found[name]["metrics"].items():
            assert numbers["value"] == pytest.approx(reference[f"{metric},none"], abs=1e-12), (name, metric)
            assert numbers["stderr"] == pytest.approx(reference[f"{metric}_stderr,none"], rel=1e-9)
            assert numbers["n"] == 40


def test_clusters_of_a_metric_reach_the_score_that_is_kept(measured, monkeypatch):
    request, _, _ = measured
    monkeypatch.setattr("evals.engine.evaluation.cluster_field", lambda _name: "topic")
    scores = measure_benchmark(replace(request, tasks=("assay_topic",)), ignore).result.scores
    assert [(score.scale, score.counts) for score in scores] == [(Scale.FRACTION, True)]
    assert 1 < scores[0].clusters <= 8 and 0 < scores[0].effective_items <= 8

"""Whole runs against a real server: the same scores as from the weights, refusals before anything is asked."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lm_eval.api.instance import Instance
from typer.testing import CliRunner

from data.records import InvalidInput, Refused
from evals.__main__ import app
from evals.benchmark.backends import BackendChoice
from evals.benchmark.measurement import measure_benchmark, measure_run
from evals.benchmark.request import BenchmarkRequest
from evals.endpoints.client import EndpointClient
from evals.endpoints.completions import CompletionsLM
from evals.endpoints.served import ServedModel
from evals.endpoints.tokens import RemoteTokenizer
from evals.engine import EngineSettings, MeasuringLM
from evals.measurements import RunContext
from tests.evals.benchmark.test_measurement import run_of
from tests.evals.endpoints.conftest import Answering, serving

DEMO = Path(__file__).parents[3] / "data" / "demo" / "models" / "lumenor-textwerk"
TASKS = ("assay_world_qa", "assay_counting")


def ignore(progress):
    pass


def asked_of(server, folder, name="local-completions", *, tasks=TASKS, store=None, **choice):
    backend = BackendChoice(name, server.url, folder if name == "local-completions" else None, **choice)
    return BenchmarkRequest("served", tasks=tasks, limit=12, backend=backend, store=store)


def scores(outcome):
    return {(score.task, score.metric): (score.value, score.n) for score in outcome.result.scores}


@pytest.fixture(scope="module")
def demo():
    with serving(Answering(DEMO)) as server:
        yield server


@pytest.fixture(scope="module")
def local():
    return measure_benchmark(BenchmarkRequest(str(DEMO), tasks=TASKS, limit=12, device="cpu"), ignore)


def test_an_endpoint_gives_the_scores_of_the_weights_it_serves(demo, local, tmp_path):
    heard = []
    request = asked_of(demo, DEMO, max_length=256, store=tmp_path / "requests.sqlite")
    found = measure_benchmark(request, heard.append)
    assert scores(found) == scores(local)
    for one, other in zip(found.result.samples, local.result.samples, strict=True):
        assert one.prompts == other.prompts
        if one.task == "assay_world_qa":
            for (mine, greedy), (theirs, as_greedy) in zip(one.responses, other.responses, strict=True):
                assert mine == pytest.approx(theirs, abs=1e-4)
                assert greedy == as_greedy
        else:
            assert one.responses == other.responses
    protocol = found.result.protocol
    assert (protocol["backend"], protocol["endpoint"], protocol["max_length"]) == ("local-completions", demo.url, 256)
    assert protocol["model_digest"] == found.result.digest
    assert found.result.digest.startswith("endpoint-")
    assert (found.result.parameters, found.result.facts) == (None, ())
    assert (heard[-1].done, heard[-1].total) == (24, 24)
    before = len(demo.asked)
    again = measure_benchmark(request, ignore)
    assert scores(again) == scores(local)
    assert again.evaluation.engine["tokens_forwarded"] == 0
    assert len(demo.asked) == before + 1, "only the probe is asked again"


def test_a_chat_endpoint_writes_and_what_it_cannot_score_is_refused_before_anything_is_asked(demo):
    asked_before = len(demo.asked)
    with pytest.raises(Refused, match=r"Task 'assay_world_qa' was not run: a chat endpoint gives no log-probabilities"):
        measure_benchmark(asked_of(demo, DEMO, "local-chat-completions", tasks=TASKS[:1]), ignore)
    assert len(demo.asked) == asked_before
    found = measure_benchmark(asked_of(demo, DEMO, "local-chat-completions"), ignore)
    results = found.evaluation.results
    assert list(results) == list(TASKS)
    assert "use local-completions" in results["assay_world_qa"].error
    assert (results["assay_counting"].metrics[0].n, results["assay_counting"].error) == (12, None)
    path, question = demo.asked[-1]
    assert path == "/v1/chat/completions"
    assert [turn["role"] for turn in question["messages"]] == ["user"]
    assert found.result.protocol["chat_template_applied"] is True


def test_an_endpoint_without_logprobs_still_writes(local):
    with serving(Answering(DEMO, with_logprobs=False)) as server:
        found = measure_benchmark(asked_of(server, DEMO, max_length=256), ignore)
    results = found.evaluation.results
    assert "gives no log-probabilities of a prompt" in results["assay_world_qa"].error
    key = ("assay_counting", "exact_match")
    assert scores(found)[key] == scores(local)[key]


def test_another_models_tokenizer_is_noticed_before_the_run(demo, tiny_model):
    with pytest.raises(InvalidInput, match=r"cuts a test text into \d+ tokens, the endpoint .* into another number"):
        measure_benchmark(asked_of(demo, tiny_model), ignore)


def test_a_task_the_endpoint_fails_fails_alone_and_the_finished_one_stays(demo, tmp_path, monkeypatch):
    monkeypatch.setattr("evals.endpoints.client.time.sleep", ignore)
    request = asked_of(demo, DEMO, max_length=256, store=tmp_path / "requests.sqlite")
    request = replace(request, tasks=TASKS[::-1], limit=3)

    def after_the_first_task(progress):
        if progress.task == "assay_counting" and progress.done == 3:
            demo.faults = [b"garbage"] * 9

    found = measure_benchmark(request, after_the_first_task).evaluation.results
    demo.faults = []
    assert "gave no completions as OpenAI describes them" in found["assay_world_qa"].error
    assert (found["assay_counting"].error, found["assay_counting"].metrics[0].n) == (None, 3)


def test_a_stored_run_asks_the_endpoint_its_settings_name(demo, local, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_VAR", str(tmp_path))
    settings = {"endpoint": demo.url, "served_name": "served", "max_length": 256, "limit": 12}
    run = run_of(DEMO, tasks=TASKS, settings=settings)
    found = measure_run(RunContext(run, str(DEMO), "cpu", ignore))
    assert {score.task: score.value for score in found.scores} == {
        score.task: score.value for score in local.result.scores
    }
    assert demo.asked[-1][1]["model"] == "served"


def test_whole_texts_score_as_the_weights_do_window_by_window(demo):
    texts = [Instance("loglikelihood_rolling", {}, (text,), 0) for text in ("Bread is baked.", "a b c. " * 60)]
    local = MeasuringLM.open(EngineSettings(str(DEMO), device="cpu", max_length=62))
    served = ServedModel(EndpointClient(demo.url), "served", 1234, date(2026, 1, 1))
    remote = CompletionsLM(served, RemoteTokenizer(DEMO), max_length=64)
    assert remote.loglikelihood_rolling(texts) == pytest.approx(local.loglikelihood_rolling(texts), abs=1e-3)
    remote.loglikelihood([Instance("loglikelihood", {}, ("a b c. " * 60, " d"), 0)])
    assert remote.counters.requests_truncated == 1
    assert max(len(prompt) for _, asked in demo.asked if isinstance(asked.get("prompt"), list)
               for prompt in asked["prompt"]) <= 255  # fmt: skip
    with pytest.raises(InvalidInput, match="is longer than the 62 tokens the model takes"):
        remote.loglikelihood([Instance("loglikelihood", {}, ("a", " b" * 200), 0)])


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (BackendChoice("local-completions"), "needs --endpoint with the base address"),
        (BackendChoice("transformers", "http://h/v1"), "--backend transformers asks no endpoint"),
        (BackendChoice("local-completions", "http://h/v1"), "needs --tokenizer, a folder"),
        (BackendChoice("local-completions", "http://h/v1", Path("gone")), "--tokenizer 'gone' is no folder"),
        (BackendChoice("guess"), "Backend 'guess' is not known; there are transformers, vllm"),
        (BackendChoice("vllm"), r"--backend vllm: vLLM is not installed here; `pip install vllm`"),
    ],
)
def test_what_a_backend_needs_is_said_before_anything_is_loaded(choice, sentence, monkeypatch):
    monkeypatch.setattr("evals.engine.vllm_lm.find_spec", ignore)
    with pytest.raises(Exception, match=sentence) as refusal:
        measure_benchmark(BenchmarkRequest("m", tasks=TASKS, backend=choice), ignore)
    assert "\n" not in str(refusal.value)


def test_a_folder_without_a_tokenizer_is_named(tmp_path):
    choice = BackendChoice("local-completions", "http://127.0.0.1:9/v1", tmp_path)
    with pytest.raises(InvalidInput, match="holds no tokenizer that can be loaded"):
        measure_benchmark(BenchmarkRequest("m", tasks=TASKS, backend=choice), ignore)


def test_the_command_measures_an_endpoint(demo, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_VAR", str(tmp_path))
    line = ["run", "--model", "served", "--endpoint", demo.url, "--tokenizer", str(DEMO), "--max-length", "256",
            "--tasks", "assay_counting", "--limit", "2", "--json", "-"]  # fmt: skip
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["tasks"]["assay_counting"]["metrics"]
    assert f"Measured on {demo.url}." in result.stderr
    refused = CliRunner().invoke(app, [*line, "--backend", "transformers"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "--backend transformers asks no endpoint.\n"

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from data.records import InvalidInput, Refused, RunFailed
from evals.forensics.cli import app
from evals.forensics.completions import HeldModel, HttpEndpoint
from evals.forensics.identity import (
    IdentitySettings,
    examine_endpoint,
    identity_facts,
    prompts,
    verdict_of,
)
from evals.forensics.identity_tests import (
    PermutationTest,
    hamming_kernel,
    hidden_size_from_logits,
    hidden_size_from_logprobs,
    logprob_test,
    numerical_rank,
    sample_test,
)
from evals.forensics.labelled_set import _rounded, _trained_on
from evals.training.data import END_OF_DOCUMENT, packed_rows, trained_tokenizer
from evals.training.loop import TrainingSettings, train
from evals.training.model import ModelShape, load_model, new_model, save_model

NULL_RUNS = 200
FEW = IdentitySettings(repeats=3, samples=6, answer_tokens=4, served_dtype="float16")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """One model, and what an endpoint might serve instead: a fine-tune, its int8 version, another seed."""
    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("served")
    texts = [
        f"{first} {second} {third}" for first in prompts() for second in prompts() for third in ("and", "so", "or")
    ]
    tokenizer = trained_tokenizer(texts, 400)
    rows = packed_rows(texts, tokenizer, 32)
    shape = ModelShape(400, 48, 2, 4, 96, 64)
    settings = TrainingSettings(steps=60, batch_size=8, warmup_steps=10)
    for name, seed in (("held", 1), ("other", 2)):
        model = new_model(shape, end_token=tokenizer.convert_tokens_to_ids(END_OF_DOCUMENT), seed=seed)
        train(model, rows, settings)
        save_model(model, tokenizer, root / name)
    held = load_model(root / "held")
    tuned = _trained_on(held, packed_rows(texts[:200], tokenizer, 32), steps=20, rate=5e-4)
    save_model(tuned, tokenizer, root / "fine-tuned")
    save_model(_rounded(held, bits=8), tokenizer, root / "int8")
    return root


@contextmanager
def _serving(source, *, with_logprobs=True):
    """A real local server that speaks OpenAI's completions and answers from `source`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            texts = source.samples(asked["prompt"], asked["n"], asked["max_tokens"], asked.get("seed", 0))
            choices = [{"index": number, "text": text} for number, text in enumerate(texts)]
            if "logprobs" in asked and with_logprobs:
                choices[0]["logprobs"] = {
                    "top_logprobs": [source.first_token_logprobs(asked["prompt"], asked["logprobs"])]
                }
            content = json.dumps({"object": "text_completion", "choices": choices}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("served", "dtype", "verdict"),
    [
        ("held", torch.float32, "same"),
        ("held", torch.float16, "same"),
        ("fine-tuned", torch.float32, "different"),
        ("int8", torch.float32, "different"),
        ("other", torch.float32, "different"),
    ],
)
def test_an_endpoint_is_told_to_serve_the_held_weights_or_others(folders, served, dtype, verdict):
    with _serving(HeldModel(folders / served, dtype)) as url:
        report = examine_endpoint(url, folders / "held", FEW)
    assert report.verdict == verdict, report
    assert identity_facts(report) == {"endpoint_identity_verdict": verdict}
    assert report.digest == HeldModel(folders / "held").digest


def test_weights_served_in_bfloat16_are_the_same_when_that_is_said(folders):
    with _serving(HeldModel(folders / "held", torch.bfloat16)) as url:
        said = examine_endpoint(url, folders / "held", IdentitySettings(repeats=3, samples=6, answer_tokens=4))
    assert said.verdict == "same"
    assert said.logprobs.statistic == pytest.approx(said.rounding_gap)


def test_without_logprobs_equal_answers_prove_nothing_but_others_are_told(folders):
    many = IdentitySettings(repeats=3, samples=20, answer_tokens=4)
    with _serving(HeldModel(folders / "held"), with_logprobs=False) as url:
        same = examine_endpoint(url, folders / "held", many)
    with _serving(HeldModel(folders / "other"), with_logprobs=False) as url:
        other = examine_endpoint(url, folders / "held", many)
    assert (same.verdict, same.logprobs) == ("inconclusive", None)
    assert other.samples.p_value < same.samples.p_value


def test_the_hidden_size_behind_an_endpoint_is_found(folders):
    with _serving(HeldModel(folders / "held")) as url:
        report = examine_endpoint(url, folders / "held", IdentitySettings(2, 5, 3, 2, full_vocabulary=400))
    assert (report.endpoint_hidden_size, report.held_hidden_size) == (48, 48)


def test_the_command_exits_one_for_another_model_and_two_for_no_endpoint(folders):
    with _serving(HeldModel(folders / "other")) as url:
        arguments = ["identity", "--endpoint", url, "--model", str(folders / "held"), "--json"]
        result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["verdict"] == "different"
    gone = CliRunner().invoke(app, arguments)
    assert gone.exit_code == 2
    assert "cannot be reached" in gone.stderr


def test_only_web_addresses_are_asked():
    with pytest.raises(InvalidInput, match="is no http or https address"):
        HttpEndpoint("file:///etc/passwd")


@pytest.mark.parametrize("content", ["no json", '{"choices": []}', '{"choices": [1]}', "[]"])
def test_an_answer_that_is_no_completion_is_said_so(content):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(RunFailed, match="gave no completions as OpenAI describes them"):
            HttpEndpoint(f"http://127.0.0.1:{server.server_port}").samples("a", 2, 1, 0)
        server.shutdown()


def test_weights_with_a_high_finding_are_not_loaded(folders, tmp_path):
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(Refused, match="is not loaded"):
        HeldModel(tmp_path)


def test_hamming_kernel_counts_equal_places_padding_included():
    kernel = hamming_kernel(["abcd", "abxd", "ab"], 4)
    assert kernel.tolist() == [[1, 0.75, 0.5], [0.75, 1, 0.5], [0.5, 0.5, 1]]


def test_mmd_of_two_constant_sources_is_two_for_nothing_in_common():
    test = sample_test([["aa", "aa", "aa"]], [["bb", "bb", "bb"]], np.random.default_rng(0), length=2)
    assert test.statistic == pytest.approx(2.0)
    assert test.p_value == pytest.approx(0.1, abs=0.05)


def test_logprob_statistic_is_the_mean_gap_of_means_in_nats():
    first, second = [np.array([[-1.0, -2.0], [-1.2, -2.0]])], [np.array([[-1.0, -2.5], [-1.0, -2.5]])]
    assert logprob_test(first, second, np.random.default_rng(0)).statistic == pytest.approx((0.1 + 0.5) / 2)


def test_sources_that_do_not_correspond_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(InvalidInput, match="same tokens for the same prompts"):
        logprob_test([np.zeros((2, 3))], [np.zeros((2, 4))], rng)
    with pytest.raises(InvalidInput, match="at least twice each"):
        sample_test([["a"]], [["a", "b"]], rng)


def test_logprob_tracking_raises_false_alarms_at_its_level_and_sees_a_small_shift():
    rng = np.random.default_rng(7)
    base = [rng.normal(-3, 1, 5) for _ in range(12)]

    def draw(shift):
        return [row + shift + rng.normal(0, 0.05, (4, 5)) for row in base]

    null = np.array([logprob_test(draw(0), draw(0), rng, 199).p_value for _ in range(NULL_RUNS)])
    assert np.mean(null <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / NULL_RUNS)
    assert 0.3 < np.mean(null) < 0.7
    assert logprob_test(draw(0), draw(0.1), rng).p_value <= 0.005


def test_answers_of_one_model_raise_false_alarms_at_the_level_of_the_test(folders):
    held, rng = HeldModel(folders / "held"), np.random.default_rng(11)
    drawn = [np.array(held.samples(prompt, 1500, 4, seed)) for seed, prompt in enumerate(prompts()[:6])]
    p_values = []
    for _ in range(NULL_RUNS):
        picked: list[Any] = [rng.choice(answers, 16, replace=False) for answers in drawn]
        p_values.append(
            sample_test([p[:8] for p in picked], [p[8:] for p in picked], rng, length=16, permutations=99).p_value
        )
    assert np.mean(np.array(p_values) <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / NULL_RUNS)
    assert 0.35 < np.mean(p_values) < 0.65


def test_rank_is_found_at_the_largest_gap_and_hidden_size_one_below_for_logprobs():
    rng = np.random.default_rng(0)
    logits = rng.standard_normal((60, 12)) @ rng.standard_normal((12, 200))
    logprobs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    assert (hidden_size_from_logits(logits), hidden_size_from_logprobs(logprobs)) == (12, 12)
    assert numerical_rank(logprobs) == 13
    assert hidden_size_from_logits(logits[:12]) is None
    assert numerical_rank(np.zeros((3, 3))) == 0


def _test(statistic, p_value):
    return PermutationTest(statistic, p_value, 999)


@pytest.mark.parametrize(
    ("logprobs", "samples", "sizes", "verdict"),
    [
        (_test(0.001, 0.001), _test(0, 0.5), (None, 64), "same"),
        (_test(0.5, 0.001), _test(0, 0.5), (None, 64), "different"),
        (_test(0.5, 0.2), _test(0, 0.5), (None, 64), "inconclusive"),
        (_test(0.001, 0.9), _test(0.4, 0.001), (None, 64), "different"),
        (None, _test(0, 0.5), (None, 64), "inconclusive"),
        (_test(0.001, 0.9), _test(0, 0.5), (128, 64), "different"),
    ],
)
def test_verdict_weighs_the_gap_against_rounding_and_both_tests(logprobs, samples, sizes, verdict):
    found, english, chinese = verdict_of(logprobs, 0.01, samples, sizes=sizes)
    assert found == verdict
    assert english
    assert chinese != english

"""Answers that somebody else gives, kept and counted; lm-eval's own backend stands in for its vLLM one."""

from __future__ import annotations

from pathlib import Path

import pytest
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM

from data.records import InvalidInput, RunProgress
from evals.engine import EngineSettings, MeasuringLM, RequestStore
from evals.engine.vllm_lm import VllmLM
from tests.evals.engine.conftest import generated, scored

REQUESTS = [scored("The cat sat", " on the mat."), scored("The cat", " ran."), scored("The cat sat", " on the mat.")]
TEXTS = [Instance("loglikelihood_rolling", {}, (text,), 0) for text in ("The cat sat.", "The dog ran far away.")]


def wrapped(lm: MeasuringLM, store: RequestStore | None = None, **settings: object) -> VllmLM:
    inner = HFLM(lm.model, tokenizer=lm.tokenizer, backend="causal", batch_size=1)
    return VllmLM(inner, "digest", store=store, **settings)  # type: ignore[arg-type]


def test_answers_are_the_inner_models_and_the_engines(opened: MeasuringLM) -> None:
    lm = wrapped(opened)
    for (value, greedy), (expected, as_greedy) in zip(
        lm.loglikelihood(REQUESTS), opened.loglikelihood(REQUESTS), strict=True
    ):
        assert value == pytest.approx(expected, abs=1e-4)
        assert greedy == as_greedy
    assert lm.loglikelihood_rolling(TEXTS) == pytest.approx(opened.loglikelihood_rolling(TEXTS), abs=1e-4)
    prompts = [generated("The dog", until=["\n"]), generated("Question:", until=["\n"])]
    assert lm.generate_until(prompts) == opened.generate_until(prompts)
    assert (lm.counters.path, lm.counters.reason) == ("plain", "Requests run in vLLM.")


def test_a_second_run_asks_nothing_and_an_interrupted_one_keeps_what_came_in(
    opened: MeasuringLM, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.engine.vllm_lm.REQUESTS_AT_ONCE", 1)
    told: list[RunProgress] = []
    with RequestStore(tmp_path / "store.sqlite") as store:
        broken = wrapped(opened, store)
        whole = broken.inner.loglikelihood

        def failing(part: list[Instance], **settings: object) -> object:
            if part[0].args[0] == "The cat":
                raise RuntimeError("gone")
            return whole(part, **settings)

        broken.inner.loglikelihood = failing
        with pytest.raises(RuntimeError, match="gone"):
            broken.loglikelihood(REQUESTS)
        second = wrapped(opened, store, on_progress=told.append)
        answers = second.loglikelihood(REQUESTS)
        assert (second.counters.requests, second.counters.requests_reused) == (3, 2)
        assert told[-1].done == told[-1].total == 3
        third = wrapped(opened, store)
        assert third.loglikelihood(REQUESTS) == answers
        assert third.counters.tokens_forwarded == 0
        other = wrapped(opened, store, dtype="bfloat16")
        other.loglikelihood(REQUESTS)
        assert other.counters.requests_reused == 1, "another number type shares nothing but the repetition"


def test_what_chance_decides_is_neither_kept_nor_joined(opened: MeasuringLM, tmp_path: Path) -> None:
    settings = {"temperature": 1.0, "max_gen_toks": 3, "until": []}
    request = Instance("generate_until", {}, ("The cat", settings), 0)
    with RequestStore(tmp_path / "store.sqlite") as store:
        lm = wrapped(opened, store)
        assert len(lm.generate_until([request, request])) == 2
        assert (lm.counters.requests_reused, len(store)) == (0, 0)


def test_vllm_is_asked_for_only_where_it_is_installed(model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.engine.vllm_lm.find_spec", {}.get)
    with pytest.raises(InvalidInput, match="vLLM is not installed here; `pip install vllm`, or use transformers"):
        VllmLM.open(EngineSettings(str(model_folder)))

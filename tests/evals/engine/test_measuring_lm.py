"""The opened model: stock's numbers, stock's defects avoided, nothing forwarded twice, one sentence for bad input."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM

from data.records import InvalidInput, RunProgress
from evals.checkpoints.digest import checkpoint_digest
from evals.checkpoints.examination import examine_checkpoint
from evals.engine import MeasuringLM, RequestStore
from evals.engine.generation import GreedyGenerator
from tests.evals.engine.conftest import generated, scored

Opener = Callable[..., MeasuringLM]


def stock(lm: MeasuringLM, **settings: Any) -> HFLM:
    return HFLM(lm.model, tokenizer=lm.tokenizer, backend="causal", **({"batch_size": 1} | settings))


def exact(lm: MeasuringLM, context: list[int], continuation: list[int]) -> float:
    with torch.no_grad():
        logits = lm.model(torch.tensor([context + continuation[:-1]]), use_cache=False).logits[0]
    chosen = torch.log_softmax(logits.double(), -1)[-len(continuation) :].gather(1, torch.tensor(continuation)[:, None])
    return float(chosen.sum())


REQUESTS = [
    scored("The cat sat", " on the mat."),
    scored("The cat sat", " on the dog."),
    scored("The cat sat ", "on the dog."),
    scored("The dog", " ran."),
    scored("", "The dog ran."),
    scored("Question: what is two and two?\nAnswer:", " four"),
]


def test_log_likelihoods_are_stocks(opened: MeasuringLM) -> None:
    expected = stock(opened).loglikelihood(REQUESTS, disable_tqdm=True)
    found = opened.loglikelihood(REQUESTS)
    assert [greedy for _, greedy in found] == [greedy for _, greedy in expected]
    assert [value for value, _ in found] == pytest.approx([value for value, _ in expected], abs=1e-4)
    assert opened.counters.path == "shared_prefix"


def test_requests_that_split_the_same_tokens_differently_are_each_right_where_stock_is_not(opened: MeasuringLM) -> None:
    tokens = opened.tok_encode("The cat sat on the mat")
    short, long = (None, tokens[:-1], tokens[-1:]), (None, tokens[:2], tokens[2:])
    truth = [exact(opened, context, continuation) for _, context, continuation in (short, long)]
    wrong = [value for value, _ in stock(opened)._loglikelihood_tokens([short, long], disable_tqdm=True)]
    right = [value for value, _ in opened._loglikelihood_tokens([short, long])]
    assert abs(wrong[0] - truth[0]) > 0.01
    assert right == pytest.approx(truth, abs=1e-4)


def test_the_softmax_is_taken_in_float32_where_stock_takes_it_in_bfloat16(open_model: Opener) -> None:
    lm = open_model(dtype="bfloat16")
    request = (None, lm.tok_encode("The cat sat"), lm.tok_encode(" on the mat. The dog ran."))
    row = torch.tensor([request[1] + request[2][:-1]])
    with torch.no_grad():
        logits = lm.model(row, use_cache=False).logits[0][-len(request[2]) :]
    target = torch.tensor(request[2])[:, None]
    on_same_logits = float(torch.log_softmax(logits.double(), -1).gather(1, target).sum())
    rounded = float(torch.log_softmax(logits, -1).gather(1, target).float().sum())
    ours = open_model(dtype="bfloat16", engine="plain")._loglikelihood_tokens([request])[0][0]
    assert ours == pytest.approx(on_same_logits, abs=1e-3)
    assert abs(rounded - on_same_logits) > 10 * abs(ours - on_same_logits)


def test_rolling_windows_of_all_documents_give_stocks_totals(opened: MeasuringLM) -> None:
    texts = ["The cat sat on the mat. " * 40, "The dog ran.", "Question: what?"]
    requests = [Instance("loglikelihood_rolling", {}, (text,), 0) for text in texts]
    assert len(opened.tok_encode(texts[0])) > opened.max_length
    expected = stock(opened).loglikelihood_rolling(requests, disable_tqdm=True)
    assert opened.loglikelihood_rolling(requests) == pytest.approx(expected, rel=1e-6)


def test_a_context_too_long_for_the_model_is_cut_on_the_left_and_counted(open_model: Opener) -> None:
    lm = open_model(max_length=16)
    request = scored("The cat sat on the mat. " * 20, " The dog ran.")
    expected = stock(lm, max_length=16).loglikelihood([request], disable_tqdm=True)[0][0]
    assert lm.loglikelihood([request])[0][0] == pytest.approx(expected, abs=1e-4)
    assert lm.counters.requests_truncated == 1


def test_an_empty_continuation_is_certain_and_an_empty_context_starts_the_text(opened: MeasuringLM) -> None:
    assert opened.loglikelihood([scored("The cat", "")]) == [(0.0, True)]
    tokens = opened.tok_encode("The dog")
    found = opened.loglikelihood([scored("", "The dog")])[0][0]
    assert found == pytest.approx(exact(opened, [opened.prefix_token_id], tokens), abs=1e-4)
    assert opened.loglikelihood([]) == []


def test_a_second_run_and_a_task_that_shares_requests_forward_nothing(open_model: Opener, tmp_path: Path) -> None:
    with RequestStore(tmp_path / "results.sqlite") as store:
        first = open_model(store=store)
        texts = [Instance("loglikelihood_rolling", {}, ("The cat sat on the mat.",), 0)]
        answers = first.loglikelihood(REQUESTS), first.loglikelihood_rolling(texts)
        written = first.generate_until([generated("The cat")])
        assert first.counters.tokens_forwarded > 0
        second = open_model(store=store)
        assert (second.loglikelihood(REQUESTS[::-1])[::-1], second.loglikelihood_rolling(texts)) == answers
        assert second.generate_until([generated("The cat")]) == written
        assert second.counters.tokens_forwarded == 0
        assert second.counters.requests_reused == second.counters.requests == len(REQUESTS) + 2


def test_results_are_not_shared_between_number_types_or_generation_settings(open_model: Opener, tmp_path: Path) -> None:
    with RequestStore(tmp_path / "results.sqlite") as store:
        open_model(store=store).loglikelihood(REQUESTS[:1])
        other = open_model(store=store, dtype="bfloat16")
        other.loglikelihood(REQUESTS[:1])
        assert other.counters.requests_reused == 0
        lm = open_model(store=store)
        lm.generate_until([generated("The cat", max_gen_toks=4)])
        lm.generate_until([generated("The cat", max_gen_toks=5)])
        assert lm.counters.requests_reused == 0


KILLED = """
import os, sys
sys.path[:0] = [{root!r}]
from pathlib import Path
from evals.engine import EngineSettings, MeasuringLM, RequestStore
from tests.evals.engine.conftest import scored
lm = MeasuringLM.open(
    EngineSettings({model!r}, device="cpu", max_batch_tokens=16),
    store=RequestStore(Path({store!r})),
    on_progress=lambda progress: progress.done >= 5 and os.kill(os.getpid(), 9),
)
lm.loglikelihood([scored(f"The cat number {{i}} sat", " on the mat.") for i in range(20)])
"""


def test_a_run_killed_outright_keeps_every_finished_batch(
    model_folder: Path, open_model: Opener, tmp_path: Path
) -> None:
    root, path = Path(__file__).parents[3], tmp_path / "results.sqlite"
    script = KILLED.format(root=str(root), model=str(model_folder), store=str(path))
    ended = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
    requests = [scored(f"The cat number {i} sat", " on the mat.") for i in range(20)]
    with RequestStore(path) as store:
        kept = len(store)
        lm = open_model(store=store)
        found = lm.loglikelihood(requests)
    assert kept >= 5
    assert lm.counters.requests_reused == kept
    assert [value for value, _ in found] == pytest.approx(
        [value for value, _ in open_model().loglikelihood(requests)], abs=1e-4
    )


def test_progress_rises_from_the_first_batch_to_the_total(open_model: Opener) -> None:
    told: list[RunProgress] = []
    lm = open_model(on_progress=told.append, max_batch_tokens=16)
    lm.loglikelihood([scored(f"The cat number {i} sat", " on the mat.") for i in range(12)])
    done = [progress.done for progress in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 12)
    assert len(told) > 4
    assert told[2].tokens_per_second is not None and told[2].tokens_per_second > 0
    assert told[2].seconds_left is not None and told[2].seconds_left > 0
    assert told[-1].seconds_left == 0


def test_the_plain_engine_says_so_and_agrees(open_model: Opener, opened: MeasuringLM) -> None:
    lm = open_model(engine="plain")
    assert (lm.counters.path, lm.counters.reason) == ("plain", "Sharing was switched off in the settings.")
    found = [value for value, _ in lm.loglikelihood(REQUESTS)]
    assert found == pytest.approx([value for value, _ in opened.loglikelihood(REQUESTS)], abs=1e-4)
    assert lm.counters.tokens_trie <= lm.counters.tokens_forwarded


def test_the_digest_is_the_examinations_and_changes_with_every_file_that_makes_the_model(
    model_folder: Path, opened: MeasuringLM, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in model_folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    assert checkpoint_digest(copy) == examine_checkpoint(copy).digest == opened.digest
    (copy / "README.md").write_text("notes")
    assert checkpoint_digest(copy) == opened.digest
    for name in ("config.json", "generation_config.json", "tokenizer.json"):
        before = checkpoint_digest(copy)
        (copy / name).write_text((copy / name).read_text() + "\n")
        assert checkpoint_digest(copy) != before
    assert opened.facts.parameters_total == sum(weight.numel() for weight in opened.model.parameters())


def test_an_unknown_number_type_is_named(open_model: Opener) -> None:
    with pytest.raises(InvalidInput, match="dtype: got 'float99'"):
        open_model(dtype="float99")


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database at all, but long enough to be looked at" * 20)
    with pytest.raises(InvalidInput, match=r"'notes\.txt' is not a store of results"):
        RequestStore(tmp_path / "notes.txt")


GENERATED = [
    generated("The cat sat on the mat. The dog ran. The cat number one", until=["zz"]),
    generated("The cat sat on the mat. The dog ran. The cat", until=["zz"]),
    generated("The cat sat on the mat. The dog ran. The dog sat on the cat", until=["zz"]),
    generated("Question: what?", until=["zz"]),
]


def test_greedy_texts_are_stocks(opened: MeasuringLM) -> None:
    assert opened.generate_until(GENERATED) == stock(opened).generate_until(GENERATED, disable_tqdm=True)


def test_stop_strings_end_a_text_where_stock_ends_it(opened: MeasuringLM) -> None:
    free = opened.generate_until(GENERATED[:3])
    stops = [text[len(text) // 2 :][:2] for text in free]
    requests = [
        generated(request.args[0], until=[stop, "never"]) for request, stop in zip(GENERATED, stops, strict=False)
    ]
    found = opened.generate_until(requests)
    assert found == stock(opened).generate_until(requests, disable_tqdm=True)
    assert all(stop not in text for stop, text in zip(stops, found, strict=True))
    assert [len(text) for text in found] < [len(text) for text in free]


def test_more_prompts_than_rows_share_what_they_share(open_model: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GreedyGenerator.__init__.__kwdefaults__, "most_rows", 3)
    lm = open_model()
    requests = [generated(f"{'The cat sat on the mat. ' * 4}The dog {i} ran", max_gen_toks=3 + i) for i in range(7)]
    expected = stock(lm).generate_until(requests, disable_tqdm=True)
    assert lm.generate_until(requests) == expected


def test_a_model_whose_shared_generation_is_wrong_takes_stocks_path(
    open_model: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.engine.slot_attention.merge_into", lambda *_: None)
    lm = open_model()
    assert lm.counters.path == "shared_prefix"
    assert lm.generate_until(GENERATED[:2]) == stock(lm).generate_until(GENERATED[:2], disable_tqdm=True)
    assert lm.counters.requests_plain == 2


def test_constrained_generation_takes_stocks_path_and_is_counted(open_model: Opener) -> None:
    lm = open_model()
    request = generated("The cat sat", repetition_penalty=1.5)
    assert lm.generate_until([request]) == stock(lm).generate_until([request], disable_tqdm=True)
    assert lm.counters.requests_plain == 1


def test_asking_for_more_new_tokens_than_the_model_takes_is_refused(opened: MeasuringLM) -> None:
    with pytest.raises(InvalidInput, match="max_gen_toks: got 999, but the model takes 256 tokens in all"):
        opened.generate_until([generated("The cat", max_gen_toks=999)])


def test_the_recorded_identity_is_the_digest_not_an_empty_revision(opened: MeasuringLM) -> None:
    assert opened.get_model_info()["model_sha"] == opened.digest != ""

"""Stock lm-eval and the engine side by side: same process, same weights, same requests.

    python -m tests.benchmarks.engine_speed --size 30M --documents 100 --threads 2

Needs ASSAY_BENCHMARKS, the folder with MANIFEST.json. Times are processor seconds of the process (`--wall` for wall
clock), so that other work on the machine does not count. Both backends drive the same model object.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

# Run by path, Python looks for modules beside this file instead of at the project's root.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch
from lm_eval.evaluator import evaluate
from lm_eval.models.huggingface import HFLM

from evals.engine import EngineSettings, MeasuringLM, RequestStore, TaskOutcome, evaluate_tasks
from evals.engine.scored_head import RunningSums
from tests.benchmarks.local_tasks import local_tasks
from tests.benchmarks.random_models import save_llama, save_tokenizer

FIRST_N = {"fewshot_config": {"sampler": "first_n"}}


class Setting(NamedTuple):
    """How a task is asked, and how many documents decide stock's batch size; two requests each fill a batch of 16."""

    shots: int | None = None
    first_n: bool = False
    calibration: int = 8


SETS = {
    "hellaswag": Setting(calibration=16),
    "winogrande": Setting(calibration=32),
    "truthfulqa_mc1": Setting(),
    "mmlu_anatomy": Setting(shots=5),
    "mmlu_professional_law": Setting(shots=5),
    "mmlu_high_school_mathematics": Setting(shots=5),
    "leaderboard_bbh_snarks": Setting(),
    "leaderboard_bbh_tracking_shuffled_objects_three_objects": Setting(),
    "arc_challenge": Setting(shots=25, first_n=True),
    "wikitext": Setting(calibration=2),
    "gsm8k": Setting(shots=5, first_n=True, calibration=16),
}
BATCH_SIZES = (1, 4, 16)


@dataclass
class Measured:
    """Seconds whole and inside the model, tokens and head rows forwarded, peak resident MiB.

    The engine takes its softmax inside the forward pass, stock afterwards; it is left out of `model_seconds` for both.
    """

    seconds: float = 0.0
    model_seconds: float = 0.0
    tokens: int = 0
    head_rows: int = 0
    peak_mib: float = 0.0
    answers: dict[int, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    needed_tokens: int = 0


class CountingHFLM(HFLM):
    """Stock, counting the tokens its one-token grouping leaves to forward, padding not counted."""

    needed_tokens = 0

    def _loglikelihood_tokens(self, requests: Any, **kwargs: Any) -> Any:
        rows = {tuple((context + continuation)[-(self.max_length + 1) :][:-1]) for _, context, continuation in requests}
        self.needed_tokens += sum(map(len, rows))
        return super()._loglikelihood_tokens(requests, **kwargs)


class ExactHFLM(CountingHFLM):
    """Each request by itself in float64, what float32 answers are compared with; drives a model of float64 weights."""

    def _loglikelihood_tokens(self, requests: Any, **_others: Any) -> Any:
        answers = []
        for _, context, continuation in requests:
            row = torch.tensor([(context + continuation)[-(self.max_length + 1) :][:-1]])
            with torch.inference_mode():
                logits = self.model(input_ids=row, use_cache=False).logits[0, -len(continuation) :]
            targets = torch.tensor(continuation)[:, None]
            answers.append((float(torch.log_softmax(logits, dim=-1).gather(1, targets).sum()), True))
        return answers


@contextmanager
def watched(model: torch.nn.Module, clock: Callable[[], float]) -> Iterator[Measured]:
    measured = Measured()
    entered: list[float] = []

    def enter(_module: Any, args: Any, kwargs: Any) -> None:
        tokens = kwargs.get("input_ids", args[0] if args else None)
        measured.tokens += tokens.numel()
        entered.append(clock())

    def leave(_module: Any, _args: Any, _output: Any) -> None:
        measured.model_seconds += clock() - entered.pop()

    def reach(_head: Any, args: Any) -> None:
        measured.head_rows += args[0].shape[:-1].numel()

    def without_softmax(sums: Any, *args: Any) -> None:
        started = clock()
        add(sums, *args)
        measured.model_seconds -= clock() - started

    add = RunningSums.add
    RunningSums.add = without_softmax  # type: ignore[method-assign, assignment]
    head: Any = model.get_output_embeddings()  # type: ignore[operator]
    handles = [
        model.register_forward_pre_hook(enter, with_kwargs=True),
        model.register_forward_hook(leave),
        head.register_forward_pre_hook(reach),
    ]
    reset_peak()
    started = clock()
    try:
        yield measured
    finally:
        measured.seconds = clock() - started
        measured.peak_mib = peak_mib()
        RunningSums.add = add  # type: ignore[method-assign]
        for handle in handles:
            handle.remove()


def reset_peak() -> None:
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5")


def peak_mib() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def stock_run(lm: CountingHFLM, name: str, task: Any, limit: int, shots: int | None, clock: Any) -> Measured:
    own = task.get_config("num_fewshot")
    if shots is not None and own != 0:
        task.set_config("num_fewshot", shots)
    elif own is None:
        task.set_config("num_fewshot", 0)
    task.set_fewshot_seed(1234)
    lm.needed_tokens = 0
    with watched(lm.model, clock) as measured:
        found = evaluate(lm, {"tasks": {name: task}, "groups": {}}, limit=limit, bootstrap_iters=0)
    assert found is not None
    samples = sorted(found["samples"][name], key=lambda sample: sample["doc_id"])
    measured.answers = {sample["doc_id"]: [answer[0] for answer in sample["resps"]] for sample in samples}
    measured.metrics = {key: value for key, value in found["results"][name].items() if isinstance(value, float)}
    measured.needed_tokens = lm.needed_tokens
    return measured


def engine_run(lm: MeasuringLM, name: str, task: Any, limit: int, shots: int | None, clock: Any) -> Measured:
    with watched(lm.model, clock) as measured:
        outcome: TaskOutcome = evaluate_tasks(lm, {name: task}, limit=limit, num_fewshot=shots).results[name]
    assert outcome.error is None, outcome.error
    measured.answers = {sample.doc_id: sample.responses for sample in outcome.samples}
    measured.metrics = {f"{each.name},{each.filter}": each.value for each in outcome.metrics if each.value is not None}
    return measured


def gemm_peak(clock: Callable[[], float]) -> float:
    matrix = torch.randn(2048, 2048)
    best = float("inf")
    for _ in range(4):
        started = clock()
        torch.mm(matrix, matrix)
        best = min(best, clock() - started)
    return 2 * 2048**3 / best


def flops(model: Any, measured: Measured) -> float:
    """Products with weights; attention is left out, so the figure is a lower bound."""
    head = model.get_output_embeddings().weight.numel()
    layers = sum(weight.numel() for weight in model.model.layers.parameters())
    return 2.0 * (layers * measured.tokens + head * measured.head_rows)


def compared(stock: Measured, ours: Measured) -> tuple[float, bool]:
    """Largest difference of a log-likelihood in nats, and whether every answer and metric is the same."""
    worst, same = 0.0, stock.answers.keys() == ours.answers.keys()
    for doc_id, expected in stock.answers.items():
        for one, other in zip(expected, ours.answers[doc_id], strict=True):
            if isinstance(one, str):
                same &= one == other
            elif isinstance(one, float):
                worst = max(worst, abs(one - other))
            else:
                worst, same = max(worst, abs(one[0] - other[0])), same and bool(one[1]) == bool(other[1])
    for key, value in stock.metrics.items():
        same &= bool(abs(value - ours.metrics[key]) <= 1e-6 * max(1.0, abs(value)))
    return worst, same


def worst_error(exact: Measured, found: Measured) -> float:
    """Largest distance in nats of a log-likelihood from its float64 value."""
    return float(np.abs(log_likelihoods(exact) - log_likelihoods(found)).max())


def log_likelihoods(measured: Measured) -> np.ndarray[Any, Any]:
    """All log-likelihoods by document; rolling ones come bare, others with whether they are greedy."""
    answers = [answer for doc_id in sorted(measured.answers) for answer in measured.answers[doc_id]]
    return np.array([answer if isinstance(answer, float) else answer[0] for answer in answers])


def line(name: str, stock: Measured, ours: Measured, trie: int, model: Any, peak: float) -> dict[str, Any]:
    worst, same = compared(stock, ours)
    limit = stock.needed_tokens / trie if stock.needed_tokens else None
    return {
        "task": name,
        "documents": len(ours.answers),
        "limit": limit and round(limit, 2),
        "model": round(stock.model_seconds / ours.model_seconds, 2),
        "whole": round(stock.seconds / ours.seconds, 2),
        "operations": round(flops(model, stock) / flops(model, ours), 2),
        "stock_s": round(stock.seconds, 2),
        "ours_s": round(ours.seconds, 2),
        "ours_model_s": round(ours.model_seconds, 2),
        "tokens/trie": round(ours.tokens / trie, 3),
        "difference": float(f"{worst:.2g}"),
        "same": same,
        "memory": round(ours.peak_mib / stock.peak_mib, 2),
        "stock_of_peak": round(flops(model, stock) / stock.model_seconds / peak, 2),
        "ours_of_peak": round(flops(model, ours) / ours.model_seconds / peak, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="30M", choices=["30M", "150M"])
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--wall", action="store_true")
    parser.add_argument("--batch-size", type=int, help="stock's, instead of the fastest of 1, 4 and 16")
    parser.add_argument("--new-tokens", type=int, help="shorten generation to this many tokens")
    parser.add_argument("--float64", action="store_true", help="also say how far each is from float64; slow")
    parser.add_argument("tasks", nargs="*", metavar="TASK[:DOCUMENTS]")
    options = parser.parse_args()
    if "ASSAY_BENCHMARKS" not in os.environ:
        parser.error("ASSAY_BENCHMARKS is not set; name the folder that holds MANIFEST.json.")
    benchmarks = Path(os.environ["ASSAY_BENCHMARKS"])
    torch.set_num_threads(options.threads)
    clock = time.perf_counter if options.wall else time.process_time
    with tempfile.TemporaryDirectory() as folder:
        save_llama(Path(folder), options.size)
        save_tokenizer(Path(folder), benchmarks)
        measure(Path(folder), benchmarks, options, clock)


def measure(folder: Path, benchmarks: Path, options: argparse.Namespace, clock: Callable[[], float]) -> None:
    store = RequestStore(folder / "results.sqlite")
    lm = MeasuringLM.open(EngineSettings(str(folder), device="cpu"), store=store)
    size = f"{(lm.facts.parameters_total or 0) / 1e6:.0f}M parameters"
    print(f"path {lm.counters.path}, {size}, {torch.get_num_threads()} threads")
    peak = gemm_peak(clock)
    print(f"measured matrix product peak {peak / 1e9:.0f} GFLOP/s")
    totals = {"stock": 0.0, "ours": 0.0}
    chosen = [tuple(each.split(":")) for each in options.tasks] or [(name,) for name in SETS]
    for name, *own in chosen:
        shots, first_n, calibration = SETS[name]
        limit = int(own[0]) if own else options.documents
        overrides = {name: dict(FIRST_N) if first_n else {}}
        if name == "gsm8k" and options.new_tokens:
            stops = ["Question:", "</s>", "<|im_end|>"]
            settings = {"until": stops, "do_sample": False, "max_gen_toks": options.new_tokens}
            overrides[name]["generation_kwargs"] = settings
        tasks = [local_tasks([name], benchmarks, overrides)[name] for _ in range(4 + len(BATCH_SIZES))]
        before = lm.counters.tokens_trie
        ours = engine_run(lm, name, tasks.pop(), limit, shots, clock)
        trie = lm.counters.tokens_trie - before
        batch_size = options.batch_size or best_batch_size(lm, name, tasks, shots, calibration, clock)
        stock_lm = CountingHFLM(lm.model, tokenizer=lm.tokenizer, batch_size=batch_size)
        stock = stock_run(stock_lm, name, tasks.pop(), limit, shots, clock)
        forwarded = lm.counters.tokens_forwarded
        engine_run(lm, name, tasks.pop(), limit, shots, clock)
        row = line(name, stock, ours, trie, lm.model, peak)
        row |= {"batch_size": batch_size, "second_run": lm.counters.tokens_forwarded - forwarded}
        if options.float64 and name != "gsm8k":
            exact_lm = ExactHFLM(lm.model.double(), tokenizer=lm.tokenizer, batch_size=1)
            exact = stock_run(exact_lm, name, tasks.pop(), limit, shots, clock)
            lm.model.float()
            row["from_float64"] = [float(f"{worst_error(exact, each):.2g}") for each in (stock, ours)]
        totals["stock"] += stock.seconds
        totals["ours"] += ours.seconds
        print(json.dumps(row), flush=True)
    print(f"whole set {totals['stock'] / totals['ours']:.2f}")


def best_batch_size(lm: MeasuringLM, name: str, tasks: list[Any], shots: int | None, documents: int, clock: Any) -> int:
    times = {}
    for batch_size in BATCH_SIZES:
        stock = CountingHFLM(lm.model, tokenizer=lm.tokenizer, batch_size=batch_size)
        times[batch_size] = stock_run(stock, name, tasks.pop(), documents, shots, clock).seconds
    return min(times, key=lambda size: times[size])


if __name__ == "__main__":
    main()

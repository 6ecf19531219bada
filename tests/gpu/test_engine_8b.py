"""Eight billion parameters in bfloat16 on an accelerator: parity within the type's noise, and speed beside stock."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from evals.engine import EngineSettings, MeasuringLM, evaluate_tasks
from tests.benchmarks.engine_speed import CountingHFLM, compared, engine_run, flops, stock_run
from tests.benchmarks.local_tasks import local_tasks
from tests.benchmarks.random_models import VOCABULARY, save_tokenizer

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no accelerator"),
    pytest.mark.skipif("ASSAY_BENCHMARKS" not in os.environ, reason="ASSAY_BENCHMARKS names no folder"),
]
BFLOAT16_NOISE_NATS = 2.0
STOCK_BATCH_SIZE = "auto"


@pytest.fixture(scope="module")
def eight_billion(tmp_path_factory: pytest.TempPathFactory) -> MeasuringLM:
    folder = tmp_path_factory.mktemp("llama-8b")
    config = LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=4096,
        intermediate_size=14336,
        num_hidden_layers=32,
        num_attention_heads=32,
        num_key_value_heads=8,
        max_position_embeddings=8192,
        bos_token_id=0,
        eos_token_id=0,
        dtype="bfloat16",
    )
    torch.manual_seed(0)
    with torch.device("cuda"):
        LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)
    torch.cuda.empty_cache()
    save_tokenizer(folder, Path(os.environ["ASSAY_BENCHMARKS"]))
    return MeasuringLM.open(EngineSettings(str(folder), device="cuda", dtype="bfloat16"))


def synchronised_clock() -> float:
    torch.cuda.synchronize()
    return time.perf_counter()


def matrix_product_peak() -> float:
    """Operations per second of the best of a few large products in bfloat16."""
    matrix = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    seconds = []
    for _ in range(6):
        started = synchronised_clock()
        torch.mm(matrix, matrix)
        seconds.append(synchronised_clock() - started)
    return 2 * 8192**3 / min(seconds)


@pytest.mark.parametrize(("name", "shots", "documents"), [("hellaswag", None, 200), ("mmlu_anatomy", 5, 135)])
def test_shared_prefixes_are_faster_than_stock_and_within_the_types_noise(
    eight_billion: MeasuringLM, name: str, shots: int | None, documents: int
) -> None:
    lm = eight_billion
    assert lm.counters.path == "shared_prefix", lm.counters.reason
    first, second = (local_tasks([name], Path(os.environ["ASSAY_BENCHMARKS"]))[name] for _ in range(2))
    torch.cuda.reset_peak_memory_stats()
    ours = engine_run(lm, name, first, documents, shots, synchronised_clock)
    our_memory = torch.cuda.max_memory_allocated()
    stock_lm = CountingHFLM(lm.model, tokenizer=lm.tokenizer, batch_size=STOCK_BATCH_SIZE, softmax_dtype="float32")
    torch.cuda.reset_peak_memory_stats()
    stock = stock_run(stock_lm, name, second, documents, shots, synchronised_clock)
    difference, _ = compared(stock, ours)
    peak = matrix_product_peak()
    shares = [flops(lm.model, each) / each.model_seconds / peak for each in (stock, ours)]
    print(
        f"{torch.cuda.get_device_name()}, {name}: whole run {stock.seconds / ours.seconds:.2f} times faster, largest "
        f"difference {difference:.3f}, share of the measured peak {shares[0]:.2f} stock, {shares[1]:.2f} engine"
    )
    assert difference < BFLOAT16_NOISE_NATS
    assert ours.seconds < stock.seconds
    assert our_memory <= torch.cuda.max_memory_allocated()


def test_tasks_run_end_to_end_on_the_accelerator(eight_billion: MeasuringLM) -> None:
    tasks = local_tasks(["winogrande"], Path(os.environ["ASSAY_BENCHMARKS"]))
    outcome = evaluate_tasks(eight_billion, tasks, limit=20)
    assert outcome.results["winogrande"].error is None
    assert outcome.engine["tokens_forwarded"] <= 1.05 * outcome.engine["tokens_trie"]

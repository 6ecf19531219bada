import time
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from analysis.economics.serving_economics import ServedModel
from data.records import InvalidInput, Refused, RunFailed
from evals.checkpoints.facts import ModelFacts
from evals.forensics.machine_peaks import MachinePeaks, machine_peaks
from evals.forensics.serving import (
    Round,
    ServingSettings,
    TransformersDecoder,
    batch_speed,
    measure_serving,
    served_model,
    serving_facts,
    spread,
    timed_rounds,
)
from evals.training.model import load_model
from tests.evals.checkpoints.conftest import write_checkpoint

PEAKS = MachinePeaks(1e9, 1e10, "cpu")


class Sleeper:
    """Sleeps a known time per prefill and per step."""

    def __init__(self, prefill, step):
        self.seconds = prefill, step

    def prefill(self, prompts):
        time.sleep(self.seconds[0])
        return prompts[:, -1:]

    def step(self, tokens):
        time.sleep(self.seconds[1])
        return tokens


def test_known_sleeps_are_recovered_within_five_per_cent():
    settings = ServingSettings(batches=(1, 4), output_tokens=6, prompt_tokens=4)
    rounds = timed_rounds(Sleeper(0.06, 0.03), settings, vocabulary=10)
    for batch in settings.batches:
        assert len(rounds[batch]) == 5
        assert np.median([r.ttft for r in rounds[batch]]) == pytest.approx(0.06, rel=0.05)
        assert np.median([r.tpot for r in rounds[batch]]) == pytest.approx(0.03, rel=0.05)


def test_shares_follow_from_bytes_and_operations_by_hand():
    served = ServedModel(1000, None, 4.0, layers=2, kv_heads=1, head_dim=8, bytes_per_cache_value=4.0, query_heads=2)
    settings = ServingSettings(prompt_tokens=10, output_tokens=4)
    speed = batch_speed(8, [Round(0.1, 0.01)] * 5, settings, served=served, peaks=PEAKS, memory=7)
    cache = 8 * 12 * 2 * 2 * 8 * 4
    assert speed.bandwidth_share == pytest.approx((4000 + cache) / 0.01 / 1e9)
    assert speed.output_tokens_per_second.median == pytest.approx(800)
    assert speed.prompt_tokens_per_second.median == pytest.approx(800)
    assert speed.decode_compute_share == pytest.approx((2 * 1000 + 4 * 2 * 16 * 12) * 800 / 1e10)
    assert speed.prefill_compute_share == pytest.approx((2 * 1000 + 4 * 2 * 16 * 5) * 800 / 1e10)


def test_shares_stay_unknown_where_the_weights_that_process_a_token_are():
    config = SimpleNamespace(num_attention_heads=2, hidden_size=16, num_hidden_layers=2)
    mixture = ModelFacts("moe_transformer", 128, parameters_total=1000, parameters_active=None)
    served = served_model(mixture, config, torch.float32)
    speed = batch_speed(8, [Round(0.1, 0.01)] * 5, ServingSettings(), served=served, peaks=PEAKS, memory=7)
    assert speed.output_tokens_per_second.median == pytest.approx(800)
    assert (speed.bandwidth_share, speed.decode_compute_share, speed.prefill_compute_share) == (None, None, None)


def test_more_bandwidth_than_the_machine_has_is_no_result():
    served = ServedModel(1e9, bytes_per_param=4.0)
    with pytest.raises(RunFailed, match=r"seems to use 400\.00 of the machine's bandwidth, at most 1"):
        batch_speed(1, [Round(0.1, 0.01)] * 5, ServingSettings(), served=served, peaks=PEAKS, memory=0)


def test_bootstrap_interval_holds_the_median_and_narrows_with_agreement():
    rng = np.random.default_rng(0)
    wide = spread(np.array([1.0, 2.0, 3.0, 4.0, 100.0]), rng)
    assert wide.low <= wide.median == 3.0 <= wide.high
    assert wide.p95 == pytest.approx(80.8)
    same = spread(np.full(5, 2.0), rng)
    assert (same.low, same.median, same.high) == (2.0, 2.0, 2.0)


def test_decoding_step_by_step_writes_what_the_whole_text_would(checkpoint):
    model = load_model(checkpoint)
    decoder, prompts = (
        TransformersDecoder(model),
        torch.randint(0, 300, (2, 9), generator=torch.Generator().manual_seed(0)),
    )
    written = [decoder.prefill(prompts)]
    for _ in range(4):
        written.append(decoder.step(written[-1]))
    text = prompts
    with torch.inference_mode():
        for token in written:
            assert torch.equal(model(text).logits[:, -1:].argmax(-1), token)
            text = torch.cat([text, token], dim=1)


def test_a_model_is_measured_at_every_batch_with_bandwidth_at_most_one(tmp_path):
    folder = write_checkpoint(tmp_path / "m", {"num_key_value_heads": 4})
    report = measure_serving(folder, ServingSettings(batches=(1, 8), prompt_tokens=16, output_tokens=4))
    assert [speed.batch for speed in report.speeds] == [1, 8]
    for speed in report.speeds:
        assert 0 < speed.bandwidth_share <= 1
        assert 0 < speed.decode_compute_share < 1
        assert speed.ttft_seconds.low <= speed.ttft_seconds.median <= speed.ttft_seconds.high
        assert speed.peak_memory_bytes > 1e8
    assert report.label_en == "transformers baseline, not the startup's stack"
    assert (
        serving_facts(report)["tokens_per_second_per_gpu_baseline"] == report.speeds[1].output_tokens_per_second.median
    )


def test_a_checkpoint_with_a_high_finding_is_not_loaded(checkpoint):
    (checkpoint / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(Refused, match=r"is not loaded: pytorch_model\.bin is in a format that can run code"):
        measure_serving(checkpoint)


@pytest.mark.parametrize(
    "wrong", [{"batches": ()}, {"output_tokens": 1}, {"repeats": 4}, {"warmups": 0}, {"batches": (0,)}]
)
def test_settings_that_give_no_stable_figure_are_refused(wrong):
    with pytest.raises(InvalidInput, match="give larger numbers"):
        ServingSettings(**wrong)


def test_measured_peaks_bound_a_product_timed_beside_them():
    peaks = machine_peaks(torch.device("cpu"), torch.float32, 1 << 20)
    matrix = torch.ones(256, 256)
    started = time.perf_counter()
    for _ in range(20):
        matrix = matrix @ torch.ones(256, 256) / 256
    assert 20 * 2 * 256**3 / (time.perf_counter() - started) < 1.5 * peaks.flops_per_second
    assert peaks.bandwidth_bytes_per_second > 1e8

"""How fast weights answer on a plain stack: reading the prompt and writing the answer timed apart, at several batches.

An explicit loop of one prefill and then one step per token with a cache; fixed lengths, the end of text ignored;
warm-ups discarded; repeats of all batches in random order. The figures stand beside the company's own, never in their
place.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from analysis.economics.serving_economics import ServedModel, decode_flop_per_token
from data.records import BatchSpeed, InvalidInput, RunFailed, Spread
from evals.checkpoints.digest import checkpoint_digest
from evals.checkpoints.facts import ModelFacts
from evals.checkpoints.gate import admitted
from evals.forensics.machine_peaks import MachinePeaks, machine_peaks, synchronise

LABEL_EN = "transformers baseline, not the startup's stack"
LABEL_ZH = "transformers 基准，并非该公司的推理栈"
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class ServingSettings:
    """What is asked of the model.

    Attributes:
        batches: Sequences answered together.
        prompt_tokens: Length of each prompt.
        output_tokens: Tokens written per sequence, at least 2.
        warmups: Discarded rounds per batch.
        repeats: Counted rounds per batch, at least 5.
        seed: Of prompts, order of rounds and resampling.
    """

    batches: tuple[int, ...] = (1, 8, 32)
    prompt_tokens: int = 128
    output_tokens: int = 32
    warmups: int = 3
    repeats: int = 5
    seed: int = 0

    @property
    def decode_context(self) -> float:
        """Mean length of a sequence, in tokens, while it is written; a prompt being read is half its length long."""
        return self.prompt_tokens + self.output_tokens / 2

    def __post_init__(self) -> None:
        if not self.batches or min(self.batches) < 1 or self.prompt_tokens < 1 or self.output_tokens < 2:
            raise InvalidInput(
                "Batches and prompt must be at least 1 and output tokens at least 2; give larger numbers."
            )
        if self.warmups < 3 or self.repeats < 5:
            raise InvalidInput("At least 3 warm-ups and 5 repeats are needed for a stable figure; give larger numbers.")


@dataclass(frozen=True, slots=True)
class ServingReport:
    """Speed of one model on this machine, with what it was measured on."""

    label_en: str
    label_zh: str
    digest: str | None
    dtype: str
    peaks: MachinePeaks
    settings: ServingSettings
    speeds: tuple[BatchSpeed, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as JSON-safe values."""
        return asdict(self)


class Decoder(Protocol):
    """Something that reads prompts and then writes a token at a time."""

    def prefill(self, prompts: torch.Tensor) -> torch.Tensor:
        """Read `prompts` (batch × length) from an empty cache; the first token of each answer (batch × 1)."""
        ...

    def step(self, tokens: torch.Tensor) -> torch.Tensor:
        """The next tokens (batch × 1) after `tokens` (batch × 1)."""
        ...


class TransformersDecoder:
    """Greedy decoding with a transformers model and its own cache."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._cache: Any = None

    @torch.inference_mode()
    def prefill(self, prompts: torch.Tensor) -> torch.Tensor:
        """See `Decoder`."""
        output = self._model(prompts, use_cache=True, logits_to_keep=1)
        self._cache = output.past_key_values
        return output.logits[:, -1:].argmax(-1)  # type: ignore[no-any-return]

    @torch.inference_mode()
    def step(self, tokens: torch.Tensor) -> torch.Tensor:
        """See `Decoder`."""
        output = self._model(tokens, past_key_values=self._cache, use_cache=True)
        self._cache = output.past_key_values
        return output.logits[:, -1:].argmax(-1)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of one round: until the first token, and per further token."""

    ttft: float
    tpot: float


def measure_serving(
    folder: Path,
    settings: ServingSettings | None = None,
    *,
    device: str = "cpu",
    report_progress: Callable[[int, int], None] | None = None,
) -> ServingReport:
    """Speed of the model in `folder` on `device`.

    Raises:
        Refused: if the gate blocks the folder.
        InvalidInput: if the device is not there, or the model was not made for texts that long.
        RunFailed: if more bandwidth was used than the machine has, which means that its peak was measured too low.
    """
    chosen = settings or ServingSettings()
    facts = admitted(folder)
    _check_device(device)
    _check_lengths(chosen, facts.context_length_tokens)
    model, place = _loaded(folder, device), torch.device(device)
    served = served_model(facts, model.config, model.dtype)
    peaks = machine_peaks(place, model.dtype, sum(weight.nbytes for weight in model.parameters()))
    rounds = timed_rounds(
        TransformersDecoder(model), chosen, vocabulary=model.config.vocab_size, device=place, progress=report_progress
    )
    speeds = tuple(
        batch_speed(batch, rounds[batch], chosen, served=served, peaks=peaks, memory=_peak_memory(place))
        for batch in chosen.batches
    )
    name = str(model.dtype).removeprefix("torch.")
    return ServingReport(LABEL_EN, LABEL_ZH, checkpoint_digest(folder), name, peaks, chosen, speeds)


def timed_rounds(
    decoder: Decoder,
    settings: ServingSettings,
    *,
    vocabulary: int,
    device: torch.device | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[int, list[Round]]:
    """Counted rounds by batch, run in random order after the warm-ups of each batch."""
    place = device or torch.device("cpu")
    rng = np.random.default_rng(settings.seed)
    plan = [batch for batch in settings.batches for _ in range(settings.warmups)]
    plan += rng.permutation([batch for batch in settings.batches for _ in range(settings.repeats)]).tolist()
    rounds: dict[int, list[Round]] = {batch: [] for batch in settings.batches}
    for number, batch in enumerate(plan):
        prompts = torch.from_numpy(rng.integers(0, vocabulary, (batch, settings.prompt_tokens))).to(place)
        timed = _timed_round(decoder, prompts, settings.output_tokens, place)
        if number >= settings.warmups * len(settings.batches):
            rounds[batch].append(timed)
        if progress is not None:
            progress(number + 1, len(plan))
    return rounds


def batch_speed(
    batch: int,
    rounds: Sequence[Round],
    settings: ServingSettings,
    *,
    served: ServedModel | None,
    peaks: MachinePeaks,
    memory: int,
) -> BatchSpeed:
    """Speed at one batch from its rounds.

    Raises:
        RunFailed: if the share of bandwidth exceeds 1.
    """
    ttft, tpot = np.array([r.ttft for r in rounds]), np.array([r.tpot for r in rounds])
    read, wrote = batch * settings.prompt_tokens / ttft, batch / tpot
    rng = np.random.default_rng(settings.seed)
    return BatchSpeed(
        batch=batch,
        ttft_seconds=spread(ttft, rng),
        tpot_seconds=spread(tpot, rng),
        output_tokens_per_second=spread(wrote, rng),
        prompt_tokens_per_second=spread(read, rng),
        peak_memory_bytes=memory,
        bandwidth_share=_bandwidth_share(batch, float(np.median(tpot)), settings, served, peaks) if served else None,
        decode_compute_share=_share(served, settings.decode_context, wrote, peaks),
        prefill_compute_share=_share(served, settings.prompt_tokens // 2, read, peaks),
    )


def _bandwidth_share(
    batch: int, tpot: float, settings: ServingSettings, served: ServedModel, peaks: MachinePeaks
) -> float:
    cache = batch * settings.decode_context * (served.kv_bytes_per_token or 0.0)
    moved = served.computing_params * served.bytes_per_param + cache
    share = moved / tpot / peaks.bandwidth_bytes_per_second
    if share > 1:
        raise RunFailed(
            f"Decoding at batch {batch} seems to use {share:.2f} of the machine's bandwidth, at most 1 is "
            "possible; the machine was busy while its peak was measured, measure again."
        )
    return share


def _share(served: ServedModel | None, context: float, speeds: np.ndarray, peaks: MachinePeaks) -> float | None:
    """Share of the peak that computing at the median of `speeds` (tokens per second) takes; tokens see `context`."""
    if served is None:
        return None
    return decode_flop_per_token(served, round(context)) * float(np.median(speeds)) / peaks.flops_per_second


def spread(values: np.ndarray, rng: np.random.Generator) -> Spread:
    """Median of `values`, its percentile bootstrap interval at 95 %, and their 95th percentile."""
    medians = np.median(rng.choice(values, (RESAMPLES, len(values))), axis=1)
    low, high = np.quantile(medians, (0.025, 0.975))
    return Spread(float(np.median(values)), float(low), float(high), float(np.quantile(values, 0.95)))


def served_model(facts: ModelFacts, config: Any, dtype: torch.dtype) -> ServedModel | None:
    """The model as loaded here, for what its steps move and compute; None where its active weights are unknown."""
    if facts.parameters_total is None or facts.parameters_active is None:
        return None
    heads = getattr(config, "num_attention_heads", None)
    width = getattr(config, "head_dim", None) or (config.hidden_size // heads if heads else None)
    return ServedModel(
        params=facts.parameters_total,
        active_params=facts.parameters_active,
        bytes_per_param=dtype.itemsize,
        layers=getattr(config, "num_hidden_layers", None),
        kv_heads=getattr(config, "num_key_value_heads", None) or heads,
        head_dim=width,
        bytes_per_cache_value=dtype.itemsize,
        query_heads=heads,
    )


def serving_facts(report: ServingReport) -> dict[str, float]:
    """The rubric's baseline speed: output tokens per second at the largest batch, on one device."""
    largest = max(report.speeds, key=lambda speed: speed.batch)
    return {"tokens_per_second_per_gpu_baseline": largest.output_tokens_per_second.median}


def _timed_round(decoder: Decoder, prompts: torch.Tensor, output_tokens: int, device: torch.device) -> Round:
    synchronise(device)
    started = time.perf_counter()
    tokens = decoder.prefill(prompts)
    synchronise(device)
    first = time.perf_counter()
    for _ in range(output_tokens - 1):
        tokens = decoder.step(tokens)
        synchronise(device)
    return Round(first - started, (time.perf_counter() - first) / (output_tokens - 1))


def _loaded(folder: Path, device: str) -> Any:
    from evals.checkpoints.loading import load_network

    return load_network(folder, dtype=torch.float32 if device == "cpu" else "auto").to(device)


def _check_device(device: str) -> None:
    if device not in {"cpu", "cuda"}:
        raise InvalidInput(f"device: got {device!r}, expected cpu or cuda.")
    if device == "cuda" and not torch.cuda.is_available():
        raise InvalidInput("device: no CUDA device was found on this machine; use cpu.")


def _check_lengths(settings: ServingSettings, longest: int | None) -> None:
    asked = settings.prompt_tokens + settings.output_tokens
    if longest is not None and asked > longest:
        raise InvalidInput(
            f"Prompt and output are {asked} tokens together, the model was made for {longest}; ask for fewer."
        )


def _peak_memory(device: torch.device) -> int:
    """Highest memory so far: of the accelerator's allocator, or of this process as the kernel counts it."""
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    status = Path("/proc/self/status")
    if status.exists():
        line = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), None)
        if line is not None:
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

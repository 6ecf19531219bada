"""Whether an endpoint serves the weights we hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch

from data.records import parse_yaml
from evals.forensics.completions import Completions, Held, HeldModel, HttpEndpoint
from evals.forensics.identity_tests import PermutationTest, hidden_size_from_logprobs, logprob_test, sample_test

Verdict = Literal["same", "different", "inconclusive"]
Array = np.ndarray
ALPHA = 0.01
ROUNDING_FACTOR = 2.0
UNREADABLE = "\ufffd"
"""Stands for bytes that are no text; several tokens read so, and only the likeliest of them is told."""
SEED_STEP = 1000


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """How much is asked of the endpoint.

    Attributes:
        repeats: Times each prompt's first token is asked for.
        top: First tokens compared per prompt.
        samples: Answers drawn per prompt.
        answer_tokens: Their length.
        seed: Of draws and permutations.
        full_vocabulary: Logprobs to ask for when the hidden size is estimated, 0 to leave that out.
        served_dtype: Number type the endpoint computes in, which decides what passes for rounding. In bfloat16 an
            8-bit copy can hide within it; float16 and float32 tell it.
    """

    repeats: int = 4
    top: int = 5
    samples: int = 10
    answer_tokens: int = 8
    seed: int = 0
    full_vocabulary: int = 0
    served_dtype: Literal["float16", "bfloat16", "float32"] = "bfloat16"


@dataclass(frozen=True, slots=True)
class IdentityReport:
    """What comparing an endpoint with held weights found.

    Attributes:
        verdict: same, different or inconclusive.
        reason_en: Why, in one sentence.
        reason_zh: The same in Simplified Chinese.
        digest: Of the held weights.
        logprobs: Test on first-token logprobs; None where the endpoint gives none.
        rounding_gap: Mean |difference of logprobs| that computing the held weights in the served number type makes,
            in nats; float32 is allowed what float16 makes, since kernels differ.
        samples: Test on sampled answers.
        endpoint_hidden_size: Estimated from the endpoint's logprobs; None where it was not, or could not be.
        held_hidden_size: Of the held weights.
    """

    verdict: Verdict
    reason_en: str
    reason_zh: str
    digest: str | None
    logprobs: PermutationTest | None
    rounding_gap: float
    samples: PermutationTest
    endpoint_hidden_size: int | None
    held_hidden_size: int

    def as_json(self) -> dict[str, Any]:
        """The report as JSON-safe values."""
        return asdict(self)


def examine_endpoint(
    url: str, folder: Path, settings: IdentitySettings | None = None, *, model: str = "default"
) -> IdentityReport:
    """Whether the endpoint at `url` serves the weights in `folder`.

    Raises:
        RunFailed: if the endpoint cannot be reached or does not answer as OpenAI's completions do.
        Refused: if the folder must not be loaded.
    """
    return compare_sources(HttpEndpoint(url, model), folder, settings or IdentitySettings())


def compare_sources(endpoint: Completions, folder: Path, settings: IdentitySettings) -> IdentityReport:
    """Whether `endpoint` answers like the weights in `folder`."""
    return compare_with_held(endpoint, HeldModel(folder), HeldModel(folder, _rounding_dtype(settings)), settings)


def compare_with_held(
    endpoint: Completions, held: Held, rounded: Completions, settings: IdentitySettings
) -> IdentityReport:
    """Whether `endpoint` answers like `held`; `rounded` are the same weights in the number type that passes for it."""
    rng = np.random.default_rng(settings.seed)
    tracked, noise = (tracked_logprobs(source, held, settings) for source in (endpoint, rounded))
    gap = 0.0 if noise is None else logprob_test(*noise, rng, permutations=1).statistic
    logprobs = None if tracked is None else logprob_test(*tracked, rng)
    answers = sample_test(_answers(endpoint, settings, 1), _answers(held, settings, 2), rng)
    size = estimated_hidden_size(endpoint, held, settings.full_vocabulary)
    verdict, reason_en, reason_zh = verdict_of(logprobs, gap, answers, sizes=(size, held.hidden_size))
    return IdentityReport(verdict, reason_en, reason_zh, held.digest, logprobs, gap, answers, size, held.hidden_size)


def tracked_logprobs(
    endpoint: Completions, held: Completions, settings: IdentitySettings
) -> tuple[list[Array], list[Array]] | None:
    """Logprobs of the held model's likeliest first tokens, per prompt (repeats × tokens), from both sources.

    A token the endpoint leaves out counts as its least likely one stated. None where the endpoint gives no logprobs.
    """
    first, second = [], []
    for prompt in prompts():
        reference = held.first_token_logprobs(prompt, settings.top) or {}
        rows = []
        for _ in range(settings.repeats):
            answered = endpoint.first_token_logprobs(prompt, settings.top)
            if not answered:
                return None
            floor = min(answered.values())
            rows.append([answered.get(token, floor) for token in reference])
        first.append(np.array(rows))
        second.append(np.tile(list(reference.values()), (settings.repeats, 1)))
    return first, second


def _answers(source: Completions, settings: IdentitySettings, side: int) -> list[list[str]]:
    """Answers per prompt, each prompt with its own seed: equal seeds would draw alike for prompts that are alike."""
    first = SEED_STEP * (1 + settings.seed) * len(prompts()) + side
    return [
        source.samples(prompt, settings.samples, settings.answer_tokens, first + SEED_STEP * number)
        for number, prompt in enumerate(prompts())
    ]


def verdict_of(
    logprobs: PermutationTest | None,
    rounding_gap: float,
    samples: PermutationTest,
    *,
    sizes: tuple[int | None, int] = (None, 0),
) -> tuple[Verdict, str, str]:
    """The verdict with its reason in both languages.

    Different: the hidden size is another; or sampled answers differ (p ≤ .005); or logprobs differ (p ≤ .005) by more
    than twice what rounding makes. The two tests share the level of .01. Same: logprobs within that gap and
    answers that do not differ. Answers that do not differ are no proof alone.
    """
    if sizes[0] is not None and sizes[0] != sizes[1]:
        return "different", f"Hidden size {sizes[0]}, not {sizes[1]}.", f"隐藏维度为 {sizes[0]}，而非 {sizes[1]}。"
    gap = "" if logprobs is None else f"{logprobs.statistic:.4f} nats, rounding {rounding_gap:.4f}"
    beyond_rounding = logprobs is not None and logprobs.statistic > ROUNDING_FACTOR * rounding_gap
    if logprobs is not None and beyond_rounding and logprobs.p_value <= ALPHA / 2:
        return "different", f"First-token logprobs differ ({gap}).", f"首词元对数概率不同（{gap}）。"
    if samples.p_value <= ALPHA / 2:
        words = f"p = {samples.p_value:.3g}"
        return "different", f"Sampled answers differ ({words}).", f"采样回答不同（{words}）。"
    if logprobs is not None and not beyond_rounding:
        return (
            "same",
            f"First-token logprobs agree within rounding ({gap}).",
            f"首词元对数概率在舍入误差内一致（{gap}）。",
        )
    return "inconclusive", "Answers do not differ, which proves nothing alone.", "回答未见差异，但不足以单独证明一致。"


def estimated_hidden_size(endpoint: Completions, held: Held, vocabulary: int) -> int | None:
    """Hidden size from the endpoint's logprobs over the whole vocabulary; None where it does not give them.

    Needs about twice as many prompts as the hidden size of the held weights; prompts are pairs of the usual ones.
    """
    if vocabulary < 2:
        return None
    rows: list[dict[str, float]] = []
    for prompt in _many_prompts(held.hidden_size + 32):
        answered = endpoint.first_token_logprobs(prompt, vocabulary)
        if not answered or len(answered) < held.hidden_size + 3:
            return None
        rows.append(answered)
    tokens = sorted(token for token in set.intersection(*(set(row) for row in rows)) if UNREADABLE not in token)
    return hidden_size_from_logprobs(np.array([[row[token] for token in tokens] for row in rows]))


def identity_facts(report: IdentityReport) -> dict[str, str]:
    """The verdict by rubric key."""
    return {"endpoint_identity_verdict": report.verdict}


@cache
def prompts() -> tuple[str, ...]:
    """The openings both sources are asked to continue."""
    content: list[str] = parse_yaml(Path(__file__).with_name("identity_prompts.yaml").read_text(encoding="utf-8"))
    return tuple(content)


def _rounding_dtype(settings: IdentitySettings) -> torch.dtype:
    return torch.bfloat16 if settings.served_dtype == "bfloat16" else torch.float16


def _many_prompts(count: int) -> Sequence[str]:
    pairs = [f"{first} {second}" for first in prompts() for second in prompts()]
    triples = [f"{pair} {third}" for third in prompts() for pair in pairs]
    return [*pairs, *triples][:count]

"""What a caller decides before a model is opened, and what the engine counts while it works."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

ENGINE_VERSION = "2"
"""Part of every stored result's key; raised whenever a change could alter a result."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How a model is loaded and driven.

    Attributes:
        location: Local folder with config, tokenizer and safetensors weights, or a hub id already in the local cache.
        device: "cpu", "cuda" or None for cuda where there is one.
        dtype: "auto" is float32 on cpu and the checkpoint's own type on cuda; otherwise a torch type name.
        engine: "auto" shares prefixes where that is proven equal; "plain" never does.
        max_batch_tokens: Tokens one forward pass may hold, None to derive it from the device's free memory.
        seed: For few-shot sampling, sampled generation and resampled errors.
        max_length: Longest input in tokens; None takes it from the model's config. Rolling scores depend on it.
    """

    location: str
    device: str | None = None
    dtype: str = "auto"
    engine: Literal["auto", "plain"] = "auto"
    max_batch_tokens: int | None = None
    seed: int = 1234
    max_length: int | None = None


@dataclass(slots=True)
class EngineCounters:
    """What a model did since it was opened.

    Attributes:
        path: "shared_prefix" where the token trie is used, "plain" where every request runs whole.
        reason: Why the path is plain, None when it is not.
        requests: Requests asked for.
        requests_reused: Of those, answered without the model: from the store or as a repetition.
        requests_plain: Of those, run whole although the path is "shared_prefix" (longer than an attention window).
        requests_truncated: Of those, cut on the left because they exceed the model's length.
        tokens_forwarded: Token positions that went through the model, padding included.
        tokens_trie: Distinct token positions that had to.
        batches_halved: Forward passes that did not fit into memory and were split.
        model_seconds: Time spent inside the model's forward passes.
    """

    path: Literal["plain", "shared_prefix"] = "plain"
    reason: str | None = None
    requests: int = 0
    requests_reused: int = 0
    requests_plain: int = 0
    requests_truncated: int = 0
    tokens_forwarded: int = 0
    tokens_trie: int = 0
    batches_halved: int = 0
    model_seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The counters as JSON-safe values."""
        return asdict(self)

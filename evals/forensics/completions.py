"""Sources of answers: the weights we hold, and an OpenAI-compatible endpoint that says it serves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import torch

from evals.checkpoints.digest import checkpoint_digest
from evals.checkpoints.gate import admitted
from evals.endpoints.client import EndpointClient, Patience


class Completions(Protocol):
    """A source of answers to prompts."""

    def first_token_logprobs(self, prompt: str, top: int) -> dict[str, float] | None:
        """Logprobs of the `top` likeliest first tokens by their text; None where the source does not tell."""
        ...

    def samples(self, prompt: str, count: int, tokens: int, seed: int) -> list[str]:
        """`count` answers of at most `tokens` tokens, drawn at temperature 1."""
        ...


class Held(Completions, Protocol):
    """A source whose weights are known."""

    @property
    def hidden_size(self) -> int:
        """Width of the residual stream."""
        ...

    @property
    def digest(self) -> str | None:
        """Of the weights."""
        ...


class HeldModel:
    """The weights in a folder, answering with transformers.

    Args:
        folder: Passes the gate first; nothing of it is executed.
        dtype: Number type to compute in.

    Raises:
        Refused: if the gate blocks the folder.
        InvalidInput: if its files do not make a model.
    """

    def __init__(self, folder: Path, dtype: torch.dtype = torch.float32) -> None:
        from evals.checkpoints.loading import load_network, load_tokenizer

        admitted(folder)
        self._digest = checkpoint_digest(folder)
        self._model: Any = load_network(folder, dtype=dtype)
        self._tokenizer: Any = load_tokenizer(folder)

    @property
    def digest(self) -> str | None:
        """Of the folder, as the examination found it."""
        return self._digest

    @property
    def hidden_size(self) -> int:
        """Width of the residual stream as configured."""
        return int(self._model.config.hidden_size)

    def first_token_logprobs(self, prompt: str, top: int) -> dict[str, float] | None:
        """See `Completions`; of tokens with one text, the likeliest."""
        logprobs = torch.log_softmax(self._last_logits(self._encoded(prompt)).float(), dim=-1)[0]
        values, ids = logprobs.topk(min(top, len(logprobs)))
        found: dict[str, float] = {}
        for value, token in zip(values.tolist(), ids.tolist(), strict=True):
            found.setdefault(self._tokenizer.decode([token]), value)
        return found

    @torch.inference_mode()
    def samples(self, prompt: str, count: int, tokens: int, seed: int) -> list[str]:
        """See `Completions`; an answer ends before the end-of-text token."""
        generator = torch.Generator().manual_seed(seed)
        start = self._encoded(prompt)
        text, end = start.repeat(count, 1), self._tokenizer.eos_token_id
        for _ in range(tokens):
            chances = torch.softmax(self._last_logits(text).float(), dim=-1)
            text = torch.cat([text, torch.multinomial(chances, 1, generator=generator)], dim=1)
        answers = text[:, start.shape[1] :].tolist()
        return [self._tokenizer.decode(ids[: ids.index(end)] if end in ids else ids) for ids in answers]

    def _encoded(self, prompt: str) -> torch.Tensor:
        ids: torch.Tensor = self._tokenizer(prompt, return_tensors="pt")["input_ids"]
        return ids

    @torch.inference_mode()
    def _last_logits(self, ids: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self._model(ids, logits_to_keep=1).logits[:, -1]
        return logits


class HttpEndpoint:
    """An OpenAI-compatible `completions` endpoint, named by the investor; see `EndpointClient` for its bounds.

    Args:
        url: Base address such as http://host:8000/v1.
        model: Name the endpoint knows the model by.
        patience: Time-outs and attempts.

    Raises:
        InvalidInput: if the address is not http or https.
        Refused: if it leads to the machine's own network equipment.
    """

    def __init__(self, url: str, model: str = "default", patience: Patience | None = None) -> None:
        self._client = EndpointClient(url, patience)
        self._model = model

    def first_token_logprobs(self, prompt: str, top: int) -> dict[str, float] | None:
        """See `Completions`."""
        (choice,) = self._choices({"prompt": prompt, "max_tokens": 1, "temperature": 0, "logprobs": top, "n": 1})
        logprobs = choice.get("logprobs") or {}
        first = (logprobs.get("top_logprobs") or [None])[0]
        if not isinstance(first, dict):
            return None
        return {str(token): float(value) for token, value in first.items()}

    def samples(self, prompt: str, count: int, tokens: int, seed: int) -> list[str]:
        """See `Completions`."""
        asked = {"prompt": prompt, "max_tokens": tokens, "temperature": 1, "top_p": 1, "n": count, "seed": seed}
        return [str(choice.get("text", "")) for choice in self._choices(asked)]

    def _choices(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        return self._client.choices("completions", asked | {"model": self._model}, int(asked["n"]))

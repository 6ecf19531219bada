"""What an endpoint's answers must hold to be scored, and the sentence when they do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from data.records import RunFailed

Score = tuple[float, bool]


def scored_choice(choice: dict[str, Any], *, tokens: int, scored: int, url: str) -> Score:
    """Log-likelihood in nats of the last `scored` of a prompt's `tokens` tokens, and whether each is the likeliest.

    The choice echoes the prompt; one generated token may follow it.

    Raises:
        RunFailed: log-probabilities are missing, too few or no numbers.
    """
    told = choice.get("logprobs")
    values = told.get("token_logprobs") if isinstance(told, dict) else None
    likeliest = told.get("top_logprobs") if isinstance(told, dict) else None
    if not isinstance(values, list) or not isinstance(likeliest, list):
        raise RunFailed(f"Endpoint {url!r} gives no log-probabilities of a prompt; it must take echo with logprobs.")
    if len(values) - tokens not in (0, 1) or len(likeliest) != len(values):
        raise RunFailed(
            f"Endpoint {url!r} gave {len(values)} log-probabilities for {tokens} tokens; "
            "name the tokenizer of the model it serves."
        )
    chosen = [_number(value, url) for value in values[tokens - scored : tokens]]
    best = [_best(entry, url) for entry in likeliest[tokens - scored : tokens]]
    return math.fsum(chosen), all(value >= top for value, top in zip(chosen, best, strict=True))


def text_of(choice: dict[str, Any], url: str) -> str:
    """The text of a completion.

    Raises:
        RunFailed: there is none.
    """
    return _text(choice.get("text"), url)


def message_of(choice: dict[str, Any], url: str) -> str | None:
    """The text of a chat answer; None where the endpoint held it back, as for tool calls or filtered content.

    Raises:
        RunFailed: there is no message.
    """
    message = choice.get("message")
    if not isinstance(message, dict):
        raise RunFailed(f"Endpoint {url!r} answered without a message; check that it speaks chat completions.")
    content = message.get("content")
    return None if content is None else _text(content, url)


def same_cut(choice: dict[str, Any], expected: Sequence[int]) -> bool:
    """Whether an echoed text has as many tokens at the endpoint as here, one generated token aside."""
    told = choice.get("logprobs")
    values = told.get("token_logprobs") if isinstance(told, dict) else None
    return isinstance(values, list) and len(values) - len(expected) in (0, 1)


def _best(entry: Any, url: str) -> float:
    if not isinstance(entry, dict) or not entry:
        raise RunFailed(f"Endpoint {url!r} names no likeliest token at some place; it must answer logprobs=1.")
    return max(_number(value, url) for value in entry.values())


def _number(value: Any, url: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value > 1e-6:
        raise RunFailed(f"Endpoint {url!r} gave {repr(value)[:40]} as a log-probability, expected a number up to 0.")
    return float(value)


def _text(value: Any, url: str) -> str:
    if not isinstance(value, str):
        raise RunFailed(f"Endpoint {url!r} gave {repr(value)[:40]} instead of a text; check the address.")
    return value

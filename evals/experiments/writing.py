"""What a model writes on: token by token, drawn at a temperature, with the probability of each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from evals.experiments.opened_model import OpenedModel
from evals.experiments.token_text import token_text


@torch.inference_mode()
def written_on(
    opened: OpenedModel,
    tokens: list[int],
    *,
    length: int,
    temperature: float,
    seed: int,
    on_token: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Up to `length` tokens after `tokens`, drawn one at a time.

    Args:
        opened: Who writes.
        tokens: What comes before.
        length: Tokens at most.
        temperature: Divides the logits before the draw; 0 takes the likeliest token.
        seed: Of the draws.
        on_token: Hears how many are written.

    Returns:
        tokens: per token its text, id, the model's own probability (temperature 1) and the probability it was drawn
            with.
        text: All of them decoded together.
        ended: "length", "end" where the model ended the text itself, "context" where its context was full.
    """
    generator = torch.Generator().manual_seed(seed)
    ends, room = _end_tokens(opened), (opened.facts.context_length_tokens or math.inf) - len(tokens)
    figures: list[dict[str, Any]] = []
    given, cache, ended = torch.tensor([tokens]), None, "length"
    while len(figures) < length:
        if len(figures) >= room:
            ended = "context"
            break
        output = opened.network(given, past_key_values=cache, use_cache=True)
        cache = output.past_key_values
        token, own, drawn = _draw(output.logits[0, -1].double(), temperature, generator)
        if token in ends:
            ended = "end"
            break
        figures.append(
            {
                "text": token_text(opened.tokenizer, token),
                "id": token,
                "probability": float(f"{own:.5g}"),
                "drawn_with": float(f"{drawn:.5g}"),
            }
        )
        if on_token is not None:
            on_token(len(figures))
        given = torch.tensor([[token]])
    text = str(opened.tokenizer.decode([figure["id"] for figure in figures]))
    return {"tokens": figures, "text": text, "ended": ended}


def _draw(logits: torch.Tensor, temperature: float, generator: torch.Generator) -> tuple[int, float, float]:
    """A token, its own probability, and the one it was drawn with."""
    own = logits.softmax(-1)
    if temperature == 0:
        token = int(logits.argmax())
        return token, float(own[token]), 1.0
    warmed = (logits / temperature).softmax(-1)
    token = int(torch.multinomial(warmed, 1, generator=generator))
    return token, float(own[token]), float(warmed[token])


def _end_tokens(opened: OpenedModel) -> set[int]:
    stated: set[int] = set()
    for entry in (opened.network.generation_config.eos_token_id, opened.tokenizer.eos_token_id):
        stated |= set(entry) if isinstance(entry, list) else {entry}
    return stated - {None}

"""A text as a model reads it: surprisal and entropy of every token, what it expects next, where its heads look."""

from __future__ import annotations

import math
from typing import Any

import torch

from data.records.experiment import MOST_PROMPT_TOKENS
from evals.experiments.kinds import CannotTryError
from evals.experiments.opened_model import OpenedModel
from evals.experiments.token_text import token_text

MOST_ATTENTION_VALUES = 300_000
DIGITS = 5


def prompt_tokens(opened: OpenedModel, prompt: str) -> list[int]:
    """The prompt's token ids, with whatever the tokenizer puts before a text.

    Raises:
        CannotTryError: there are none, or more than a look inside takes or the model was made for.
    """
    tokens: list[int] = opened.tokenizer(prompt)["input_ids"]
    most = min(MOST_PROMPT_TOKENS, opened.facts.context_length_tokens or MOST_PROMPT_TOKENS)
    if not tokens:
        raise CannotTryError("prompt_empty")
    if len(tokens) > most:
        raise CannotTryError("prompt_too_long", tokens=len(tokens), most=most)
    return tokens


@torch.inference_mode()
def reading(opened: OpenedModel, tokens: list[int], *, top: int) -> dict[str, Any]:
    """Everything one forward pass over `tokens` tells.

    Returns:
        tokens: per token its text, id, and, from the second on, surprisal −ln p and entropy of the distribution it was
            drawn from, in nats, and its rank in it (1 for the likeliest).
        next: see `next_distribution`.
        attention: see `attention_maps`; None for networks without attention.
    """
    output = opened.network(torch.tensor([tokens]), output_attentions=True, use_cache=False)
    logprobs = output.logits[0].double().log_softmax(-1)
    return {
        "tokens": _token_figures(opened, tokens, logprobs),
        "next": next_distribution(opened, logprobs[-1], top),
        "attention": attention_maps(getattr(output, "attentions", None), len(tokens)),
    }


def next_distribution(opened: OpenedModel, logprobs: torch.Tensor, top: int) -> dict[str, Any]:
    """The likeliest `top` next tokens with their probabilities, the mass left over, and the entropy in nats.

    Args:
        opened: Whose vocabulary it is.
        logprobs: Of the next token, shape (vocabulary,).
        top: How many are named.
    """
    best = logprobs.topk(min(top, len(logprobs)))
    named = [
        {"text": token_text(opened.tokenizer, token), "id": token, "probability": _rounded(math.exp(value))}
        for value, token in zip(best.values.tolist(), best.indices.tolist(), strict=True)
    ]
    rest = max(0.0, 1.0 - float(best.values.exp().sum()))
    return {"top": named, "rest": _rounded(rest), "others": len(logprobs) - len(named), "entropy": _entropy(logprobs)}


def attention_maps(layers: Any, tokens: int) -> dict[str, Any] | None:
    """Attention by layer and head in thousandths, of the first tokens where all would be too many.

    Args:
        layers: Per layer a tensor (1, heads, tokens, tokens), or None.
        tokens: Length of the text.

    Returns:
        shown: Tokens covered, so that layers × heads × tokens² / 2 stays below `MOST_ATTENTION_VALUES`.
        layers: Per layer and head the rows of the lower triangle, each over the tokens up to its own; the upper one is
            zero, since no token sees what follows it.
    """
    kept = [layer[0] for layer in (layers or ()) if layer is not None]
    if not kept or any(layer.shape[-2:] != (tokens, tokens) for layer in kept):
        return None
    maps = sum(layer.shape[0] for layer in kept)
    shown = min(tokens, max(2, math.isqrt(2 * MOST_ATTENTION_VALUES // maps)))
    return {
        "shown": shown,
        "layers": [[_triangle(head, shown) for head in layer.float()] for layer in kept],
    }


def _triangle(head: torch.Tensor, shown: int) -> list[list[int]]:
    thousandths = (head[:shown, :shown] * 1000).round().int().tolist()
    return [row[: place + 1] for place, row in enumerate(thousandths)]


def _token_figures(opened: OpenedModel, tokens: list[int], logprobs: torch.Tensor) -> list[dict[str, Any]]:
    figures: list[dict[str, Any]] = []
    for place, token in enumerate(tokens):
        entry: dict[str, Any] = {"text": token_text(opened.tokenizer, token), "id": token}
        if place:
            before = logprobs[place - 1]
            entry["surprisal"] = _rounded(-float(before[token]))
            entry["entropy"] = _entropy(before)
            entry["rank"] = 1 + int((before > before[token]).sum())
        figures.append(entry)
    return figures


def _entropy(logprobs: torch.Tensor) -> float:
    # A token of probability 0 adds nothing, but 0 × −∞ would be NaN.
    return _rounded(-float(torch.xlogy(logprobs.exp(), logprobs.exp()).sum()))


def _rounded(value: float) -> float:
    """The value to five significant digits, which is what the database keeps."""
    return float(f"{value:.{DIGITS}g}")

"""The output head as scoring needs it: no logits are kept, a slice of the vocabulary is looked at and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch

CPU_SLICE_VALUES = 2**19
ACCELERATOR_SLICE_VALUES = 2**26
NARROWEST_SLICE = 1024


class TokenScores(NamedTuple):
    """Log-probability of each asked token in nats, float64, and whether it is the likeliest one; both on the cpu."""

    log_probabilities: torch.Tensor
    is_greedy: torch.Tensor


@dataclass(slots=True)
class AskedTokens:
    """What is asked of the rows that reach the head, and what came back.

    Attributes:
        lines: Row of each question, ascending.
        tokens: The token asked about.
        scores: Filled by the forward pass.
    """

    lines: torch.Tensor
    tokens: torch.Tensor
    scores: list[TokenScores] = field(default_factory=list)


class ScoringHead:
    """A linear output head that answers questions about tokens instead of giving logits.

    A full row of logits is written to memory, read for its softmax, written again and read once more for a handful of
    numbers. Here a slice of the vocabulary is multiplied, reduced while it lies in the cache, and overwritten by the
    next one; softmax over slices is put together from their normalisers, in float32.

    Args:
        linear: The model's output head.
    """

    def __init__(self, linear: torch.nn.Linear) -> None:
        self._linear = linear

    @contextmanager
    def asked(self, asked: AskedTokens) -> Iterator[None]:
        """Within it a forward pass answers `asked`; the logits it returns mean nothing."""

        def forward(hidden: torch.Tensor) -> torch.Tensor:
            asked.scores.append(self.scores(hidden.flatten(0, -2), asked.lines, asked.tokens))
            return hidden[..., :1]

        with _forward_replaced(self._linear, forward):
            yield

    def scores(self, hidden: torch.Tensor, lines: torch.Tensor, tokens: torch.Tensor) -> TokenScores:
        """Scores of `tokens` after the hidden states `hidden[lines]`, [rows, size]."""
        weight, bias = self._linear.weight, self._linear.bias
        sums = RunningSums(len(hidden), lines, tokens)
        width = _slice_width(len(hidden), hidden.device)
        space = torch.empty(2, len(hidden) * min(width, len(weight)), device=hidden.device, dtype=torch.float32)
        for first in range(0, len(weight) if len(lines) else 0, width):
            part = weight[first : first + width]
            logits, scratch = (each[: len(hidden) * len(part)].view(len(hidden), len(part)) for each in space)
            if weight.dtype == torch.float32:
                torch.mm(hidden, part.t(), out=logits)
            else:
                logits.copy_(hidden @ part.t())
            if bias is not None:
                logits.add_(bias[first : first + width])
            sums.add(first, logits, scratch)
        return sums.scores()


class RunningSums:
    """Softmax and maximum over the slices seen so far."""

    def __init__(self, rows: int, lines: torch.Tensor, tokens: torch.Tensor) -> None:
        self._lines = lines
        self._tokens = tokens
        self._normaliser = torch.full((rows,), -torch.inf, device=lines.device)
        self._best = self._normaliser.clone()
        self._chosen = torch.zeros(len(lines), device=lines.device)
        self._is_first = torch.zeros(len(lines), dtype=torch.bool, device=lines.device)

    def add(self, first: int, logits: torch.Tensor, scratch: torch.Tensor) -> None:
        """Take in a slice that starts at token `first`; `scratch` is overwritten."""
        best = logits.amax(dim=-1)
        torch.log_softmax(logits, dim=-1, out=scratch)
        # The largest log-probability is minus the logarithm of the sum of exponentials above the maximum.
        part = torch.where(best.isneginf(), best, best - scratch.amax(dim=-1))
        self._normaliser = torch.logaddexp(self._normaliser, part)
        self._is_first &= (best <= self._best)[self._lines]
        inside = ((self._tokens >= first) & (self._tokens < first + logits.shape[1])).nonzero()[:, 0]
        lines, columns = self._lines[inside], self._tokens[inside] - first
        chosen = logits[lines, columns]
        self._chosen[inside] = chosen
        # Of equal maxima the first counts, as in argmax; that needs a search only where a token is one of them.
        leads = (chosen >= best[lines]) & (best > self._best)[lines]
        led, columns = lines[leads], columns[leads]
        self._is_first[inside[leads]] = logits[led].argmax(dim=-1) == columns
        self._best = torch.maximum(self._best, best)

    def scores(self) -> TokenScores:
        """The scores over all slices taken in."""
        found = self._chosen.double() - self._normaliser[self._lines].double()
        return TokenScores(found.cpu(), self._is_first.cpu())


def scoring_head(model: Any) -> ScoringHead | None:
    """The model's output head, None where it is not a plain linear layer or the model does not give on what it says.

    Some architectures scale or cap what their head gives. Whether this one does is tried out: a head that answers
    with a known ramp must come out as that ramp.
    """
    linear = model.get_output_embeddings()
    if type(linear) is not torch.nn.Linear:
        return None
    ramp = torch.linspace(-60, 60, linear.out_features, device=linear.weight.device, dtype=linear.weight.dtype)
    tokens = torch.zeros((1, 1), dtype=torch.long, device=linear.weight.device)
    with torch.inference_mode(), _forward_replaced(linear, lambda hidden: ramp.expand(*hidden.shape[:-1], -1)):
        logits = model(input_ids=tokens, use_cache=False).logits
    return ScoringHead(linear) if torch.equal(logits[0, -1].to(ramp.dtype), ramp) else None


def scores_of_logits(logits: torch.Tensor, asked: AskedTokens, *, rows_at_once: int = 64) -> TokenScores:
    """Scores from logits that the model gave, [rows, vocabulary]; softmax in float32, a few rows at a time."""
    greedy = logits.argmax(dim=-1)[asked.lines] == asked.tokens
    found = []
    for first in range(0, len(logits), rows_at_once):
        low, high = torch.searchsorted(asked.lines, torch.tensor([first, first + rows_at_once], device=logits.device))
        part = torch.log_softmax(logits[first : first + rows_at_once].float(), dim=-1)
        found.append(part[asked.lines[low:high] - first, asked.tokens[low:high]].double())
    return TokenScores(torch.cat(found).cpu(), greedy.cpu())


@contextmanager
def _forward_replaced(module: torch.nn.Module, forward: Any) -> Iterator[None]:
    module.forward = forward
    try:
        yield
    finally:
        del module.forward


def _slice_width(rows: int, device: torch.device) -> int:
    values = CPU_SLICE_VALUES if device.type == "cpu" else ACCELERATOR_SLICE_VALUES
    return max(NARROWEST_SLICE, values // max(1, rows))

"""The model under suspicion: weights that give log-probabilities, or an interface that only answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from lm_eval.api.instance import Instance

from data.records import InvalidInput
from evals.contamination.items import Item
from evals.contamination.rendering import Style, answer_part, context
from evals.engine import MeasuringLM

LOGITS_AT_ONCE = 4_000_000
ROWS_AT_ONCE = 32
Floats = npt.NDArray[np.float64]


class TokenScores(NamedTuple):
    """Scores of each token of a text: log p in nats, and its distance from the mean over the vocabulary in sd."""

    log_probabilities: Floats
    z_scores: Floats


@dataclass(slots=True)
class Cost:
    """What a probe took.

    Attributes:
        tokens_forwarded: Token positions that went through the model; of an interface, prompts sent.
        seconds: Wall clock.
        processor_seconds: Of this process, all threads together.
    """

    tokens_forwarded: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0


class LocalModel:
    """Weights on this machine, driven by the measuring engine.

    Args:
        lm: The opened model. Costs are true only if it keeps no results.
    """

    gives_log_likelihoods = True

    def __init__(self, lm: MeasuringLM) -> None:
        self._lm = lm
        self._own_tokens = 0

    @property
    def tokens_forwarded(self) -> int:
        """Token positions forwarded since the model was opened."""
        return self._lm.counters.tokens_forwarded + self._own_tokens

    @property
    def max_length(self) -> int:
        """Tokens of the longest input."""
        return int(self._lm.max_length)

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text."""
        return [len(self._lm.tok_encode(text, add_special_tokens=False)) for text in texts]

    def log_likelihoods(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, bool]]:
        """For each (context, continuation) its log-likelihood in nats, and whether greedy decoding gives it."""
        return self._lm.loglikelihood(
            [Instance("loglikelihood", {}, pair, number) for number, pair in enumerate(pairs)]
        )

    def answers(self, items: Sequence[Item], style: Style) -> list[int]:
        """Place of the likeliest choice of each item, scored as lm-eval scores multiple choice."""
        pairs = [
            (context(item, style), answer_part(item, place, style))
            for item in items
            for place in range(len(item.choices))
        ]
        scores = iter(self.log_likelihoods(pairs))
        return [int(np.argmax([next(scores)[0] for _ in item.choices])) for item in items]

    def completes(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Whether greedy decoding continues each context exactly so; known from one pass, without generating."""
        return [is_greedy for _, is_greedy in self.log_likelihoods(pairs)]

    def token_scores(self, texts: Sequence[str]) -> list[TokenScores]:
        """Scores of every token of each text, the first one predicted from the beginning-of-text token.

        Texts longer than the model takes are cut at the end.
        """
        rows = [self._lm.tok_encode(text, add_special_tokens=False)[: self.max_length] for text in texts]
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        found: dict[int, TokenScores] = {}
        for numbers in _batches(order, rows, int(self._lm.config.get_text_config().vocab_size)):
            scores = self._batch_scores([rows[number] for number in numbers])
            found.update(zip(numbers, scores, strict=True))
        return [found[number] for number in range(len(rows))]

    def _batch_scores(self, rows: list[list[int]]) -> list[TokenScores]:
        longest = max(len(row) for row in rows)
        begin = self._lm.prefix_token_id
        # Right padding is never seen by what stands left of it.
        inputs = torch.tensor([[begin, *row[:-1], *[begin] * (longest - len(row))] for row in rows])
        self._own_tokens += inputs.numel()
        with torch.inference_mode():
            logits = self._lm.model(input_ids=inputs.to(self._lm.device), use_cache=False).logits
            return [_row_scores(logits[line, : len(row)], row) for line, row in enumerate(rows)]


@dataclass(slots=True)
class AnsweringModel:
    """A model behind an interface that only answers prompts; there are no log-probabilities.

    Attributes:
        complete: Texts that continue the given prompts, decoded greedily.
    """

    complete: Callable[[Sequence[str]], Sequence[str]]
    gives_log_likelihoods: bool = field(default=False, init=False)
    tokens_forwarded: int = field(default=0, init=False)

    def answers(self, items: Sequence[Item], style: Style) -> list[int]:
        """Place of the choice each answer begins with, the longest where several fit; -1 where none does."""
        said = self._completions([context(item, style) for item in items])
        return [_place_said(item, style, text) for item, text in zip(items, said, strict=True)]

    def completes(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Whether each completion begins with the expected text, white space aside."""
        said = self._completions([prompt for prompt, _ in pairs])
        return [
            " ".join(text.split()).startswith(" ".join(expected.split()))
            for text, (_, expected) in zip(said, pairs, strict=True)
        ]

    def _completions(self, prompts: Sequence[str]) -> Sequence[str]:
        self.tokens_forwarded += len(prompts)
        said = self.complete(prompts)
        if len(said) != len(prompts):
            raise InvalidInput(f"The interface answered {len(said)} of {len(prompts)} prompts; it must answer each.")
        return said


Subject = LocalModel | AnsweringModel


@contextmanager
def metered(model: Subject) -> Iterator[Cost]:
    """What the work done within costs; filled in when it is left."""
    cost = Cost()
    tokens, wall, processor = model.tokens_forwarded, time.perf_counter(), time.process_time()
    try:
        yield cost
    finally:
        cost.tokens_forwarded = model.tokens_forwarded - tokens
        cost.seconds = time.perf_counter() - wall
        cost.processor_seconds = time.process_time() - processor


def _batches(order: Sequence[int], rows: Sequence[Sequence[int]], vocabulary: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for number in order:
        if not rows[number]:
            raise InvalidInput(f"Item {number + 1} has no token; leave empty items out.")
        full = (len(batch) + 1) * len(rows[number]) * vocabulary > LOGITS_AT_ONCE or len(batch) == ROWS_AT_ONCE
        if batch and full:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _row_scores(logits: torch.Tensor, row: Sequence[int]) -> TokenScores:
    log_p = torch.log_softmax(logits.float(), dim=-1)
    p = log_p.exp()
    mean = (p * log_p).sum(-1)
    # Fully certain predictions have no spread; the floor keeps their score finite, near zero.
    spread = ((p * log_p.square()).sum(-1) - mean.square()).clamp_min(1e-12).sqrt()
    chosen = log_p.gather(1, torch.tensor(row, device=log_p.device)[:, None])[:, 0]
    z = (chosen - mean) / spread
    return TokenScores(_plain(chosen), _plain(z))


def _plain(values: torch.Tensor) -> Any:
    return values.double().cpu().numpy()


def _place_said(item: Item, style: Style, text: str) -> int:
    said = text.strip().casefold()
    options = {place: answer_part(item, place, style).strip().casefold() for place in range(len(item.choices))}
    fitting = [place for place, option in options.items() if said.startswith(option)]
    return max(fitting, key=lambda place: len(options[place]), default=-1)

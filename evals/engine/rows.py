"""Requests as token rows: what goes in, which continuation is scored, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.records import InvalidInput

Tokens = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class ScoringRow:
    """One continuation to score.

    Attributes:
        inputs: Tokens the model reads: context and continuation without its last token, cut on the left to fit.
        targets: The continuation; token i is predicted at input position len(inputs) - len(targets) + i.
    """

    inputs: Tokens
    targets: Tokens

    def key_parts(self) -> tuple[bytes, bytes]:
        """Everything about the row that determines its result: all tokens, and where the scored ones start."""
        return self.inputs.tobytes(), self.targets.tobytes()


class RowScore(NamedTuple):
    """Log-likelihood of a continuation in nats, and whether greedy decoding would have produced it."""

    log_likelihood: float
    is_greedy: bool


class BatchOutcome(NamedTuple):
    """What one forward pass finished: scores by row number, tokens that went through, tokens still to come."""

    scores: dict[int, RowScore]
    tokens: int
    tokens_left: int


def scoring_row(context: Sequence[int], continuation: Sequence[int], max_length: int) -> ScoringRow:
    """The row of a context and a continuation, cut on the left to `max_length` input tokens as lm-eval cuts it.

    Raises:
        InvalidInput: The continuation alone is longer than the model takes.
    """
    if len(continuation) > max_length:
        raise InvalidInput(
            f"A continuation of {len(continuation)} tokens is longer than the {max_length} tokens the model takes; "
            "leave the task out or measure a model with a longer context."
        )
    tokens = np.asarray([*context, *continuation], dtype=np.int32)[-(max_length + 1) :]
    return ScoringRow(inputs=tokens[:-1], targets=tokens[len(tokens) - len(continuation) :])

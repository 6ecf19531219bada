"""All inputs of a call as one token trie, written down depth first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evals.engine.rows import ScoringRow, Tokens

Integers = npt.NDArray[np.int64]


class Run(NamedTuple):
    """Consecutive tokens of a trie that continue each other.

    Attributes:
        start: Place of the first token in depth-first order.
        end: Place after the last.
        depth: Tokens above the first one.
    """

    start: int
    end: int
    depth: int


@dataclass(frozen=True)
class TokenTrie:
    """The distinct prefixes of a set of inputs, one token each, every token after those above it.

    In depth-first order what stands below a token follows it without a gap, so that every set of tokens that may see
    another is a range; attention over the trie needs no more than that.

    Attributes:
        tokens: Token of each place.
        runs: The places cut where the order jumps back to a branching point; together they cover all places.
        scored_places: Places whose output is scored, ascending; a place appears once per target.
        scored_targets: Token predicted at each of them.
        scored_rows: Number of the row it counts for.
        last_places: Place at which each row ends.
    """

    tokens: Tokens
    runs: tuple[Run, ...]
    scored_places: Integers
    scored_targets: Integers
    scored_rows: Integers
    last_places: Integers

    @cached_property
    def distinct_scored(self) -> Integers:
        """Places whose output is scored, ascending, each once."""
        return np.unique(self.scored_places)

    @property
    def depth(self) -> int:
        """Tokens of the longest row."""
        return max((run.depth + run.end - run.start for run in self.runs), default=0)


def token_trie(rows: Sequence[ScoringRow]) -> TokenTrie:
    """The trie of the rows' inputs.

    Sorting the rows brings equal prefixes together: a row's new tokens are those after what it shares with the row
    before it.
    """
    order = sorted(range(len(rows)), key=lambda number: rows[number].inputs.astype(">u4").tobytes())
    path = np.zeros(max((len(row.inputs) for row in rows), default=0), dtype=np.int64)
    pieces: list[Tokens] = []
    runs: list[Run] = []
    scored: list[Integers] = [np.zeros(0, dtype=np.int64)] * len(rows)
    last = np.zeros(len(rows), dtype=np.int64)
    before = np.zeros(0, dtype=np.int32)
    end = 0
    for number in order:
        inputs, targets = rows[number].inputs, rows[number].targets
        shared = _shared_length(before, inputs)
        if shared < len(inputs):
            runs.append(Run(end, end + len(inputs) - shared, shared))
            pieces.append(inputs[shared:])
            path[shared : len(inputs)] = np.arange(end, runs[-1].end)
            end = runs[-1].end
        scored[number] = path[len(inputs) - len(targets) : len(inputs)].copy()
        last[number] = path[len(inputs) - 1]
        before = inputs
    return _with_scored(rows, pieces, runs, scored, last)


def _with_scored(
    rows: Sequence[ScoringRow], pieces: list[Tokens], runs: list[Run], scored: list[Integers], last: Integers
) -> TokenTrie:
    if not rows:
        none = np.zeros(0, dtype=np.int64)
        return TokenTrie(none.astype(np.int32), (), none, none, none, none)
    places = np.concatenate(scored)
    order = np.argsort(places, kind="stable")
    return TokenTrie(
        tokens=np.concatenate(pieces),
        runs=tuple(runs),
        scored_places=places[order],
        scored_targets=np.concatenate([row.targets for row in rows]).astype(np.int64)[order],
        scored_rows=np.repeat(np.arange(len(rows)), [len(row.targets) for row in rows])[order],
        last_places=last,
    )


def _shared_length(one: Tokens, other: Tokens) -> int:
    length = min(len(one), len(other))
    differs = one[:length] != other[:length]
    first = int(differs.argmax()) if length else 0
    return first if length and differs[first] else length

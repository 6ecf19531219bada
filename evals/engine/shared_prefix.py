"""Scoring over a token trie: every distinct prefix goes through the model once."""

from __future__ import annotations

import bisect
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from evals.checkpoints.loading import is_out_of_memory
from evals.engine.branches import GROUP_TOKENS, attention_blocks
from evals.engine.last_layer import last_feed_forward, only_at
from evals.engine.memory import head_rows, release_memory
from evals.engine.rows import BatchOutcome, RowScore, ScoringRow
from evals.engine.scored_head import AskedTokens, TokenScores, scores_of_logits, scoring_head
from evals.engine.settings import EngineCounters
from evals.engine.tree_attention import ATTENTION_NAME, BranchPlan, PathCache, register_attention
from evals.engine.trie import Integers, Run, TokenTrie, token_trie

SMALLEST_STRETCH = 16
LEAST_FILLED = 0.5


@dataclass(slots=True)
class _Totals:
    """Sums over the scored tokens of each row, filled stretch by stretch."""

    log_likelihoods: torch.Tensor
    greedy: Integers
    finished: list[int] = field(default_factory=list)


class SharedPrefixScorer:
    """Scores rows over the trie of their inputs.

    The trie, written depth first, is cut into stretches that fit; of each, only the path down to where the next one
    continues is kept. Stretches are single unpadded rows with explicit positions, so the tokens that go through the
    model are the trie's, each once. Only scored places reach the output head.

    Args:
        model: A causal language model whose attention goes through transformers' attention interface.
        max_batch_tokens: Tokens of a stretch.
        counters: Where forwarded tokens, trie tokens, seconds and halved batches are counted.
        whole_row_tokens: A row of up to so many tokens may be one stretch though it has more than `max_batch_tokens`.
    """

    def __init__(
        self, model: Any, *, max_batch_tokens: int, counters: EngineCounters, whole_row_tokens: int = 0
    ) -> None:
        register_attention()
        self._model = model
        self._max_batch_tokens = max_batch_tokens
        self._whole_row_tokens = whole_row_tokens
        self._device = next(model.parameters()).device
        self._group_tokens = GROUP_TOKENS if self._device.type == "cpu" else 0
        self._head = scoring_head(model)
        self._head_rows = head_rows(self._device, vocabulary_size=model.config.get_text_config().vocab_size)
        self._feed_forward = last_feed_forward(model)
        self._counters = counters

    def score(self, rows: Sequence[ScoringRow]) -> Iterator[BatchOutcome]:
        """Scores of all rows, stretch by stretch; one that does not fit into memory is halved and tried again."""
        trie = token_trie(rows)
        self._counters.tokens_trie += len(trie.tokens)
        totals = _Totals(torch.zeros(len(rows), dtype=torch.float64), np.ones(len(rows), dtype=np.int64))
        ends = np.argsort(trie.last_places, kind="stable")
        path = _Path(trie)
        with branch_attention(self._model):
            while path.place < len(trie.tokens):
                started = time.perf_counter()
                before = path.place
                with torch.inference_mode():
                    self._stretch(trie, path, totals)
                scores = self._finished(trie, ends, before, path.place, totals)
                self._counters.tokens_forwarded += path.place - before
                self._counters.model_seconds += time.perf_counter() - started
                yield BatchOutcome(scores, path.place - before, len(trie.tokens) - path.place)

    def _stretch(self, trie: TokenTrie, path: _Path, totals: _Totals) -> None:
        size = self._stretch_tokens(trie)
        while True:
            try:
                self._forward(trie, path, self._stretch_end(trie, path, size), totals)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error) or size <= SMALLEST_STRETCH:
                    raise
                size //= 2
                self._whole_row_tokens = 0
                self._max_batch_tokens = size
                self._counters.batches_halved += 1
                release_memory()
            else:
                return

    def _stretch_tokens(self, trie: TokenTrie) -> int:
        """Tokens of a stretch; where no logits are kept, a long row may be one, since its attention is then one piece.

        Run whole, as the plain path runs it, the row would take more memory than that.
        """
        whole = trie.depth if self._head is not None and trie.depth <= self._whole_row_tokens else 0
        return max(self._max_batch_tokens, whole)

    def _stretch_end(self, trie: TokenTrie, path: _Path, size: int) -> int:
        """Where a stretch of at most `size` tokens ends, and no more scored places than logits may be kept of."""
        start, end = path.place, min(path.place + size, len(trie.tokens))
        if self._head is not None:
            return path.cheapest_end(start + int(LEAST_FILLED * size), end) if end < len(trie.tokens) else end
        scored = trie.distinct_scored
        # Run whole, the longest row alone would hold logits for all its tokens; holding no more costs no memory.
        beyond = int(np.searchsorted(scored, start)) + max(self._head_rows, trie.depth)
        return min(end, int(scored[beyond])) if beyond < len(scored) else end

    def _forward(self, trie: TokenTrie, path: _Path, end: int, totals: _Totals) -> None:
        start = path.place
        runs = path.runs_until(end)
        kept_from, kept = path.kept_after(runs, end)
        plan = BranchPlan(
            blocks=attention_blocks(
                [Run(run.start - start, run.end - start, run.depth) for run in runs], group_tokens=self._group_tokens
            ),
            path=path.cache,
            kept_from=kept_from,
            kept=torch.from_numpy(kept - start).to(self._device),
        )
        first, after = np.searchsorted(trie.scored_places, [start, end])
        places = trie.scored_places[first:after] - start
        rows_scored, lines = np.unique(places, return_inverse=True)
        positions = np.concatenate([np.arange(run.depth, run.depth + run.end - run.start) for run in runs])
        asked = AskedTokens(self._on_device(lines), self._on_device(trie.scored_targets[first:after]))
        self._run(trie.tokens[start:end], positions, rows_scored, plan, asked)
        if asked.scores:
            self._add_up(asked.scores[0], trie.scored_rows[first:after], totals)
        plan.commit()
        path.advance(runs, end)

    def _run(
        self,
        tokens: np.ndarray[Any, Any],
        positions: Integers,
        scored: Integers,
        plan: BranchPlan,
        asked: AskedTokens,
    ) -> None:
        """Forward a stretch and have `asked` answered at the scored places."""
        keep = self._on_device(scored if len(scored) else np.zeros(1, dtype=np.int64))
        answering = self._head.asked(asked) if self._head else nullcontext()
        with only_at(self._feed_forward, keep, len(tokens)), answering:
            output = self._model(
                input_ids=self._on_device(tokens.astype(np.int64))[None],
                position_ids=self._on_device(positions)[None],
                use_cache=False,
                logits_to_keep=keep,
                attention_plan=plan,
            )
        if self._head is None and len(scored):
            asked.scores.append(scores_of_logits(output.logits[0], asked))

    def _on_device(self, numbers: Integers) -> torch.Tensor:
        return torch.from_numpy(numbers).to(self._device)

    def _add_up(self, scores: TokenScores, rows: Integers, totals: _Totals) -> None:
        totals.log_likelihoods.index_add_(0, torch.from_numpy(rows), scores.log_probabilities)
        np.minimum.at(totals.greedy, rows, scores.is_greedy.numpy().astype(np.int64))

    def _finished(self, trie: TokenTrie, ends: Integers, start: int, end: int, totals: _Totals) -> dict[int, RowScore]:
        first, after = np.searchsorted(trie.last_places[ends], [start, end])
        return {
            int(number): RowScore(float(totals.log_likelihoods[number]), bool(totals.greedy[number]))
            for number in ends[first:after]
        }


class _Path:
    """Where in a trie the scoring stands, and the path from the root to there.

    Attributes:
        place: Next place to forward.
        cache: Keys and values of the path.
    """

    def __init__(self, trie: TokenTrie) -> None:
        self.place = 0
        self.cache = PathCache(capacity=trie.depth)
        self._runs = trie.runs
        self._starts = [run.start for run in trie.runs]
        self._places = np.zeros(trie.depth, dtype=np.int64)

    def runs_until(self, end: int) -> list[Run]:
        """The runs from the present place to `end`, cut at both."""
        first = bisect.bisect_right(self._starts, self.place) - 1
        after = bisect.bisect_left(self._starts, end)
        return [_cut(run, self.place, end) for run in self._runs[first:after]]

    def cheapest_end(self, first: int, last: int) -> int:
        """The place from `first` to `last` after which the least of the path above is needed again, the last of such.

        What is above a cut is attended to piece by piece afterwards; between two texts there is nothing above.
        """
        best, least = last, self._depth_at(last)
        for number in range(bisect.bisect_left(self._starts, first), bisect.bisect_right(self._starts, last)):
            if self._runs[number].depth <= least:
                best, least = self._starts[number], self._runs[number].depth
        return best

    def _depth_at(self, place: int) -> int:
        run = self._runs[bisect.bisect_right(self._starts, place) - 1]
        return run.depth + place - run.start

    def kept_after(self, runs: Sequence[Run], end: int) -> tuple[int, Integers]:
        """How much of the path the next stretch still needs as it is, and the places that continue it."""
        following = bisect.bisect_right(self._starts, end) - 1
        if end >= self._runs[-1].end:
            return 0, np.zeros(0, dtype=np.int64)
        depth = _cut(self._runs[following], end, self._runs[following].end).depth
        places = self._with(runs)[:depth]
        kept_from = int(np.searchsorted(places, self.place))
        return kept_from, places[kept_from:]

    def advance(self, runs: Sequence[Run], end: int) -> None:
        """Move to `end`, past the given runs."""
        self._places = self._with(runs)
        self.place = end

    def _with(self, runs: Sequence[Run]) -> Integers:
        places = self._places.copy()
        for run in runs:
            places[run.depth : run.depth + run.end - run.start] = np.arange(run.start, run.end)
        return places


@contextmanager
def branch_attention(model: Any) -> Iterator[None]:
    """Within it the model's layers call the planned attention; afterwards their own again."""
    own = model.config._attn_implementation
    model.config._attn_implementation = ATTENTION_NAME
    try:
        yield
    finally:
        model.config._attn_implementation = own


def _cut(run: Run, start: int, end: int) -> Run:
    first, after = max(run.start, start), min(run.end, end)
    return Run(first, after, run.depth + first - run.start)

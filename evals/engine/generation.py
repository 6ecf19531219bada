"""Greedy generation: a shared prompt once, rows that leave when they are done, new ones in their place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch

from evals.checkpoints.loading import is_out_of_memory
from evals.engine.branches import GROUP_TOKENS, attention_blocks
from evals.engine.memory import release_memory
from evals.engine.rows import Tokens
from evals.engine.settings import EngineCounters
from evals.engine.shared_prefix import branch_attention
from evals.engine.slot_attention import SlotCache, SlotPlan
from evals.engine.tree_attention import BranchPlan, PathCache, register_attention
from evals.engine.trie import Run

SHORTEST_SHARED = 16
MOST_ROWS = 64
MOST_ROWS_ON_CPU = 24
ADMIT_SHARE = 4


class Generated(NamedTuple):
    """Rows finished by one step: new tokens by row number; tokens that went through the model."""

    texts: dict[int, list[int]]
    tokens: int


@dataclass(slots=True)
class _Row:
    """One prompt being continued: its number, what was generated, and how many tokens its slot holds."""

    number: int
    tokens: list[int]
    held: int = 0


@dataclass(slots=True)
class _Batch:
    """What the prompts share, the rows now in slots, and the prompts that wait."""

    prompts: Sequence[Tokens]
    prefix: PathCache
    shared: int
    cache: SlotCache
    waiting: list[int]
    rows: list[_Row] = field(default_factory=list)


class GreedyGenerator:
    """Continues prompts token by token with the likeliest token.

    What all prompts share goes through the model once and stays as one set of keys and values that every row sees.
    A row that is done gives its slot to the next prompt, so that the batch stays full to the end.

    Args:
        model: A causal language model whose attention may be shared.
        max_batch_tokens: Tokens of one prefill pass.
        counters: Where tokens, seconds and halved batches are counted.
        most_rows: Rows continued at the same time; None for as many as pay on the device; on cpu more only cost memory.
    """

    def __init__(
        self, model: Any, *, max_batch_tokens: int, counters: EngineCounters, most_rows: int | None = None
    ) -> None:
        register_attention()
        self._model = model
        self._max_batch_tokens = max_batch_tokens
        self._counters = counters
        self._device = next(model.parameters()).device
        self._most_rows = most_rows or (MOST_ROWS_ON_CPU if self._device.type == "cpu" else MOST_ROWS)
        self._group_tokens = GROUP_TOKENS if self._device.type == "cpu" else 0

    def generate(
        self, prompts: Sequence[Tokens], *, max_new_tokens: int, is_done: Callable[[list[int]], bool]
    ) -> Iterator[Generated]:
        """New tokens of each prompt, as rows finish.

        Args:
            prompts: At least one token each.
            max_new_tokens: After which a row is done in any case.
            is_done: Whether the new tokens end a row, asked after every token.
        """
        waiting = list(range(len(prompts)))
        while waiting:
            batch = self._opened(prompts, waiting, max_new_tokens)
            try:
                for step in self._steps(batch, max_new_tokens, is_done):
                    waiting = [number for number in waiting if number not in step.texts]
                    yield step
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error) or self._most_rows == 1:
                    raise
                self._most_rows = max(1, self._most_rows // 2)
                self._counters.batches_halved += 1
                del batch
                release_memory()

    def _opened(self, prompts: Sequence[Tokens], waiting: Sequence[int], max_new_tokens: int) -> _Batch:
        shared = _shared_prefix([prompts[number] for number in waiting])
        longest = max(len(prompts[number]) for number in waiting) - shared
        slots = min(self._most_rows, len(waiting))
        return _Batch(
            prompts=prompts,
            prefix=PathCache(capacity=shared),
            shared=shared,
            cache=SlotCache(slots=slots, capacity=longest + max_new_tokens),
            waiting=sorted(waiting, key=lambda number: -len(prompts[number])),
        )

    def _steps(self, batch: _Batch, max_new_tokens: int, is_done: Callable[[list[int]], bool]) -> Iterator[Generated]:
        tokens = self._read_shared(batch)
        while batch.rows or batch.waiting:
            free = batch.cache.slots - len(batch.rows)
            fresh = not batch.rows or free * ADMIT_SHARE >= batch.cache.slots
            tokens += self._admit(batch) if batch.waiting and free and fresh else self._continue(batch)
            finished = [row for row in batch.rows if len(row.tokens) >= max_new_tokens or is_done(row.tokens)]
            for row in finished:
                _leave(batch, row)
            if finished:
                yield Generated({row.number: row.tokens for row in finished}, tokens)
                tokens = 0

    def _read_shared(self, batch: _Batch) -> int:
        prompt = batch.prompts[batch.waiting[0]]
        for start in range(0, batch.shared, self._max_batch_tokens):
            end = min(start + self._max_batch_tokens, batch.shared)
            plan = self._branch_plan([Run(0, end - start, start)], batch.prefix, kept_from=start)
            self._forward(prompt[start:end], np.arange(start, end), [end - start - 1], plan)
            with torch.inference_mode():
                plan.commit()
        return batch.shared

    def _admit(self, batch: _Batch) -> int:
        """Read as many waiting prompts as fit into free slots and one pass; their first new token comes with it."""
        runs: list[Run] = []
        rows: list[_Row] = []
        end = 0
        while batch.waiting and len(batch.rows) + len(rows) < batch.cache.slots:
            own = len(batch.prompts[batch.waiting[0]]) - batch.shared
            if runs and end + own > self._max_batch_tokens:
                break
            runs.append(Run(end, end + own, batch.shared))
            rows.append(_Row(batch.waiting.pop(0), [], own))
            end += own
        plan = self._branch_plan(runs, batch.prefix, kept_from=0)
        tokens = np.concatenate([batch.prompts[row.number][batch.shared :] for row in rows])
        positions = np.concatenate([np.arange(batch.shared, batch.shared + row.held) for row in rows])
        best = self._forward(tokens, positions, [run.end - 1 for run in runs], plan)
        for offset, (row, run) in enumerate(zip(rows, runs, strict=True)):
            batch.cache.fill(len(batch.rows) + offset, plan.taken(), run.start, run.end)
            row.tokens.append(int(best[offset]))
        batch.rows += rows
        return end

    def _continue(self, batch: _Batch) -> int:
        lengths = np.asarray([row.held for row in batch.rows], dtype=np.int64)
        plan = SlotPlan(batch.cache, batch.prefix if batch.shared else None, torch.from_numpy(lengths).to(self._device))
        last = np.asarray([[row.tokens[-1]] for row in batch.rows])
        best = self._forward(last, batch.shared + lengths[:, None], None, plan)
        for row, token in zip(batch.rows, best.tolist(), strict=True):
            row.tokens.append(int(token))
            row.held += 1
        return len(batch.rows)

    def _branch_plan(self, runs: list[Run], prefix: PathCache, *, kept_from: int) -> BranchPlan:
        return BranchPlan(
            blocks=attention_blocks(runs, group_tokens=self._group_tokens),
            path=prefix,
            kept_from=kept_from,
            kept=torch.arange(runs[-1].end, device=self._device),
        )

    def _forward(
        self, tokens: np.ndarray[Any, Any], positions: np.ndarray[Any, Any], keep: list[int] | None, plan: Any
    ) -> np.ndarray[Any, Any]:
        """The likeliest next token: of each row of `tokens`, or of the places to keep of a single row."""
        started = time.perf_counter()
        one_row = keep is not None
        with torch.inference_mode(), branch_attention(self._model):
            output = self._model(
                input_ids=torch.from_numpy(np.atleast_2d(tokens).astype(np.int64)).to(self._device),
                position_ids=torch.from_numpy(np.atleast_2d(positions).astype(np.int64)).to(self._device),
                use_cache=False,
                logits_to_keep=torch.tensor(keep, device=self._device) if one_row else 1,
                attention_plan=plan,
            )
            best: np.ndarray[Any, Any] = (
                (output.logits[0] if one_row else output.logits[:, -1]).argmax(-1).cpu().numpy()
            )
        self._counters.tokens_forwarded += tokens.size
        self._counters.tokens_trie += tokens.size
        self._counters.model_seconds += time.perf_counter() - started
        return best


def _leave(batch: _Batch, row: _Row) -> None:
    place = batch.rows.index(row)
    last = len(batch.rows) - 1
    if place != last:
        with torch.inference_mode():
            batch.cache.move(last, place, batch.rows[last].held)
        batch.rows[place] = batch.rows[last]
    batch.rows.pop()


def _shared_prefix(prompts: Sequence[Tokens]) -> int:
    """Tokens all prompts begin with, leaving every prompt at least one of its own; 0 where they are too few."""
    if len(prompts) < 2:
        return 0
    shared = min(len(prompt) for prompt in prompts) - 1
    for prompt in prompts[1:]:
        differs = prompts[0][:shared] != prompt[:shared]
        shared = int(differs.argmax()) if differs.any() else shared
    return shared if shared >= SHORTEST_SHARED else 0

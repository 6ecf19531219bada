"""Scoring without sharing: every distinct input runs whole, in right-padded batches."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from evals.checkpoints.loading import is_out_of_memory
from evals.engine.memory import release_memory
from evals.engine.rows import BatchOutcome, RowScore, ScoringRow, Tokens
from evals.engine.settings import EngineCounters

Group = tuple[Tokens, list[int]]


class PlainScorer:
    """Scores rows the way the model's own forward pass does when nothing is shared.

    Right padding is harmless for every causal model, recurrent ones included: what stands to the right is never seen.
    The one exception, rotary embeddings that depend on the longest row of a batch, is met by batches of equal length
    in ascending order after the embedding's memory of longer rows is cleared.

    Args:
        model: A causal language model in evaluation mode.
        max_batch_tokens: Token positions of one forward pass, padding included.
        equal_lengths: Batch only rows of the same length.
        counters: Where forwarded tokens, seconds and halved batches are counted.
    """

    def __init__(
        self, model: torch.nn.Module, *, max_batch_tokens: int, equal_lengths: bool, counters: EngineCounters
    ) -> None:
        self._model = model
        self._counters = counters
        self._max_batch_tokens = max_batch_tokens
        self._equal_lengths = equal_lengths

    def score(self, rows: Sequence[ScoringRow]) -> Iterator[BatchOutcome]:
        """Scores of all rows, batch by batch; a batch that does not fit into memory is halved and tried again."""
        if self._equal_lengths:
            _forget_long_rows(self._model)
        waiting = self._batches(_distinct_inputs(rows))
        while waiting:
            batch = waiting.pop()
            try:
                scores, tokens = self._scored(batch, rows)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error) or len(batch) == 1:
                    raise
                self._counters.batches_halved += 1
                release_memory()
                middle = len(batch) // 2
                waiting += [batch[middle:], batch[:middle]]
            else:
                yield BatchOutcome(scores, tokens, sum(len(inputs) for part in waiting for inputs, _ in part))

    def _batches(self, groups: list[Group]) -> list[list[Group]]:
        batches: list[list[Group]] = []
        longest = 0
        for group in sorted(groups, key=lambda each: len(each[0]), reverse=not self._equal_lengths):
            length = len(group[0])
            room = batches and (len(batches[-1]) + 1) * max(longest, length) <= self._max_batch_tokens
            if room and (length == longest or not self._equal_lengths):
                batches[-1].append(group)
            else:
                batches.append([group])
                longest = length
        return batches[::-1]

    def _scored(self, batch: list[Group], rows: Sequence[ScoringRow]) -> tuple[dict[int, RowScore], int]:
        started = time.perf_counter()
        length = max(len(inputs) for inputs, _ in batch)
        padded = np.zeros((len(batch), length), dtype=np.int64)
        for line, (inputs, _) in enumerate(batch):
            padded[line, : len(inputs)] = inputs
        device = next(self._model.parameters()).device
        with torch.inference_mode():
            logits = self._model(input_ids=torch.from_numpy(padded).to(device), use_cache=False).logits
        scores = {
            number: _row_score(logits[line, len(inputs) - len(rows[number].targets) : len(inputs)], rows[number])
            for line, (inputs, numbers) in enumerate(batch)
            for number in numbers
        }
        self._counters.tokens_forwarded += padded.size
        self._counters.model_seconds += time.perf_counter() - started
        return scores, padded.size


def _row_score(logits: torch.Tensor, row: ScoringRow) -> RowScore:
    targets = torch.from_numpy(row.targets.astype(np.int64)).to(logits.device)
    log_probabilities = torch.log_softmax(logits.float(), dim=-1)
    chosen = log_probabilities.gather(1, targets[:, None]).double()
    return RowScore(float(chosen.sum()), bool((logits.argmax(dim=-1) == targets).all()))


def _distinct_inputs(rows: Sequence[ScoringRow]) -> list[Group]:
    groups: dict[bytes, Group] = {}
    for number, row in enumerate(rows):
        groups.setdefault(row.inputs.tobytes(), (row.inputs, []))[1].append(number)
    return list(groups.values())


def _forget_long_rows(model: torch.nn.Module) -> None:
    for module in model.modules():
        if not hasattr(module, "max_seq_len_cached"):
            continue
        for name in [
            name for name in vars(module) | dict(module.named_buffers()) if name.endswith("original_inv_freq")
        ]:
            original = getattr(module, name)
            module.register_buffer(name.replace("original_", ""), original.clone(), persistent=False)
            cached = name.replace("original_inv_freq", "max_seq_len_cached")
            setattr(module, cached, module.original_max_seq_len)

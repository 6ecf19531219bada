"""How far a batch of requests is, said to whoever listens."""

from __future__ import annotations

import time
from collections.abc import Callable

from data.records import RunProgress

ProgressListener = Callable[[RunProgress], None]


class ProgressMeter:
    """Counts requests and tokens of one call and tells the listener after every batch.

    Args:
        listener: Called with the state after each batch, None for nobody.
        task: Name of the task the requests belong to, None when unknown.
        total: Requests of this call.
    """

    def __init__(self, listener: ProgressListener | None, *, task: str | None, total: int) -> None:
        self._listener = listener
        self._task = task
        self._total = total
        self._tokens_left = 0
        self._done = 0
        self._tokens_done = 0
        self._started = time.perf_counter()

    def advance(self, *, requests: int, tokens: int = 0, tokens_left: int = 0) -> None:
        """Count finished requests and forwarded tokens, and tell the listener.

        Args:
            requests: Finished since the last call.
            tokens: Forwarded since the last call.
            tokens_left: Still to be forwarded, as far as known.
        """
        self._done += requests
        self._tokens_done += tokens
        self._tokens_left = tokens_left
        if self._listener is not None:
            self._listener(self.state())

    def state(self) -> RunProgress:
        """Requests done of total, tokens per second since the start, seconds left at that rate."""
        seconds = time.perf_counter() - self._started
        rate = self._tokens_done / seconds if self._tokens_done and seconds > 0 else None
        left = self._tokens_left / rate if rate else None
        return RunProgress(
            done=self._done,
            total=self._total,
            tokens_per_second=rate,
            seconds_left=0.0 if self._done >= self._total else left,
            task=self._task,
        )

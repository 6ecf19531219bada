"""One progress for a whole run: items done over all its tasks, from what the engine says of the task in hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from data.records import RunProgress


class WholeRunProgress:
    """Adds the tasks up; hand `hear` to the engine.

    The engine counts requests of one call at a time; how many requests a task needs is known only once it has begun.
    Items are known for all tasks from the start, so the share of a task's requests is counted as that share of its
    items, and the total never moves.

    Args:
        items: Items to be scored, by task.
        listener: Called with the state of the whole run.
        clock: Seconds, for the time left.
    """

    def __init__(
        self,
        items: Mapping[str, int],
        listener: Callable[[RunProgress], None],
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._items = dict(items)
        self._listener = listener
        self._clock = clock
        self._shares = dict.fromkeys(items, 0.0)
        self._started = clock()

    def hear(self, progress: RunProgress) -> None:
        """Take the engine's progress and tell the listener that of the run."""
        if progress.task in self._items:
            for task in self._items:
                if task == progress.task:
                    break
                self._shares[task] = 1.0
            share = progress.done / progress.total if progress.total else 0.0
            self._shares[progress.task] = max(self._shares[progress.task], share)
        self._listener(self.state(progress))

    def state(self, latest: RunProgress) -> RunProgress:
        """Items done of all, with the engine's speed, and the time left at the pace so far."""
        total = sum(self._items.values())
        done = sum(self._shares[task] * items for task, items in self._items.items())
        elapsed = self._clock() - self._started
        left = elapsed * (total - done) / done if done else None
        return RunProgress(int(done), total, latest.tokens_per_second, left, latest.task)

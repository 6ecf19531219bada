"""A progress bar on stderr for people; nothing where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from data.records import RunProgress


@contextmanager
def progress_bar() -> Iterator[Callable[[RunProgress], None]]:
    """A listener that moves a bar on stderr for the length of the block."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f} items"))
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("building tasks", total=1)

        def hear(state: RunProgress) -> None:
            speed = f", {state.tokens_per_second:.0f} tokens/s" if state.tokens_per_second else ""
            what = f"{state.task}{speed}" if state.task else "loading the model"
            progress.update(bar, description=what, completed=state.done, total=state.total or 1)

        yield hear

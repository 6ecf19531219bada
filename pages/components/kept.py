"""Values by startup, each made anew only when its evidence changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Kept(Generic[T]):
    """One value per startup with the mark of the evidence it was made from; shared by all sessions."""

    _made: dict[str, tuple[Hashable, T]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def current(self, marks: Mapping[str, Hashable], make: Callable[[Sequence[str]], Mapping[str, T]]) -> dict[str, T]:
        """The values by slug, in the order of `marks`.

        Args:
            marks: The present mark of each startup by slug.
            make: Gives the values of the startups named, those whose mark is new, in one call.
        """
        with self._lock:
            changed = [slug for slug, mark in marks.items() if slug not in self._made or self._made[slug][0] != mark]
            made = make(changed) if changed else {}
            values = {slug: made[slug] if slug in made else self._made[slug][1] for slug in marks}
            self._made = {slug: (mark, values[slug]) for slug, mark in marks.items()}
        return values

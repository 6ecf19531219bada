"""All startups that are ranked, in columns: what any weighting of them needs, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.ranking.packed_moments import Layout, PackedMoments, from_bytes
from analysis.scoring.rubric import Rubric


@dataclass(frozen=True, eq=False)
class Contenders:
    """The startups that are ranked.

    Attributes:
        keys: What each is called by, ascending and each once; shape (startups,).
        moments: Of their categories, a row each.
        ceilings: Place in the rubric's order of verdicts of the best that gates and findings leave; 0 where all are.
        held_back: Whether a gate is open.
    """

    keys: NDArray[np.int64]
    moments: PackedMoments
    ceilings: NDArray[np.int8]
    held_back: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many."""
        return len(self.keys)

    def row(self, key: int) -> int | None:
        """The row of a key, None if it is nobody's."""
        place = int(np.searchsorted(self.keys, key))
        return place if place < len(self.keys) and self.keys[place] == key else None


def merged(before: Contenders, changed: Contenders, gone: NDArray[np.int64]) -> Contenders:
    """The startups with the changed ones in the place of what they were, and without those that are gone."""
    places = np.minimum(np.searchsorted(before.keys, changed.keys), max(len(before) - 1, 0))
    are_known = len(before) > 0 and bool(np.all(before.keys[places] == changed.keys))
    if are_known and set(gone.tolist()) <= set(changed.keys.tolist()):
        return _replaced(before, changed, places)
    stays = ~np.isin(before.keys, np.concatenate([changed.keys, gone]))
    keys = np.concatenate([before.keys[stays], changed.keys])
    order = np.argsort(keys)
    rows = np.concatenate([before.moments.rows[stays], changed.moments.rows])[order]
    return Contenders(
        keys[order],
        PackedMoments(changed.moments.layout, rows),
        np.concatenate([before.ceilings[stays], changed.ceilings])[order],
        np.concatenate([before.held_back[stays], changed.held_back])[order],
    )


def _replaced(before: Contenders, changed: Contenders, places: NDArray[np.int64]) -> Contenders:
    """The same startups, some of them changed: what a single judgement does to many, without sorting them again."""
    rows, ceilings, held_back = before.moments.rows.copy(), before.ceilings.copy(), before.held_back.copy()
    rows[places], ceilings[places], held_back[places] = changed.moments.rows, changed.ceilings, changed.held_back
    return Contenders(before.keys, PackedMoments(changed.moments.layout, rows), ceilings, held_back)


def kept_contenders(kept: Sequence[tuple[int, bytes, str | None, bool]], rubric: Rubric) -> Contenders:
    """The startups as they were kept: key, moments, ceiling, whether a gate is open; each key once."""
    layout = Layout.of(rubric)
    codes: list[str] = [name.code for name in rubric.scoring.verdicts]
    ordered = sorted(kept, key=lambda each: each[0])
    return Contenders(
        np.array([key for key, *_ in ordered], dtype=np.int64),
        from_bytes([moments for _, moments, *_ in ordered], layout),
        np.array([0 if best is None else codes.index(best) for *_, best, _ in ordered], dtype=np.int8),
        np.array([held for *_, held in ordered], dtype=np.bool_),
    )

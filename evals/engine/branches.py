"""A stretch of a trie as blocks of attention: which range of tokens sees which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evals.engine.trie import Run

Mask = npt.NDArray[np.float32]

GROUP_TOKENS = 192
CARRIED_TOKENS = 96


class OwnBlock(NamedTuple):
    """Tokens that see each other; every token of a stretch is in exactly one.

    Attributes:
        start: First token.
        end: After the last.
        carried: Tokens above them that are seen too, by number, few enough to be gathered.
        mask: 0 where a token (line) sees a token (column: carried, then own), minus infinity elsewhere; None for
            plain causal order without carried tokens.
    """

    start: int
    end: int
    carried: tuple[int, ...]
    mask: Mask | None


class SeenBlock(NamedTuple):
    """Tokens `query_start` to `query_end` all see tokens `key_start` to `key_end`, which stand above them."""

    query_start: int
    query_end: int
    key_start: int
    key_end: int


class PastBlock(NamedTuple):
    """The first `query_end` tokens all see `key_start` to `key_end` of the path kept from earlier stretches."""

    query_end: int
    key_start: int
    key_end: int


class AttentionBlocks(NamedTuple):
    """Everything a stretch's tokens see, each pair once: own blocks first, the others are merged into them."""

    own: tuple[OwnBlock, ...]
    seen: tuple[SeenBlock, ...]
    past: tuple[PastBlock, ...]


@dataclass(slots=True)
class Segment:
    """Tokens `start` to `end` without a branching point, at `depth`, and what branches off below."""

    start: int
    end: int
    depth: int
    below: list[Segment] = field(default_factory=list)

    @property
    def last(self) -> int:
        """After the last token of everything below."""
        return self.below[-1].last if self.below else self.end

    @property
    def bottom(self) -> int:
        """Depth after the segment's last token."""
        return self.depth + self.end - self.start


def attention_blocks(runs: Sequence[Run], *, group_tokens: int = GROUP_TOKENS) -> AttentionBlocks:
    """The blocks of a stretch.

    Small subtrees are taken together under one mask; of large ones the top segment is plain causal order, everything
    below sees it whole, and what branches off is treated in turn. A short top segment is carried along instead, as
    keys of the groups below it.

    Args:
        runs: The stretch's runs, places counted from the stretch's first token.
        group_tokens: Tokens a masked group may have; 0 for no masks.
    """
    roots = segments(runs)
    own: list[OwnBlock] = []
    seen: list[SeenBlock] = []
    _divide(roots, (), own, seen, group_tokens)
    return AttentionBlocks(tuple(own), tuple(seen), _past_blocks(roots))


def segments(runs: Sequence[Run]) -> list[Segment]:
    """The runs as trees of segments: what hangs on the path from earlier stretches is a root."""
    roots: list[Segment] = []
    open_segments: list[Segment] = []
    for run in runs:
        while open_segments and open_segments[-1].depth >= run.depth:
            open_segments.pop()
        added = Segment(run.start, run.end, run.depth)
        if open_segments:
            top = open_segments[-1]
            if top.bottom > run.depth:
                _split(top, run.depth)
            top.below.append(added)
        else:
            roots.append(added)
        open_segments.append(added)
    return roots


def _split(segment: Segment, depth: int) -> None:
    middle = segment.start + depth - segment.depth
    segment.below = [Segment(middle, segment.end, depth, segment.below)]
    segment.end = middle


def _past_blocks(roots: Sequence[Segment]) -> tuple[PastBlock, ...]:
    # A root hangs on the path kept from earlier stretches at its own depth, and later roots hang higher up: all
    # tokens up to the last root of at least some depth see the path down to that depth.
    blocks: list[PastBlock] = []
    reached = 0
    for root in reversed(roots):
        if root.depth > reached:
            blocks.append(PastBlock(root.last, reached, root.depth))
            reached = root.depth
    return tuple(blocks)


def _divide(
    siblings: Sequence[Segment],
    carried: tuple[int, ...],
    own: list[OwnBlock],
    seen: list[SeenBlock],
    group_tokens: int,
) -> None:
    group: list[Segment] = []
    for segment in siblings:
        size = segment.last - segment.start
        if group and segment.last - group[0].start > group_tokens:
            own.append(_group_block(group, carried))
            group = []
        if size <= group_tokens:
            group.append(segment)
        else:
            _divide_large(segment, carried, own, seen, group_tokens)
    if group:
        own.append(_group_block(group, carried))


def _divide_large(
    segment: Segment,
    carried: tuple[int, ...],
    own: list[OwnBlock],
    seen: list[SeenBlock],
    group_tokens: int,
) -> None:
    length = segment.end - segment.start
    top = Segment(segment.start, segment.end, segment.depth)
    if segment.below and group_tokens and len(carried) + length <= CARRIED_TOKENS:
        own.append(_group_block([top], carried))
        _divide(segment.below, (*carried, *range(segment.start, segment.end)), own, seen, group_tokens)
        return
    for first, after in _ranges(carried):
        seen.append(SeenBlock(segment.start, segment.last, first, after))
    own.append(OwnBlock(segment.start, segment.end, (), None))
    if segment.below:
        seen.append(SeenBlock(segment.end, segment.last, segment.start, segment.end))
        _divide(segment.below, (), own, seen, group_tokens)


def _group_block(group: Sequence[Segment], carried: tuple[int, ...]) -> OwnBlock:
    start, end = group[0].start, group[-1].last
    if not carried and len(group) == 1 and not group[0].below:
        return OwnBlock(start, end, (), None)
    mask = np.full((end - start, len(carried) + end - start), -np.inf, dtype=np.float32)
    mask[:, : len(carried)] = 0.0
    for segment in group:
        _unmask(mask, segment, [], start, len(carried))
    return OwnBlock(start, end, carried, mask)


def _unmask(mask: Mask, segment: Segment, above: list[tuple[int, int]], start: int, offset: int) -> None:
    first, after = segment.start - start, segment.end - start
    for high, low in above:
        mask[first:after, offset + high : offset + low] = 0.0
    corner = mask[first:after, offset + first : offset + after]
    corner[np.tril_indices(after - first)] = 0.0
    for child in segment.below:
        _unmask(mask, child, [*above, (first, after)], start, offset)


def _ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number:
            ranges[-1] = (ranges[-1][0], number + 1)
        else:
            ranges.append((number, number + 1))
    return ranges

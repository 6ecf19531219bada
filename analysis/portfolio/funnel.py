"""How startups move from status to status: how many went on, and how long they stayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.records import LAST_STATUS, PIPELINE_STATUSES, MoveCount


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """What became of those in one status.

    Attributes:
        onward: Moves from it to a later status that is not the last.
        closed: Moves from it to the last.
        back: Moves from it to an earlier one.
        median_days: From entering it to leaving it, None where nobody left it after a known number of days.
        known: How many such stays the median is of.
    """

    status: str
    onward: int
    closed: int
    back: int
    median_days: float | None
    known: int


def funnel(moves: Sequence[MoveCount]) -> list[FunnelStep]:
    """A step per status, in their order; stays that go on are not in the medians, which run low where many do.

    Args:
        moves: Counts of moves by way and days; a startup that came back to a status counts as often as it left.
    """
    return [_step(status, [each for each in moves if each.from_status == status]) for status in PIPELINE_STATUSES]


def _step(status: str, left: Sequence[MoveCount]) -> FunnelStep:
    order = list(PIPELINE_STATUSES)
    ways: Counter[str] = Counter()
    days: Counter[int] = Counter()
    for each in left:
        is_back = order.index(each.to_status) < order.index(status)
        ways["back" if is_back else "closed" if each.to_status == LAST_STATUS else "onward"] += each.moves
        if each.days is not None:
            days[each.days] += each.moves
    return FunnelStep(status, ways["onward"], ways["closed"], ways["back"], _median(days), days.total())


def _median(counts: Mapping[int, int]) -> float | None:
    """The middle of values given with how often each is there; the mean of both where two are in the middle."""
    total = sum(counts.values())
    if not total:
        return None
    middle = {(total - 1) // 2, total // 2}
    found, seen = [], 0
    for value in sorted(counts):
        found += [value for place in middle if seen <= place < seen + counts[value]]
        seen += counts[value]
    return sum(found) / len(found)

"""What became of startups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

OUTCOME_KINDS: dict[str, tuple[str, str]] = {
    "up_round": ("Raised at a higher price", "以更高估值融资"),
    "flat_round": ("Raised at the same price", "以相同估值融资"),
    "down_round": ("Raised at a lower price", "以更低估值融资"),
    "exit_above_cost": ("Sold or listed above the price paid", "以高于买入价出售或上市"),
    "exit_below_cost": ("Sold below the price paid", "以低于买入价出售"),
    "profitable": ("Became profitable", "实现盈利"),
    "no_round": ("Needed a round and found none", "需要融资而未成"),
    "closed": ("Closed", "停业"),
}
"""Kinds with their names in English and Chinese."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a startup.

    Attributes:
        observed_on: Day on which it was so.
        kind: One of `OUTCOME_KINDS`.
        favourable: Whether an investor would have been glad to have invested.
        source: Where that can be checked.
    """

    startup_slug: str
    observed_on: date
    kind: str
    favourable: bool
    source: str
    entered_by: str = ""
    entered_at: datetime | None = None
    id: int | None = None

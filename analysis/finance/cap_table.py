"""Who owns what, with which preferences, and what each holder gets of an exit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from data.records import InvalidInput

Participation = Literal["common", "non_participating", "participating"]


@dataclass(frozen=True, slots=True)
class Holding:
    """Shares of one class in one hand.

    Attributes:
        holder: Who holds them.
        shares: Number of shares, at least 0.
        participation: "common"; "non_participating" takes its preference or converts, whichever gives more;
            "participating" takes its preference and then shares with common.
        preference_usd: Amount taken first: the multiple times what was paid; 0 for common.
        seniority: Higher is paid first; equal ranks share in proportion to their preferences.
    """

    holder: str
    shares: float
    participation: Participation = "common"
    preference_usd: float = 0.0
    seniority: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.shares < math.inf and 0 <= self.preference_usd < math.inf):
            raise InvalidInput(
                f"{self.holder}: shares and preference must not be below 0 nor without end, "
                f"got {self.shares!r} and {self.preference_usd!r}."
            )
        if self.participation == "common" and self.preference_usd:
            raise InvalidInput(f"{self.holder}: common shares have no preference, got {self.preference_usd!r}.")


@dataclass(frozen=True, slots=True)
class CapTable:
    """All holdings, fully diluted."""

    holdings: tuple[Holding, ...]

    @property
    def total_shares(self) -> float:
        """All shares, the pool included."""
        return sum(holding.shares for holding in self.holdings)

    def ownership(self) -> dict[str, float]:
        """Share of the company per holder, as fractions.

        Raises:
            InvalidInput: if there are no shares.
        """
        total = self.total_shares
        if total <= 0:
            raise InvalidInput("A cap table without shares has no owners.")
        owned: dict[str, float] = {}
        for holding in self.holdings:
            owned[holding.holder] = owned.get(holding.holder, 0.0) + holding.shares / total
        return owned


def exit_waterfall(table: CapTable, exit_usd: float, debt_usd: float = 0.0) -> dict[str, float]:
    """What each holder gets of an exit, in US dollars to the cent; together exactly what debt leaves.

    Preferences are paid by seniority, then common, converted and participating shares share the rest. Non-participating
    classes convert in the order of their preference per share, each as long as it gets at least that much as common.

    Raises:
        InvalidInput: if the exit or the debt is below 0 or nobody holds shares.
    """
    if not 0 <= exit_usd < math.inf or not 0 <= debt_usd < math.inf or table.total_shares <= 0:
        raise InvalidInput(f"An exit needs holders and amounts of at least 0, got {exit_usd!r} and {debt_usd!r}.")
    cents = max(round(exit_usd * 100) - round(debt_usd * 100), 0)
    held = [holding for holding in table.holdings if holding.shares > 0 or holding.preference_usd > 0]
    payouts = _payouts(held, _converted(held, cents), cents)
    by_holder: dict[str, int] = {holding.holder: 0 for holding in table.holdings}
    for holding, amount in zip(held, _whole_cents(payouts, cents), strict=True):
        by_holder[holding.holder] += amount
    return {holder: amount / 100 for holder, amount in by_holder.items()}


def breakpoints(table: CapTable) -> Mapping[str, float]:
    """Exit value in US dollars from which each non-participating holder converts, found by halving to the dollar."""
    found = {}
    held = [holding for holding in table.holdings if holding.shares > 0]
    for index, holding in enumerate(held):
        if holding.participation != "non_participating":
            continue
        low, high = 0.0, max(sum(item.preference_usd for item in held), 1.0)
        while index not in _converted(held, round(high * 100)):
            high *= 2
        while high - low > 0.5:
            middle = (low + high) / 2
            low, high = (low, middle) if index in _converted(held, round(middle * 100)) else (middle, high)
        found[holding.holder] = high
    return found


def _converted(held: list[Holding], cents: int) -> frozenset[int]:
    """Positions that convert: tried by preference per share, lowest first, until one would lose by it."""
    candidates = [index for index, item in enumerate(held) if item.participation == "non_participating" and item.shares]
    candidates.sort(key=lambda index: held[index].preference_usd / held[index].shares)
    chosen: frozenset[int] = frozenset()
    for index in candidates:
        trial = chosen | {index}
        if _payouts(held, trial, cents)[index] < 100 * Fraction(held[index].preference_usd):
            break
        chosen = trial
    return chosen


def _payouts(held: list[Holding], converted: frozenset[int], cents: int) -> list[Fraction]:
    paid = [Fraction(0)] * len(held)
    left = Fraction(cents)
    preferred = [index for index, item in enumerate(held) if item.preference_usd and index not in converted]
    for rank in sorted({held[index].seniority for index in preferred}, reverse=True):
        claims = {
            index: 100 * Fraction(held[index].preference_usd) for index in preferred if held[index].seniority == rank
        }
        paying = min(left, sum(claims.values(), Fraction(0)))
        for index, claim in claims.items():
            paid[index] += paying * claim / sum(claims.values(), Fraction(0))
        left -= paying
    sharing = [
        index
        for index, item in enumerate(held)
        if item.shares and (item.participation != "non_participating" or index in converted)
    ]
    if not sharing:
        sharing = [index for index, item in enumerate(held) if item.shares]
    shares = sum((Fraction(held[index].shares) for index in sharing), Fraction(0))
    for index in sharing:
        paid[index] += left * Fraction(held[index].shares) / shares
    return paid


def _whole_cents(amounts: list[Fraction], cents: int) -> list[int]:
    """Amounts cut to whole cents, the cents left over going to the largest remainders."""
    whole = [int(amount) for amount in amounts]
    order = sorted(range(len(amounts)), key=lambda index: amounts[index] - whole[index], reverse=True)
    for index in order[: cents - sum(whole)]:
        whole[index] += 1
    return whole

"""How concentrated a portfolio is, and what its startups hang on together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.records import InvalidInput


@dataclass(frozen=True, slots=True)
class Exposure:
    """One value and the part of the portfolio that has it.

    Attributes:
        value: Code or name.
        share: Of the amounts held, 0..1.
        startups: Slugs, the largest holding first.
    """

    value: str
    share: float
    startups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concentration:
    """How a portfolio spreads over the values of one fact.

    Attributes:
        exposures: The largest share first.
        unknown: Share of the startups of which it is not known.
        lowest_index: Herfindahl-Hirschman index if each unknown one has a value of its own, 1 / index being the number
            of equal values that would be as concentrated.
        highest_index: The same if all unknown ones share the largest value.
    """

    exposures: tuple[Exposure, ...]
    unknown: float
    lowest_index: float
    highest_index: float


def concentration(amounts: Mapping[str, float], values: Mapping[str, Sequence[str]]) -> Concentration:
    """Shares of a portfolio by the values of one fact, and how concentrated they are.

    A startup with several values, such as regions it sells to, is split equally among them. Source of the index:
    Hirschman 1964, American Economic Review 54(5), 761; the sum of squared shares.

    Args:
        amounts: Held of each startup, by slug, in one unit; nothing below 0, and more than 0 in all.
        values: By slug; an empty sequence where it is not known.

    Raises:
        InvalidInput: if an amount is negative, all are 0, or a startup has no entry among the values.
    """
    total = sum(amounts.values())
    if any(amount < 0 for amount in amounts.values()) or total <= 0:
        raise InvalidInput("amounts held must be at least 0 and sum to more than 0")
    if lost := [slug for slug in amounts if slug not in values]:
        raise InvalidInput(f"no entry for {lost[0]!r}; give an empty one where the value is not known")
    held = {slug: amount / total for slug, amount in amounts.items() if amount > 0}
    parts: dict[str, dict[str, float]] = {}
    for slug, share in held.items():
        for value in values[slug]:
            parts.setdefault(value, {})[slug] = share / len(values[slug])
    unknown = {slug: share for slug, share in held.items() if not values[slug]}
    exposures = sorted((_exposure(value, members) for value, members in parts.items()), key=_largest_first)
    shares = [exposure.share for exposure in exposures]
    return Concentration(
        tuple(exposures),
        sum(unknown.values()),
        _index([*shares, *unknown.values()]),
        _index([shares[0] + sum(unknown.values()), *shares[1:]] if shares else [sum(unknown.values())]),
    )


def common_exposures(found: Concentration) -> tuple[Exposure, ...]:
    """Values that at least two startups share, the largest share first."""
    return tuple(exposure for exposure in found.exposures if len(exposure.startups) > 1)


def _exposure(value: str, members: Mapping[str, float]) -> Exposure:
    return Exposure(value, sum(members.values()), tuple(sorted(members, key=lambda slug: (-members[slug], slug))))


def _largest_first(exposure: Exposure) -> tuple[float, str]:
    return -exposure.share, exposure.value


def _index(shares: Sequence[float]) -> float:
    return sum(share**2 for share in shares)

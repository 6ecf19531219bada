"""Quantities that are known only between bounds."""

from __future__ import annotations

from typing import NamedTuple

from data.records import InvalidInput


class Range(NamedTuple):
    """Lowest, likeliest and highest value of a positive quantity."""

    low: float
    mid: float
    high: float

    def times(self, other: Range) -> Range:
        """Product; bounds multiply, which assumes nothing about dependence."""
        return Range(self.low * other.low, self.mid * other.mid, self.high * other.high)

    def over(self, other: Range) -> Range:
        """Quotient; the lowest comes from the lowest over the highest."""
        return Range(self.low / other.high, self.mid / other.mid, self.high / other.low)

    def scaled(self, factor: float) -> Range:
        """The range in another unit; `factor` is above 0."""
        return Range(self.low * factor, self.mid * factor, self.high * factor)

    def widened(self, share: float) -> Range:
        """Bounds moved out by that share of themselves."""
        return Range(self.low * (1 - share), self.mid, self.high * (1 + share))

    def contains(self, value: float) -> bool:
        """Whether the value lies within the bounds, ends included."""
        return self.low <= value <= self.high


def exactly(value: float) -> Range:
    """A range of one value."""
    return Range(value, value, value)


def checked_range(low: float, mid: float, high: float) -> Range:
    """A range whose bounds are in order and above 0.

    Raises:
        InvalidInput: if they are not.
    """
    if not 0 < low <= mid <= high:
        raise InvalidInput(f"A range needs 0 < low <= mid <= high, got {low!r}, {mid!r}, {high!r}.")
    return Range(low, mid, high)

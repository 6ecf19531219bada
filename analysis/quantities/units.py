"""Quantities with their unit: products and quotients carry it on, and two of different units never meet."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.quantities.ranges import Range, exactly
from data.records import AssayError


class UnitMismatchError(AssayError):
    """Two quantities of different units were added, compared, or one was taken for the other."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of base units to whole powers, such as flop per device and second; equal powers are equal units."""

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        """The unit of a product."""
        return self._combined(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        """The unit of a quotient."""
        return self._combined(other, -1)

    def __str__(self) -> str:
        """Such as "device hour" or "flop / device second"; "1" for a pure number."""
        above = [_power(name, power) for name, power in self.powers if power > 0]
        below = [_power(name, -power) for name, power in self.powers if power < 0]
        return " / ".join(part for part in (" ".join(above) or "1", " ".join(below)) if part)

    def _combined(self, other: Unit, sign: int) -> Unit:
        found = dict(self.powers)
        for name, power in other.powers:
            found[name] = found.get(name, 0) + sign * power
        return Unit(tuple(sorted((name, power) for name, power in found.items() if power)))


def unit(name: str) -> Unit:
    """A base unit."""
    return Unit(((name, 1),))


ONE = Unit()
FLOP, PARAMETER, TOKEN, BYTE, USD = (unit(name) for name in ("flop", "parameter", "token", "byte", "usd"))
DEVICE, SECOND, HOUR = unit("device"), unit("second"), unit("hour")
DEVICE_HOUR = DEVICE * HOUR


@dataclass(frozen=True, slots=True)
class Quantity:
    """A range in a unit."""

    values: Range
    unit: Unit

    def times(self, other: Quantity) -> Quantity:
        """The product, in the product of the units."""
        return Quantity(self.values.times(other.values), self.unit * other.unit)

    def over(self, other: Quantity) -> Quantity:
        """The quotient, in the quotient of the units."""
        return Quantity(self.values.over(other.values), self.unit / other.unit)

    def plus(self, other: Quantity) -> Quantity:
        """The sum.

        Raises:
            UnitMismatchError: if the units differ.
        """
        low, mid, high = (a + b for a, b in zip(self.values, other.in_unit(self.unit), strict=True))
        return Quantity(Range(low, mid, high), self.unit)

    def in_unit(self, wanted: Unit) -> Range:
        """The numbers, once the unit is the one expected.

        Raises:
            UnitMismatchError: if it is another.
        """
        if self.unit != wanted:
            raise UnitMismatchError(f"Expected a quantity in {wanted}, got one in {self.unit}.")
        return self.values


def quantity(values: Range | float, unit: Unit) -> Quantity:
    """A range, or a number known exactly, in a unit."""
    return Quantity(values if isinstance(values, Range) else exactly(float(values)), unit)


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"

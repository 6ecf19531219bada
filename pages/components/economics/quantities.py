"""Quantities of the economics screen as its readers write them: a middle with its bounds, and the unit once."""

from __future__ import annotations

from collections.abc import Callable

from analysis.quantities.ranges import Range
from pages.components.economics.wording import said
from pages.components.format import count, duration, money, significant
from pages.components.language import language
from pages.components.rows import Figure, Part, words

Writer = Callable[[float], str]
_LEAST_MONEY = 1e-3
_SECOND = 1 / 86400
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def in_money(value: float) -> str:
    """US dollars; below a tenth of a cent only that it is less."""
    if 0 < value < _LEAST_MONEY:
        return f"<{money(_LEAST_MONEY, language())}"
    return money(value, language())


def in_exact_money(value: float) -> str:
    """US dollars however few, for the ticks of an axis and for tiny unit costs."""
    return money(value, language())


def in_count(value: float) -> str:
    """A count with the language's large units."""
    return count(value, language()) if abs(value) >= 1 else significant(value)


def in_flop(value: float) -> str:
    """Operations in powers of ten, such as 7.2 × 10²³."""
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')} × 10{str(int(exponent)).translate(_RAISED)}"


def in_power(value: float) -> str:
    """A power of ten, for the ticks of an axis."""
    return in_flop(value).removeprefix("1 × ")


def in_bytes(value: float) -> str:
    """Bytes in decimal units."""
    for size, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if value >= size:
            return f"{significant(value / size)} {unit}"
    return f"{value:.0f} B"


def in_time(days: float) -> str:
    """A span given in days: days from two on, hours and less below."""
    if days < _SECOND:
        return said("unit.under_second")
    return said("unit.days", value=significant(days)) if days >= 2 else duration(days * 86400, language())


def bounds(values: Range, write: Writer) -> str:
    """Both bounds, or nothing where they are one."""
    low, high = write(values.low), write(values.high)
    return "" if low == high else f"{low}–{high}"


def range_figure(label: str, values: Range | None, write: Writer, *, source: str = "", note: str = "") -> Figure:
    """A header figure: the middle, its bounds and a note; a value that does not follow is said to be unknown."""
    if values is None:
        return Figure(label, [words(said("unknown"), "mute")], _note(note))
    return value_figure(label, write(values.mid), source=source, note=bounds(values, write) or note)


def value_figure(label: str, shown: str, *, source: str = "", note: str = "") -> Figure:
    """A header figure of one value."""
    return Figure(label, [words(shown, source=source or None)], _note(note))


def _note(note: str) -> list[Part]:
    return [words(note, "mute small")] if note else []

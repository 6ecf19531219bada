"""Numbers, money, shares and dates as English and Chinese readers write them; unknown is a word, never a dash."""

from __future__ import annotations

import math
from datetime import date, datetime

from data.records import Scale

MINUS = "−"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS_EN = ((1e12, " T"), (1e9, " B"), (1e6, " M"))
_UNITS_ZH = ((1e12, " 万亿"), (1e8, " 亿"), (1e4, " 万"))
_MONEY_EN = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
_MONEY_ZH = ((1e8, " 亿美元"), (1e4, " 万美元"))
_WORDS_EN = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS_ZH = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def score(points: float) -> str:
    """Points on a 0–100 axis, without digits."""
    return f"{_rounded(points):.0f}"


def interval(low: float, high: float, digits: int = 0) -> str:
    """Both ends with an en dash; "to" between them where an end is negative would read as two dashes."""
    return f"{plain_number(low, digits)}–{plain_number(high, digits)}"


def score_with_interval(points: float, low: float, high: float, language: str) -> str:
    """Points with their interval as part of a sentence."""
    return f"{score(points)}{parenthesis(interval(low, high), language)}"


def parenthesis(content: str, language: str) -> str:
    """The content in the language's brackets, with the space before them that English needs."""
    return f"（{content}）" if language == "zh" else f" ({content})"


def share(fraction: float, digits: int = 0) -> str:
    """A fraction as a percentage."""
    return f"{plain_number(100 * fraction, digits)}%"


def percentage(fraction: float) -> str:
    """A fraction as a percentage, with a digit where it reads as less than ten percent and is not nothing."""
    is_small = fraction != 0 and abs(round(100 * fraction, 1)) < 10
    return share(fraction, 1 if is_small else 0)


def accuracy(fraction: float) -> str:
    """A fraction as percent with one digit; the unit stands in the header."""
    return f"{100 * fraction:.1f}"


def points_of_a_hundred(value: float) -> str:
    """Points of a full score with one digit."""
    return plain_number(value, 1)


def score_value(value: float, scale: Scale) -> str:
    """A score in the unit of its metric: fractions in percent with one digit, whose sign stands in the header.

    Metrics on a scale without end keep three significant digits and carry their unit.
    """
    if scale.full_score is not None:
        return plain_number(scale.shown(value), 1)
    return f"{significant(value)} {scale.unit}".rstrip()


def score_range(low: float, high: float, scale: Scale) -> str:
    """Both ends of a score's interval, with the digits of the score."""
    if scale.full_score is not None:
        return interval(scale.shown(low), scale.shown(high), 1)
    return f"{significant(low)}–{significant(high)} {scale.unit}".rstrip()


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign, a true minus, and no sign for what rounds to zero."""
    shown = round(value, digits)
    if shown == 0:
        return f"{0:.{digits}f}"
    return f"{'+' if shown > 0 else MINUS}{abs(shown):.{digits}f}"


def points(value: float, language: str, digits: int = 1) -> str:
    """A difference of percentages with its unit."""
    return f"{signed(value, digits)}{' 个百分点' if language == 'zh' else ' pts'}"


def plain_number(value: float, digits: int = 0) -> str:
    """A number with thousands separators, `digits` behind the point, and a true minus."""
    shown = round(value, digits)
    return f"{MINUS if shown < 0 else ''}{abs(shown):,.{digits}f}"


def count(value: float, language: str) -> str:
    """A count: in full below a million, then with the language's large unit and three significant digits."""
    if abs(value) < 1e6:
        return plain_number(value) if float(value).is_integer() else significant(value)
    return _scaled(value, _UNITS_ZH if language == "zh" else _UNITS_EN)


def significant(value: float, digits: int = 3) -> str:
    """A number to `digits` significant digits, never in exponential form between 0.001 and a quadrillion."""
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if not -4 < magnitude < 15:
        return scientific(value, digits)
    behind = max(0, digits - 1 - magnitude)
    shown = plain_number(value, behind) if behind else plain_number(round(value))
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def scientific(value: float, digits: int = 3) -> str:
    """A number as a power of ten with `digits` significant digits: 9.4 × 10²¹."""
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    shown = mantissa.rstrip("0").rstrip(".").replace("-", MINUS)
    return f"{shown} × 10{power}"


def money(dollars: float, language: str) -> str:
    """US dollars with three significant digits: $104k, 10.4 万美元."""
    sign = MINUS if dollars < 0 else ""
    size = abs(dollars)
    if language == "zh":
        return sign + (_scaled(size, _MONEY_ZH) if size >= 1e4 else f"{significant(size)} 美元")
    return f"{sign}${_scaled(size, _MONEY_EN) if size >= 1e3 else significant(size)}"


def day(value: date, language: str, *, with_year: bool = True) -> str:
    """A date: 19 Nov 2026, 2026年11月19日."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日" if with_year else f"{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]}" + (f" {value.year}" if with_year else "")


def moment(value: datetime, language: str) -> str:
    """A moment in UTC to the minute."""
    return f"{day(value.date(), language)} {value:%H:%M} UTC"


def duration(seconds: float, language: str) -> str:
    """A span: seconds below two minutes, then minutes, then hours with one digit."""
    if seconds < 120:
        return f"{seconds:.0f} 秒" if language == "zh" else f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} 分钟" if language == "zh" else f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} 小时" if language == "zh" else f"{seconds / 3600:.1f} h"


def rank(low: int, high: int) -> str:
    """A range of ranks, or the one rank."""
    return str(low) if low == high else f"{low}–{high}"


def in_words(number: int, language: str, *, capital: bool = False) -> str:
    """A small count as a word, larger ones in digits."""
    names = _WORDS_ZH if language == "zh" else _WORDS_EN
    word = names[number] if 0 <= number < len(names) else f"{number:,}"
    return word.capitalize() if capital else word


def join_names(names: list[str], language: str) -> str:
    """Names as a list in a sentence."""
    if language == "zh":
        return "、".join(names[:-1]) + ("与" if len(names) > 1 else "") + names[-1] if names else ""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _scaled(value: float, units: tuple[tuple[float, str], ...]) -> str:
    size, unit = next((entry for entry in units if abs(value) >= entry[0] * 0.9995), units[-1])
    return f"{significant(value / size)}{unit}"


def _rounded(value: float) -> float:
    """Half away from zero, as a reader rounds."""
    return math.floor(value + 0.5)

"""Two numbers of one company that cannot both be right, and how far apart they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from analysis.quantities.ranges import Range

_DOLLAR_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


class Figure(NamedTuple):
    """A number with what it is called and how it is written."""

    name_en: str
    name_zh: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two figures that do not go together.

    Attributes:
        code: Name of the check.
        first: The figure as stated.
        second: What it is held against.
        gap: First over second, so 3 means three times too high and 0.5 half of what it should be.
        reason_en: Why they should agree, in English.
        reason_zh: The same in Chinese.
    """

    code: str
    first: Figure
    second: Figure
    gap: float
    reason_en: str
    reason_zh: str

    @property
    def sentence_en(self) -> str:
        """Both numbers, the size of the gap where it has one, and why they should agree."""
        first, second = self.first, self.second
        return (
            f"{_capitalised(first.name_en)} is {first.text}, but {second.name_en} is {second.text}"
            f"{_times(self.gap, ': {} times as much')}; {self.reason_en}."
        )

    @property
    def sentence_zh(self) -> str:
        """The same in Chinese."""
        first, second = self.first, self.second
        return (
            f"{first.name_zh}为 {first.text}，而{second.name_zh}为 {second.text}"
            f"{_times(self.gap, '，前者是后者的 {} 倍')}；{self.reason_zh}。"
        )

    def sentence(self, language: str) -> str:
        """The sentence in `language` ("en" or "zh")."""
        return self.sentence_zh if language == "zh" else self.sentence_en


def disagreement(
    code: str, first: Figure, second: Figure, allowed: Range, reason_en: str, reason_zh: str
) -> Contradiction | None:
    """The contradiction if first over second lies outside the allowed ratio; None if they go together."""
    if second.value == 0:
        return None
    gap = first.value / second.value
    return None if allowed.contains(gap) else Contradiction(code, first, second, gap, reason_en, reason_zh)


def figure(name: tuple[str, str], value: float, write: Callable[[float], str]) -> Figure:
    """A figure from its two names, its value and how to write it."""
    return Figure(name[0], name[1], value, write(value))


def in_scientific(value: float) -> str:
    """Such as "3.79e25"."""
    return f"{value:.3g}".replace("e+0", "e").replace("e+", "e")


def in_usd(value: float) -> str:
    """Such as "$53.3M", to three figures."""
    rounded = abs(float(f"{value:.3g}"))
    size, letter = next((step for step in _DOLLAR_STEPS if rounded >= step[0]), (1.0, ""))
    return f"{'-' if value < 0 else ''}${rounded / size:g}{letter}"


def in_count(value: float) -> str:
    """Such as "30,840,000"."""
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.3g}"


def in_percent(value: float) -> str:
    """Such as "34.5 %" for 0.345."""
    return f"{100 * value:.1f} %"


def _times(gap: float, words: str) -> str:
    """The gap in words; nothing where a ratio says nothing, over zero or between a gain and a loss."""
    if gap < 0 or not math.isfinite(gap):
        return ""
    return words.format(f"{gap:.2g}" if gap < 99.5 else f"{gap:,.0f}")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]

"""One thing to ask or to run next, and the one number it is ordered by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.scoring.settings import Severity

Kind = Literal["ask", "run"]
SEVERITY_ORDER: tuple[Severity, ...] = ("gate", "high", "medium")
_SAME_VALUE = 6
"""Decimals to which two values per hour count as the same."""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """One question to the founder, or one measurement of our own, with what the answer is worth and what it costs.

    Attributes:
        kind: "ask" the founder, or "run" a measurement or search of our own.
        keys: Keys it would fill or support, the first one asked about.
        value_points: EVPPI for the decision, in points of expectation minus risk; an upper bound.
        variance_share: Share of the variance of both axes that hangs on it, which breaks ties of value.
        effort_hours: To obtain the documents and read them; for a run, hours of the machine.
        hours_of_work: The same with an hour of the machine counted at the rubric's share.
        documents: Document types, or kinds of run, that would answer it.
        criteria: Criteria it bears on.
        rules: Rules that stay undecided without it.
        severity: Gravest of these rules, None without one.
        is_about_a_finding: Whether it asks for the explanation of what was found; those come first.
    """

    kind: Kind
    keys: tuple[str, ...]
    question_en: str
    question_zh: str
    value_points: float
    variance_share: float
    effort_hours: float
    hours_of_work: float
    documents: tuple[str, ...]
    criteria: tuple[str, ...]
    rules: tuple[str, ...]
    severity: Severity | None
    is_about_a_finding: bool = False

    @property
    def value_per_hour(self) -> float:
        """Points of decision value per hour of work."""
        return self.value_points / self.hours_of_work

    @property
    def order(self) -> tuple[bool, float, int, float, tuple[str, ...]]:
        """Sorts what was found first, then by value per hour, the gravest rule, and the variance an hour settles."""
        gravity = SEVERITY_ORDER.index(self.severity) if self.severity else len(SEVERITY_ORDER)
        worth, settled = round(self.value_per_hour, _SAME_VALUE), self.variance_share / self.hours_of_work
        return (not self.is_about_a_finding, -worth, gravity, -settled, self.keys)

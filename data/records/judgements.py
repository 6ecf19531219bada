"""Judgements as they were made and kept, so that a change can explain itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Points:
    """A score in points 0..100: its mean, and the ends of the interval that holds 90 % of the draws."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an assessment came to.

    Attributes:
        expectation: Higher is better.
        risk: Higher is worse.
        verdict: Code of the rubric's verdict, after caps.
        capped_by: The rule that held the verdict down, None if none did.
        findings: Rules whose findings were open.
    """

    expectation: Points
    risk: Points
    verdict: str
    capped_by: str | None = None
    findings: tuple[str, ...] = ()

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Judgement:
        """The judgement as it was stored."""
        return cls(
            expectation=Points(**stored["expectation"]),
            risk=Points(**stored["risk"]),
            verdict=stored["verdict"],
            capped_by=stored.get("capped_by"),
            findings=tuple(stored.get("findings", ())),
        )

    def as_stored(self) -> dict[str, Any]:
        """The judgement as JSON-safe values, which `from_stored` reads back."""
        return asdict(self) | {"findings": list(self.findings)}


@dataclass(frozen=True, slots=True)
class KeptJudgement:
    """A judgement with what it was made from: the day, the rubric, the investor's profile, the evidence.

    Attributes:
        rubric_hash: Of the rubric's content.
        evidence_hash: Of every fact it rests on.
    """

    as_of: date
    rubric_hash: str
    profile: str
    evidence_hash: str
    judgement: Judgement
    created_at: datetime

"""Judgements as they were made and kept, so that a change can explain itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias


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


@dataclass(frozen=True, slots=True)
class KeptStanding:
    """Where a startup stands under one profile, as last judged.

    Attributes:
        version: Of the startup's evidence that was judged.
        judgement: None while nothing is on record that could be judged.
        open_gates: Rules of the gates that hold it back.
        measured_share: Share of the weight that rests on measurements, 0..1; None without a judgement.
    """

    slug: str
    version: int
    profile: str
    as_of: date
    rubric_hash: str
    evidence_hash: str
    judged_at: datetime
    judgement: Judgement | None
    open_gates: tuple[str, ...] = ()
    measured_share: float | None = None

    def as_history(self) -> KeptJudgement | None:
        """The judgement as it joins the startup's history, None without one."""
        if self.judgement is None:
            return None
        return KeptJudgement(
            self.as_of, self.rubric_hash, self.profile, self.evidence_hash, self.judgement, self.judged_at
        )


Why: TypeAlias = Literal["new", "evidence", "rubric", "day", "current"]


@dataclass(frozen=True, slots=True)
class StaleStanding:
    """A startup whose standing is not up to date.

    Attributes:
        version: Of its evidence now.
        why: It was never judged, its evidence changed, the rubric did, or the judgement is of an earlier day; "current"
            where it is up to date and was asked for all the same.
    """

    slug: str
    version: int
    why: Why


@dataclass(frozen=True, slots=True)
class RankedStartup:
    """One row of the ranking: a startup with its standing, and where the next page begins."""

    name: str
    standing: KeptStanding
    place: tuple[float, int]

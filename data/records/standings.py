"""Where a startup stands, as kept for the pages: the judgement, and what a list shows of how it came to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from data.records.judgements import Judgement, KeptJudgement
from data.records.scales import Scale
from data.records.startup import Startup


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An open gate, with what was found in one sentence of either language."""

    rule: str
    message_en: str
    message_zh: str


ChangeKind: TypeAlias = Literal["finding", "claims_hold", "claim", "nothing", "confirmed"]


@dataclass(frozen=True, slots=True)
class MeasuredChange:
    """What our own runs made of the judgement.

    Attributes:
        expectation: Points on that axis without anything our runs found, None while nothing else is known.
        risk: The same on the other.
        kind: What came up: a "finding", all claims that hold, the "claim" furthest off, "nothing" was run, or what was
            run "confirmed" what was known.
        about: The rule of the finding, or the task of the claim; empty otherwise.
        amount: Claims that hold, the claim's gap in shares of 1, or open questions; None otherwise.
        said_en: The finding or the claim in one sentence, empty otherwise.
        said_zh: The same in Chinese.
    """

    expectation: float | None
    risk: float | None
    kind: ChangeKind
    about: str = ""
    amount: float | None = None
    said_en: str = ""
    said_zh: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredClaim:
    """A claim beside the measurement that answers it.

    Attributes:
        claimed: In the unit of `claimed_scale`.
        measured: In the unit of `measured_scale`, None where no score stands against it.
        n: Items of the measurement.
        p_value: One-sided, before any correction.
    """

    task: str
    claimed: float
    claimed_scale: Scale
    measured: float | None
    measured_scale: Scale | None
    n: int | None
    p_value: float
    said_en: str
    said_zh: str


@dataclass(frozen=True, slots=True)
class StandingDetail:
    """What a list shows beside the two axes.

    Attributes:
        chances: Shares of the draws that clear the lines to invest, to invest on conditions, and to pass.
        evidence: Share of the weight by level of evidence, measured, documented, claimed.
        coverage: By stage, shares of the facts asked for that are known at those levels.
        change: What our measurements changed.
        held_back: Open gates.
        claims: Claims that could be compared.
        spread: By field, the values a portfolio is spread by; empty where unknown.
        headcount: People, None where unknown.
    """

    chances: tuple[float, float, float]
    evidence: tuple[float, float, float]
    coverage: Mapping[str, tuple[float, float, float]]
    change: MeasuredChange
    held_back: tuple[HeldBack, ...] = ()
    claims: tuple[AnsweredClaim, ...] = ()
    spread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headcount: float | None = None

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> StandingDetail:
        """The detail as it was stored."""
        return cls(
            chances=_three(stored["chances"]),
            evidence=_three(stored["evidence"]),
            coverage={stage: _three(shares) for stage, shares in stored["coverage"].items()},
            change=MeasuredChange(**stored["change"]),
            held_back=tuple(HeldBack(**each) for each in stored["held_back"]),
            claims=tuple(_answered_claim(each) for each in stored["claims"]),
            spread={key: tuple(values) for key, values in stored["spread"].items()},
            headcount=stored["headcount"],
        )

    def as_stored(self) -> dict[str, Any]:
        """The detail as JSON-safe values, which `from_stored` reads back."""
        return asdict(self)


def _three(shares: Any) -> tuple[float, float, float]:
    first, second, third = shares
    return first, second, third


def _answered_claim(stored: Mapping[str, Any]) -> AnsweredClaim:
    measured = stored["measured_scale"]
    scales = {
        "claimed_scale": Scale(stored["claimed_scale"]),
        "measured_scale": None if measured is None else Scale(measured),
    }
    return AnsweredClaim(**(dict(stored) | scales))


@dataclass(frozen=True, slots=True)
class KeptStanding:
    """Where a startup stands under one profile, as last judged.

    Attributes:
        version: Of the startup's evidence that was judged.
        judgement: None while nothing is on record that could be judged.
        open_gates: Rules of the gates that hold it back.
        measured_share: Share of the weight that rests on measurements, 0..1; None without a judgement.
        ceiling: The best verdict that gates and findings leave under any weights, None where they leave all.
        moments: Of the categories, packed, from which any weighting of them follows; None without a judgement.
        detail: None without a judgement.
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
    ceiling: str | None = None
    moments: bytes | None = field(default=None, repr=False)
    detail: StandingDetail | None = None

    def as_history(self) -> KeptJudgement | None:
        """The judgement as it joins the startup's history, None without one."""
        if self.judgement is None:
            return None
        return KeptJudgement(
            self.as_of, self.rubric_hash, self.profile, self.evidence_hash, self.judgement, self.judged_at
        )

    @property
    def moved(self) -> float | None:
        """Points by which our measurements moved the axis they moved most; None where there is nothing to compare."""
        before = None if self.detail is None else self.detail.change
        if self.judgement is None or before is None or before.expectation is None or before.risk is None:
            return None
        moves = (self.judgement.expectation.mean - before.expectation, self.judgement.risk.mean - before.risk)
        return max(abs(move) for move in moves)


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
    """One row of a list: a startup with its standing, its key, and where the next page begins."""

    key: int
    startup: Startup
    standing: KeptStanding
    place: tuple[Any, int]

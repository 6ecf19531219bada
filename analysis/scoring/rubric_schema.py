"""The shape of a rubric's entries: criteria that score, rules that find, notes and levels.

Whatever is not named here is refused, so that a misspelt setting cannot be silently ignored.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from analysis.evidence.condition_syntax import checked_condition, operand_faults
from analysis.evidence.result_fields import Labelled, Strict
from analysis.scoring.settings import AxisCode, Basis, KnownLevel, Points, Severity, Share, Verdict


class _Scored(Strict):
    invalid_when: dict[str, Any] | None = None
    invalid_points: Points | None = None
    standard_error: str | None = None
    input: Any = None

    @model_validator(mode="after")
    def _well_formed(self) -> _Scored:
        if (self.invalid_when is None) != (self.invalid_points is None):
            raise ValueError("invalid_when and invalid_points come together")
        if self.invalid_when is not None:
            checked_condition(self.invalid_when, frozenset())
        if self.input is not None and (faults := list(operand_faults(self.input, frozenset()))):
            raise ValueError("; ".join(faults))
        return self


class Anchors(_Scored):
    """Piecewise points: bad 0, ok 50, good 100, clamped outside."""

    kind: Literal["anchors"]
    scale: Literal["linear", "log"]
    bad: float
    ok: float
    good: float
    floor: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> Anchors:
        if not (self.bad < self.ok < self.good or self.bad > self.ok > self.good):
            raise ValueError(f"anchors must rise or fall from bad to good, got {self.bad}, {self.ok}, {self.good}")
        if self.scale == "log" and min(self.bad, self.ok, self.good) <= 0:
            raise ValueError("anchors on a logarithmic scale must be above 0")
        return self


class Band(_Scored):
    """100 between good_low and good_high, 0 at or beyond bad_low and bad_high, linear between."""

    kind: Literal["band"]
    bad_low: float
    good_low: float
    good_high: float
    bad_high: float

    @model_validator(mode="after")
    def _in_order(self) -> Band:
        if not self.bad_low < self.good_low <= self.good_high < self.bad_high:
            raise ValueError("a band rises: bad_low < good_low <= good_high < bad_high")
        return self


class Levels(Strict):
    """Points per code."""

    kind: Literal["levels", "best_of"]
    levels: dict[str, Points]
    field: str | None = None


class Case(Strict):
    """Points when a condition holds."""

    when: dict[str, Any]
    points: Points

    @field_validator("when")
    @classmethod
    def _well_formed(cls, condition: dict[str, Any]) -> dict[str, Any]:
        return checked_condition(condition, frozenset())


class FirstMatch(Strict):
    """Points of the first case that is true."""

    kind: Literal["first_match"]
    cases: tuple[Case, ...] = Field(min_length=1)


ValueFunction = Annotated[Anchors | Band | Levels | FirstMatch, Field(discriminator="kind")]


class Likelihood(Strict):
    """Probability of the event at 0 points and at 100."""

    at_bad: Share
    at_good: Share


class MissingPrior(Strict):
    """What is assumed of a criterion nobody has evidence on."""

    mean: Points
    sd: float = Field(gt=0, le=50)


class Criterion(Labelled):
    """One thing that is scored, on one axis."""

    axis: AxisCode
    category: str
    reads: tuple[str, ...] = Field(min_length=1)
    see_also: tuple[str, ...] = ()
    value: ValueFunction
    anchors_source: str
    anchors_source_zh: str = ""
    basis: Basis | None = None
    weight: Share
    likelihood: Likelihood | None = None
    impact: Share | None = None
    evidence_sd: dict[KnownLevel, Annotated[float, Field(gt=0, le=50)]]
    missing: MissingPrior
    applies_when: dict[str, Any] | None = None
    claimed_unless: dict[str, Any] | None = None
    notes: str
    notes_zh: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Criterion:
        if set(self.evidence_sd) != {"claimed", "documented", "measured"}:
            raise ValueError(f"{self.key}: evidence_sd needs claimed, documented and measured")
        if (self.axis == "risk") != (self.likelihood is not None and self.impact is not None):
            raise ValueError(f"{self.key}: likelihood and impact belong to every risk criterion and to no other")
        for condition in (self.applies_when, self.claimed_unless):
            if condition is not None:
                checked_condition(condition, frozenset())
        return self


class Threshold(Strict):
    """A number or a date that a rule compares with."""

    value: float | date
    unit: str


class StricterCap(Strict):
    """A lower cap while a condition of its own is true."""

    when: dict[str, Any]
    cap: Verdict


class VerdictCap(Strict):
    """The best verdict that a gate leaves."""

    when_true: Verdict
    when_unknown: Verdict
    when_true_and: StricterCap | None = None
    when_unknown_and: StricterCap | None = None


class Rule(Labelled):
    """A condition that is a finding when true and a question to the founder when unknown."""

    number: int
    severity: Severity
    category: str
    thresholds: dict[str, Threshold]
    when: dict[str, Any]
    reads: tuple[str, ...]
    verdict_cap: VerdictCap | None = None
    source: str
    source_zh: str = ""
    basis: Basis | None = None
    question_en: str = Field(min_length=1)
    question_zh: str = Field(min_length=1)
    question_while_unknown_en: str = ""
    question_while_unknown_zh: str = ""
    note: str | None = None
    note_zh: str | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Rule:
        checked_condition(self.when, frozenset(self.thresholds))
        if (self.severity == "gate") != (self.verdict_cap is not None):
            raise ValueError(f"{self.key}: a gate needs a verdict_cap, and only a gate has one")
        if bool(self.question_while_unknown_en) != bool(self.question_while_unknown_zh):
            raise ValueError(f"{self.key}: question_while_unknown needs both languages")
        stricter = (self.verdict_cap.when_true_and, self.verdict_cap.when_unknown_and) if self.verdict_cap else ()
        for cap in stricter:
            if cap is not None:
                checked_condition(cap.when, frozenset(self.thresholds))
        return self

    def question(self, language: str, *, while_unknown: bool = False) -> str:
        """The question to the founder, in `language` ("en" or "zh"); while nothing was found it presumes nothing."""
        if language == "zh":
            return (while_unknown and self.question_while_unknown_zh) or self.question_zh
        return (while_unknown and self.question_while_unknown_en) or self.question_en


class Note(Strict):
    """A remark on the rubric as a whole, such as what moved since the version before."""

    en: str
    zh: str

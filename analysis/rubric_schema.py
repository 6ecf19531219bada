"""The shape of a rubric: two axes, their criteria, the rules, the investor profiles, and how evidence counts.

Whatever is not named here is refused, so that a misspelt setting cannot be silently ignored.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from analysis.condition_syntax import condition_faults, operand_faults
from data.records import Option

AxisCode = Literal["expectation", "risk"]
KnownLevel = Literal["claimed", "documented", "measured"]
Severity = Literal["gate", "high", "medium"]
Verdict = Literal["invest", "invest_if", "hold", "pass"]
Basis = Literal["published", "convention", "judgement", "unverified"]
Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0, le=100)]
_SUM_TOLERANCE = 1e-6


class Strict(BaseModel):
    """Immutable, and refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Labelled(Strict):
    """A key with its name in both languages."""

    key: str
    label_en: str = Field(min_length=1)
    label_zh: str = Field(min_length=1)

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en


class Axis(Strict):
    """Expectation or risk."""

    code: AxisCode
    label_en: str
    label_zh: str
    higher_is: Literal["better", "worse"]


class Category(Strict):
    """A group of criteria on one axis."""

    code: str
    axis: AxisCode
    label_en: str
    label_zh: str


class Weights(Strict):
    """Weight of every category, summing to 1 on each axis."""

    expectation: dict[str, Share]
    risk: dict[str, Share]

    @model_validator(mode="after")
    def _sum_to_one(self) -> Weights:
        for axis in ("expectation", "risk"):
            total = sum(getattr(self, axis).values())
            if abs(total - 1) > _SUM_TOLERANCE:
                raise ValueError(f"weights of {axis} sum to {total:g}; make them sum to 1")
        return self


class Profile(Labelled):
    """An investor: what weighs how much."""

    summary_en: str
    summary_zh: str
    weights: Weights


class EvidenceSetting(Strict):
    """How far the points of one evidence level are pulled to the mean of the missing."""

    level: KnownLevel
    label_en: str
    label_zh: str
    pull_to_missing: Share


class Ageing(Strict):
    """How variance grows with the age of a fact."""

    months_to_double_variance: float = Field(gt=0)
    exempt_periods: tuple[str, ...]


class FavourableLine(Strict):
    """Both axes on the good side of these lines, with at least this probability."""

    expectation_at_least: Points
    risk_at_most: Points
    probability_at_least: Share


class AdverseLine(Strict):
    """Either axis on the bad side of these lines, with at least this probability."""

    expectation_at_most: Points
    risk_at_least: Points
    probability_at_least: Share


class VerdictLines(Strict):
    """Where the verdicts lie."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    source: str
    basis: Basis = "judgement"
    invest: FavourableLine
    invest_if: FavourableLine
    pass_line: AdverseLine = Field(alias="pass")


class Dependence(Strict):
    """Loadings of a Gaussian copula: how far errors on one source, or of one company's word, move together.

    The squares of a level's two loadings sum to at most 1; the correlation of two criteria is the sum of the products
    of the loadings they share.
    """

    model: Literal["gaussian_copula"]
    source: str
    basis: Basis
    source_loading: dict[KnownLevel, Share]
    credibility_loading: dict[KnownLevel, Share]

    @model_validator(mode="after")
    def _is_a_correlation(self) -> Dependence:
        for level, loading in self.source_loading.items():
            if loading**2 + self.credibility_loading.get(level, 0.0) ** 2 > 1:
                raise ValueError(f"{level}: squares of the loadings sum to more than 1")
        return self


class CredibilityCheck(Labelled):
    """One comparison of the company's word with what was found."""

    weight: float = Field(gt=0)
    held_when: dict[str, Any]
    broken_when: dict[str, Any]

    @field_validator("held_when", "broken_when")
    @classmethod
    def _well_formed(cls, condition: dict[str, Any]) -> dict[str, Any]:
        return _checked_condition(condition, frozenset())


class CredibilitySettings(Strict):
    """How a company's word is weighed by what became of its checked claims.

    Attributes:
        prior_held: Pseudo-count of claims that held, before any was checked.
        prior_broken: Pseudo-count of claims that did not.
        ledger_weight: Weight of each claimed fact that stronger evidence of the same date confirms or contradicts.
        ledger_tolerance: Relative difference up to which such a claim counts as held.
        discount: Share of the mean of a merely claimed criterion lost when no claim held.
        widening: Share by which its standard deviation grows then, or shrinks when all held.
        relief: Share of the pull to the missing mean that is given back when all held.
    """

    source: str
    basis: Basis
    prior_held: float = Field(gt=0)
    prior_broken: float = Field(gt=0)
    ledger_weight: float = Field(ge=0)
    ledger_tolerance: Share
    discount: Share
    widening: Share
    relief: Share
    checks: tuple[CredibilityCheck, ...]


class UnknownRuleStake(Strict):
    """What an unanswered rule may cost: how likely it turns out true, and the points of net value lost then."""

    probability: Share
    loss_points: float = Field(ge=0)


class QuestionSettings(Strict):
    """What a decision is worth in points, and what an answer costs in hours.

    Attributes:
        hurdle_points: Expectation minus risk at which investing is worth nothing more than passing.
        wait_keeps: Share of a positive net value that is still to be had after waiting.
        wait_cost_points: What waiting costs in any case.
        effort_hours: Hours per document type to obtain and read, and per run to make.
    """

    source: str
    basis: Basis
    hurdle_points: float
    wait_keeps: Share
    wait_cost_points: float = Field(ge=0)
    effort_hours: dict[str, Annotated[float, Field(gt=0)]]
    default_effort_hours: float = Field(gt=0)
    unknown_rules: dict[Severity, UnknownRuleStake]


class SeverityName(Strict):
    """Name of a severity."""

    code: Severity
    label_en: str
    label_zh: str


class VerdictName(Strict):
    """Name of a verdict; the order of the list is the order from best to worst."""

    code: Verdict
    label_en: str
    label_zh: str


class Scoring(Strict):
    """How evidence becomes a distribution and distributions a verdict."""

    evidence_levels: tuple[EvidenceSetting, ...]
    distribution: Literal["beta_by_moments"]
    sd_cap_share: Share
    mean_clip: tuple[Share, Share]
    ageing: Ageing
    mixed_evidence: Literal["weakest_input"]
    verdicts: tuple[VerdictName, ...]
    open_high_finding_cap: Verdict
    verdict_lines: VerdictLines
    severities: tuple[SeverityName, ...]
    dependence: Dependence | None = None
    credibility: CredibilitySettings | None = None
    questions: QuestionSettings | None = None

    def pull(self, level: KnownLevel) -> float:
        """Share by which points of that level are pulled to the mean of the missing."""
        return next(setting.pull_to_missing for setting in self.evidence_levels if setting.level == level)


class ResultField(Labelled):
    """A key that runs and computations fill, read like a field of the registry."""

    source_kind: str = Field(alias="from")
    type: Literal["number", "integer", "percent", "boolean", "enum", "date"]
    unit: str
    definition_en: str
    definition_zh: str
    range: tuple[float | None, float | None] | None = None
    values: tuple[Option, ...] = ()
    stage: str | None = None
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def definition(self, language: str) -> str:
        """Definition in `language` ("en" or "zh")."""
        return self.definition_zh if language == "zh" else self.definition_en


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
            _checked_condition(self.invalid_when, frozenset())
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
        return _checked_condition(condition, frozenset())


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
                _checked_condition(condition, frozenset())
        return self


class Threshold(Strict):
    """A number or a date that a rule compares with."""

    value: float | date
    unit: str


class UnknownCap(Strict):
    """A lower cap of an unknown gate while a condition of its own is true."""

    when: dict[str, Any]
    cap: Verdict


class VerdictCap(Strict):
    """The best verdict that a gate leaves."""

    when_true: Verdict
    when_unknown: Verdict
    when_unknown_and: UnknownCap | None = None


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
    basis: Basis | None = None
    question_en: str = Field(min_length=1)
    question_zh: str = Field(min_length=1)
    note: str | None = None
    note_zh: str | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Rule:
        _checked_condition(self.when, frozenset(self.thresholds))
        if (self.severity == "gate") != (self.verdict_cap is not None):
            raise ValueError(f"{self.key}: a gate needs a verdict_cap, and only a gate has one")
        if self.verdict_cap and self.verdict_cap.when_unknown_and:
            _checked_condition(self.verdict_cap.when_unknown_and.when, frozenset(self.thresholds))
        return self

    def question(self, language: str) -> str:
        """The question to the founder, in `language` ("en" or "zh")."""
        return self.question_zh if language == "zh" else self.question_en


class Note(Strict):
    """A remark on the rubric as a whole, such as what moved since the version before."""

    en: str
    zh: str


def _checked_condition(condition: dict[str, Any], thresholds: frozenset[str]) -> dict[str, Any]:
    if faults := list(condition_faults(condition, thresholds)):
        raise ValueError("; ".join(faults))
    return condition

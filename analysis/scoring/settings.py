"""The settings of a rubric: axes, categories, investor profiles, and how evidence becomes a verdict.

Whatever is not named here is refused, so that a misspelt setting cannot be silently ignored.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from analysis.evidence.condition_syntax import checked_condition
from analysis.evidence.result_fields import Labelled, Strict

AxisCode = Literal["expectation", "risk"]
KnownLevel = Literal["claimed", "documented", "measured"]
AnyLevel = Literal["missing", "claimed", "documented", "measured"]
Severity = Literal["gate", "high", "medium"]
Verdict = Literal["invest", "invest_if", "hold", "pass"]
Basis = Literal["published", "convention", "judgement", "unverified"]
Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0, le=100)]
_SUM_TOLERANCE = 1e-6


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
    source_zh: str = ""
    basis: Basis = "judgement"
    invest: FavourableLine
    invest_if: FavourableLine
    pass_line: AdverseLine = Field(alias="pass")


class Dependence(Strict):
    """Loadings of a Gaussian copula: how far errors on one source, one company's word or its quality move together.

    The squares of a level's loadings sum to at most 1; the correlation of two criteria is the sum of the products of
    the loadings they share.
    """

    model: Literal["gaussian_copula"]
    source: str
    source_zh: str = ""
    basis: Basis
    source_loading: dict[KnownLevel, Share]
    credibility_loading: dict[KnownLevel, Share]
    quality_loading: dict[AnyLevel, Share] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_a_correlation(self) -> Dependence:
        for level, loading in self.source_loading.items():
            others = (self.credibility_loading.get(level, 0.0), self.quality_loading.get(level, 0.0))
            if loading**2 + sum(other**2 for other in others) > 1:
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
        return checked_condition(condition, frozenset())


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
    source_zh: str = ""
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
        invest_at: Expectation minus risk from which investing is the best decision.
        pass_at: Expectation minus risk below which passing is; in between waiting is.
        wait_share: Part of every point above `pass_at` that waiting is worth; investing is worth all of it.
        effort_hours: Hours per document type to obtain and read, and per run to make.
        machine_hour_share: Hours of work that an hour of our machine counts as.
    """

    source: str
    source_zh: str = ""
    basis: Basis
    invest_at: float
    pass_at: float
    wait_share: Annotated[float, Field(gt=0, lt=1)]
    effort_hours: dict[str, Annotated[float, Field(gt=0)]]
    default_effort_hours: float = Field(gt=0)
    machine_hour_share: float = Field(default=1.0, gt=0, le=1)
    unknown_rules: dict[Severity, UnknownRuleStake]

    @model_validator(mode="after")
    def _in_order(self) -> QuestionSettings:
        if self.pass_at >= self.invest_at:
            raise ValueError(f"pass_at must lie below invest_at, got {self.pass_at:g} and {self.invest_at:g}")
        return self


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

    def verdict_names(self, language: str) -> dict[str, str]:
        """Name of every verdict in `language` ("en" or "zh"), from best to worst."""
        return {name.code: name.label_zh if language == "zh" else name.label_en for name in self.verdicts}

    def pull(self, level: KnownLevel) -> float:
        """Share by which points of that level are pulled to the mean of the missing."""
        return next(setting.pull_to_missing for setting in self.evidence_levels if setting.level == level)

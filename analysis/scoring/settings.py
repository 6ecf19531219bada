"""The settings of a rubric: axes, categories, investor profiles, and the parts of how evidence becomes a verdict.

Whatever is not named here is refused, so that a misspelt setting cannot be silently ignored.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

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

"""The settings of credibility: what an honest error is, how a company that inflates differs, and what a lie touches."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from analysis.evidence.condition_syntax import checked_condition, operand_faults
from analysis.evidence.result_fields import Labelled, Strict
from analysis.scoring.settings import Basis, Share

Positive = Annotated[float, Field(gt=0)]


def _checked(condition: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if condition is None else checked_condition(condition, frozenset())


class InflationModel(Strict):
    """Errors of claims in units of an honest error, of a company that states what it believes and of one that inflates.

    Attributes:
        share: Share of its claims that an inflating company inflates; the others err as honest ones do.
        width: How many times wider than honest errors the inflated ones spread.
        degrees_honest: Degrees of freedom of Student's t for honest errors.
        degrees_inflated: The same for inflated ones; fewer, so that the tail is heavier.
        same_run: Share at which a further claim counts that the same run or document checked.
    """

    source: str
    source_zh: str
    basis: Basis
    share: Annotated[float, Field(gt=0, lt=1)]
    width: Annotated[float, Field(ge=1.1)]
    degrees_honest: Positive
    degrees_inflated: Positive
    same_run: Share

    @model_validator(mode="after")
    def _weighs_larger_lies_more(self) -> InflationModel:
        """The likelihood ratio must not fall as the excess grows."""
        honest, inflated = self.degrees_honest, self.degrees_inflated
        if inflated > honest or (honest + 1) * inflated * self.width**2 < (inflated + 1) * honest:
            raise ValueError("a larger lie would count less; make width larger or degrees_inflated smaller")
        return self


class ClaimKind(Strict):
    """A kind of claim, and how much its claims say of the company's claims of every kind.

    Attributes:
        stages: Stages of the registry whose fields are of this kind.
        relative_error: Honest error of a figure of this kind, as a share of it.
        bears_on: Probability that the habit found in this kind is the same in each kind; 1 for its own.
    """

    code: str
    label_en: str
    label_zh: str
    stages: tuple[str, ...]
    relative_error: Positive
    bears_on: dict[str, Share]


class BenchmarkClaims(Strict):
    """Benchmark scores, one comparison per claim, in shares of the full score (or of the claim without one).

    Attributes:
        speak_when: Condition under which a score that comes out counts in the company's favour.
        material: Excess from which a refuted claim is material.
    """

    kind: str
    honest_error: Positive
    material: Positive
    speak_when: dict[str, Any]

    _well_formed = field_validator("speak_when")(_checked)


class LedgerClaims(Strict):
    """Claimed figures beside stronger evidence of the same date.

    Attributes:
        absolute_error: Honest error by unit, in that unit; of other units the kind's share of the figure found.
        material_errors: Multiple of the honest error from which a refuted figure is material.
    """

    absolute_error: dict[str, Positive]
    material_errors: Positive


class SizedCheck(Labelled):
    """A comparison whose excess is read from the evidence.

    Attributes:
        value: Operand.
        expected: What an honest company would show.
        flatters: Side on which a deviation makes the company look better; "either" where every one does harm.
        scale: "log" compares by factor.
        honest_error: Standard deviation of an honest company's value, in the scale's unit.
        counts_when: Condition without which it says nothing.
    """

    kind: str
    value: Any
    expected: float
    flatters: Literal["higher", "lower", "either"]
    scale: Literal["linear", "log"] = "linear"
    honest_error: Positive
    counts_when: dict[str, Any] | None = None

    _well_formed = field_validator("counts_when")(_checked)

    @field_validator("value")
    @classmethod
    def _is_operand(cls, value: Any) -> Any:
        if faults := list(operand_faults(value, frozenset())):
            raise ValueError("; ".join(faults))
        return value


class FixedCheck(Labelled):
    """A comparison without a size, with the logarithm of its likelihood ratio when held and when broken."""

    kind: str
    held: Annotated[float, Field(le=0)]
    broken: Annotated[float, Field(gt=0)]
    held_when: dict[str, Any]
    broken_when: dict[str, Any]

    _well_formed = field_validator("held_when", "broken_when")(_checked)


class CredibilitySettings(Strict):
    """How a company's word is weighed by what became of its checked claims.

    Attributes:
        prior_mean: Share of claims expected to hold before any was checked.
        hold_honest: The share of a company that states what it believes.
        hold_inflating: The share of one that inflates.
        beyond_doubt: One-sided probability of an honest error at or below which a material claim counts as refuted.
        discount: Share of the mean of a merely claimed criterion lost when no claim held.
        widening: Share by which its standard deviation grows then, or shrinks when all held.
        relief: Share of the pull to the missing mean that is given back when all held.
    """

    source: str
    source_zh: str = ""
    basis: Basis
    prior_mean: Annotated[float, Field(gt=0, lt=1)]
    hold_honest: Share
    hold_inflating: Share
    beyond_doubt: Annotated[float, Field(gt=0, lt=0.5)]
    discount: Share
    widening: Share
    relief: Share
    inflation: InflationModel
    kinds: tuple[ClaimKind, ...] = Field(min_length=1)
    benchmarks: BenchmarkClaims
    ledger: LedgerClaims
    sized: tuple[SizedCheck, ...]
    fixed: tuple[FixedCheck, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> CredibilitySettings:
        if not self.hold_inflating < self.prior_mean < self.hold_honest:
            raise ValueError("prior_mean must lie between hold_inflating and hold_honest")
        codes = {kind.code for kind in self.kinds}
        for kind in self.kinds:
            if set(kind.bears_on) != codes or kind.bears_on[kind.code] != 1:
                raise ValueError(f"{kind.code}: bears_on names every kind once, its own with 1")
        checks: tuple[SizedCheck | FixedCheck, ...] = (*self.sized, *self.fixed)
        named = {self.benchmarks.kind, *(check.kind for check in checks)}
        if unknown := sorted(named - codes):
            raise ValueError(f"no kind of claims is called {', '.join(unknown)}; use one of {', '.join(sorted(codes))}")
        return self

    @property
    def prior_inflating(self) -> float:
        """Probability that a company inflates, which makes the prior mean what it is."""
        return (self.hold_honest - self.prior_mean) / (self.hold_honest - self.hold_inflating)

    def kind_of_stage(self, stage: str | None) -> ClaimKind:
        """The kind that a stage's claims are of; the first one where no kind names the stage."""
        return next((kind for kind in self.kinds if stage in kind.stages), self.kinds[0])

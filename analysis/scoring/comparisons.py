"""The claims of a company that were checked, each with its excess over what was found in units of an honest error."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from scipy.special import ndtr

from analysis.evidence.conditions import operand_value, truth
from analysis.evidence.readings import weakest_level
from analysis.evidence.state import LAG_TOLERANCE_DAYS, Evidence
from analysis.scoring.credibility_settings import ClaimKind, CredibilitySettings, SizedCheck
from analysis.scoring.inflation import log_likelihood_ratio
from data.records import EvidenceLevel, Fact, Field

CLAIM_CHECK = "claim_check"
"""Result key of one benchmark claim: excess with the standard error of its run; a fact per claim, its name the
reference of the source."""
REFUTED_COUNT = "claims_refuted_count"
"""Result key of how many claims are refuted; the claims themselves follow from the same evidence."""
_EXCLUDED = 1.645
"""Standard errors beyond an honest error at which a measurement excludes a claim, at a one-sided 5 %."""
_CLAIM_STANDS_DAYS = 366
ExcessUnit = Literal["points", "share", "factor", "none"]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """One claim against what was found.

    Attributes:
        key: Field of the registry, check of the rubric, or `claim_check`.
        label_en: Its name.
        label_zh: Its name in Chinese.
        kind: Code of its kind.
        group: Run or document it was checked by; claims of one are not independent.
        evidence: Log likelihood ratio of a company that inflates, above 0 against the company.
        excess: Claimed less found in the company's favour, in `unit`; None for a check without a size.
        unit: "points" as a fraction, "share" of the figure found, "factor" as a natural logarithm, "none".
        error: Honest error and that of the measurement together, in the same unit.
        refuted: Whether it is material and its excess beyond what an honest error explains.
        as_of: Day of what was found; None for a check of the rubric.
    """

    key: str
    label_en: str
    label_zh: str
    kind: str
    group: str
    evidence: float
    excess: float | None = None
    unit: ExcessUnit = "none"
    error: float | None = None
    refuted: bool = False
    as_of: date | None = None

    @property
    def held(self) -> bool:
        """Whether it does not speak against the company."""
        return self.evidence <= 0


def checked_claims(evidence: Evidence, settings: CredibilitySettings) -> tuple[CheckedClaim, ...]:
    """Every claim that a run, a document or a computation confirms or contradicts."""
    return (
        *_benchmark_claims(evidence, settings),
        *_ledger_claims(evidence, settings),
        *_sized_checks(evidence, settings),
        *_fixed_checks(evidence, settings),
    )


def refuted_claims(evidence: Evidence, settings: CredibilitySettings | None) -> tuple[CheckedClaim, ...]:
    """The material claims that an honest error does not explain."""
    checked = () if settings is None else checked_claims(evidence, settings)
    return tuple(claim for claim in checked if claim.refuted)


@dataclass(frozen=True, slots=True)
class _Measured:
    """An excess with what may honestly make it: in the unit of the comparison."""

    excess: float
    honest_error: float
    standard_error: float = 0.0
    material: float = math.inf

    @property
    def error(self) -> float:
        return math.hypot(self.honest_error, self.standard_error)

    def evidence(self, settings: CredibilitySettings, *, may_speak_for: bool = True) -> float:
        """Log likelihood ratio; a claim that its measurement excludes never speaks for the company."""
        found = log_likelihood_ratio(self.excess / self.error, settings.inflation)
        excluded = self.excess > self.honest_error + _EXCLUDED * self.standard_error
        return max(found, 0.0) if excluded or not may_speak_for else found

    def is_refuted(self, settings: CredibilitySettings) -> bool:
        """Material, and an honest error would make it so rarely that doubt is left out."""
        return self.excess >= self.material and float(ndtr(-self.excess / self.error)) <= settings.beyond_doubt


def _benchmark_claims(evidence: Evidence, settings: CredibilitySettings) -> Iterator[CheckedClaim]:
    """A score that comes out counts for the company only where its test was found clean."""
    own = settings.benchmarks
    clean = truth(own.speak_when, evidence, {}) is True
    for fact in evidence.history(CLAIM_CHECK):
        if not isinstance(fact.value, int | float):
            continue
        found = _Measured(float(fact.value), own.honest_error, fact.standard_error or 0.0, own.material)
        labels = evidence.registry.task_labels((fact.source.reference or CLAIM_CHECK).rsplit(" ", 1)[0])
        weight = found.evidence(settings, may_speak_for=clean)
        group = f"run {fact.source.run_id}"
        checked = _claim(CLAIM_CHECK, labels, own.kind, group, weight, found, "points", settings)
        yield replace(checked, as_of=fact.as_of)


def _ledger_claims(evidence: Evidence, settings: CredibilitySettings) -> Iterator[CheckedClaim]:
    """Claims that the ledger itself confirms or contradicts."""
    for field in evidence.registry.fields:
        pair = _claim_and_found(field, evidence) if field.is_numeric else None
        kind = settings.kind_of_stage(field.stage)
        measured = None if pair is None else _flattering_excess(*pair, field, kind, settings)
        if pair is not None and measured is not None:
            found = pair[1]
            unit: ExcessUnit = "points" if field.unit == "fraction" else "share"
            labels = (field.label_en, field.label_zh)
            checked = _claim(
                field.key, labels, kind.code, found.group, measured.evidence(settings), measured, unit, settings
            )
            yield replace(checked, as_of=found.as_of)


class _Found(NamedTuple):
    """What stronger evidence says: of one fact, or derived from several."""

    value: float
    as_of: date
    group: str
    standard_error: float = 0.0


def _claim_and_found(field: Field, evidence: Evidence) -> tuple[float, _Found] | None:
    """A claim with what stronger evidence of the same date says, stored or derived; None where they never met."""
    reading = evidence.reading(field.key)
    inputs = [entry for entry in reading.inputs if not entry.lagged]
    weak = weakest_level(reading.inputs).strength <= EvidenceLevel.CLAIMED.strength
    if not isinstance(reading.value, float) or not inputs or weak or not math.isfinite(reading.value):
        return None
    newest = max(inputs, key=lambda entry: entry.fact.as_of).fact
    claim = _claim_beside(evidence, field.key, newest)
    if claim is None:
        return None
    own = newest.standard_error if newest.key == field.key else None
    return claim, _Found(reading.value, newest.as_of, newest.source.title, own or 0.0)


def _claim(
    key: str,
    labels: tuple[str, str],
    kind: str,
    group: str,
    weight: float,
    found: _Measured,
    unit: ExcessUnit,
    settings: CredibilitySettings,
) -> CheckedClaim:
    refuted = found.is_refuted(settings)
    return CheckedClaim(key, *labels, kind, group, weight, found.excess, unit, found.error, refuted)


def _claim_beside(evidence: Evidence, key: str, found: Fact) -> float | None:
    """The newest claim of the same date; what a run measures of the model answers any claim of the year before."""
    claims = (fact for fact in evidence.history(key) if fact.level is EvidenceLevel.CLAIMED)
    reach = _CLAIM_STANDS_DAYS if found.level is EvidenceLevel.MEASURED else LAG_TOLERANCE_DAYS
    near = [fact.value for fact in claims if -LAG_TOLERANCE_DAYS <= (found.as_of - fact.as_of).days <= reach]
    return float(near[-1]) if near and isinstance(near[-1], int | float) else None


def _flattering_excess(
    claim: float, found: _Found, field: Field, kind: ClaimKind, settings: CredibilitySettings
) -> _Measured | None:
    """By how much the claim was better than the figure found, either way where the field has no direction."""
    absolute = settings.ledger.absolute_error.get(field.unit)
    scale = 1.0 if absolute else abs(found.value)
    if scale == 0:
        return _Measured(0.0, kind.relative_error) if claim == 0 else None
    honest = absolute or kind.relative_error
    if field.unit == "fraction":
        honest *= max(abs(found.value), 1.0)
    difference = (claim - found.value) / scale
    excess = {"higher": difference, "lower": -difference}.get(field.better, abs(difference))
    return _Measured(excess, honest, found.standard_error / scale, settings.ledger.material_errors * honest)


def _sized_checks(evidence: Evidence, settings: CredibilitySettings) -> Iterator[CheckedClaim]:
    for check in settings.sized:
        value = operand_value(check.value, evidence, {})
        counts = check.counts_when is None or truth(check.counts_when, evidence, {}) is True
        if not isinstance(value, float) or not counts or not math.isfinite(value):
            continue
        excess = _excess_of(check, value)
        if excess is not None:
            found = _Measured(excess, check.honest_error)
            unit: ExcessUnit = "factor" if check.scale == "log" else "points"
            weight = found.evidence(settings)
            yield _claim(
                check.key, (check.label_en, check.label_zh), check.kind, check.key, weight, found, unit, settings
            )


def _excess_of(check: SizedCheck, value: float) -> float | None:
    if check.scale == "log":
        if value <= 0:
            return None
        difference = math.log(value / check.expected)
    else:
        difference = value - check.expected
    return {"higher": difference, "lower": -difference}.get(check.flatters, abs(difference))


def _fixed_checks(evidence: Evidence, settings: CredibilitySettings) -> Iterator[CheckedClaim]:
    for check in settings.fixed:
        broken = truth(check.broken_when, evidence, {}) is True
        if broken or truth(check.held_when, evidence, {}) is True:
            weight = check.broken if broken else check.held
            yield CheckedClaim(check.key, check.label_en, check.label_zh, check.kind, check.key, weight)

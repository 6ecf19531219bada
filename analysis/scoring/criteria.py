"""From evidence to what is believed of each criterion: points, and how sure they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from analysis.evidence.conditions import truth
from analysis.evidence.readings import NOT_APPLICABLE, Absence, Input, Reading, unique_inputs, weakest_level
from analysis.evidence.result_fields import stage_of_key
from analysis.evidence.state import Evidence
from analysis.scoring.credibility import Credibility
from analysis.scoring.open_keys import missing_keys
from analysis.scoring.rubric_schema import Anchors, Band, Criterion
from analysis.scoring.scoring_settings import Scoring
from analysis.scoring.settings import KnownLevel
from analysis.scoring.value_functions import criterion_points
from data.records import EvidenceLevel, Fact

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of one criterion: a beta distribution of its points by mean and standard deviation.

    Attributes:
        criterion: The criterion.
        applies: False when it leaves its category, and the rest is rescaled.
        points: Points on the evidence as it stands, None where there is none.
        level: Level the evidence counts at; missing where there is none.
        mean: Points, 0..100, after the pull to the missing mean and the discount of claims.
        sd: Points.
        inputs: Facts it rests on.
        source: The source that sets the level, "" where there is none; criteria of one source err together.
        reason_en: Why it is missing or does not apply; empty otherwise.
        reason_zh: The same in Chinese.
    """

    criterion: Criterion
    applies: bool
    points: float | None
    level: EvidenceLevel
    mean: float
    sd: float
    inputs: tuple[Input, ...]
    source: str
    reason_en: str = ""
    reason_zh: str = ""


def criterion_belief(
    criterion: Criterion, evidence: Evidence, scoring: Scoring, *, as_of: date, trust: Credibility | None
) -> Belief:
    """What the evidence says of one criterion on that day.

    Unknown evidence gives the criterion's own prior, never zero points. A condition `applies_when` that is unknown
    keeps the criterion.
    """
    marked = evidence.stored_reading(criterion.key)
    if marked.value is NOT_APPLICABLE:
        return _departed(criterion, scoring, marked)
    if criterion.applies_when is not None and truth(criterion.applies_when, evidence, {}) is False:
        reason = Reading(NOT_APPLICABLE, (), "Its condition is not met.", "不满足适用条件。")
        return _departed(criterion, scoring, reason)
    points = criterion_points(criterion, evidence)
    if points is NOT_APPLICABLE:
        return _departed(criterion, scoring, _first_absent(criterion, evidence, NOT_APPLICABLE))
    if isinstance(points, Absence):
        return missing_belief(criterion, scoring, *_missing_reason(criterion, evidence))
    return _known_belief(criterion, points, evidence, scoring, as_of=as_of, trust=trust)


def missing_belief(criterion: Criterion, scoring: Scoring, reason_en: str, reason_zh: str) -> Belief:
    """The criterion's own prior, for want of evidence."""
    mean, sd = _bounded(criterion.missing.mean, criterion.missing.sd, scoring)
    level = EvidenceLevel.MISSING
    return Belief(criterion, True, None, level, mean, sd, (), "", reason_en, reason_zh)


def _departed(criterion: Criterion, scoring: Scoring, reading: Reading) -> Belief:
    prior = missing_belief(criterion, scoring, reading.reason_en, reading.reason_zh)
    return Belief(
        criterion, False, None, prior.level, prior.mean, prior.sd, (), "", reading.reason_en, reading.reason_zh
    )


def _known_belief(
    criterion: Criterion, points: float, evidence: Evidence, scoring: Scoring, *, as_of: date, trust: Credibility | None
) -> Belief:
    inputs = _inputs_of(criterion, evidence)
    level = evidence_level(criterion, inputs, evidence)
    error = _error_share(criterion, inputs, evidence)
    shortfall = _shortfall(criterion, evidence, scoring, trust)
    mean, sd = believed_moments(criterion, points, level, scoring, shortfall=shortfall, error=error)
    age = _months_of_age(inputs, evidence, scoring, as_of)
    aged = min(sd * 2 ** (age / scoring.ageing.months_to_double_variance / 2), criterion.missing.sd)
    mean, sd = _bounded(mean, max(sd, aged), scoring)
    return Belief(criterion, True, points, level, mean, sd, inputs, _source_of(inputs))


def believed_moments(
    criterion: Criterion,
    points: float,
    level: EvidenceLevel,
    scoring: Scoring,
    *,
    shortfall: float = 0.0,
    error: float = 0.0,
) -> tuple[float, float]:
    """Mean and standard deviation of the points before ageing and before the bounds of a beta distribution.

    Args:
        criterion: Gives the spread per level and the prior of the missing.
        points: 0..100.
        level: claimed, documented or measured.
        scoring: Settings of the rubric.
        shortfall: Of the company's word on claims of this kind, -1..1; discounts and widens what is merely claimed, or
            the reverse. What flatters the company less than knowing nothing is believed either way.
        error: Points that a standard error of the value makes; added in quadrature, the sum no wider than claimed.
    """
    code = known_level(level)
    pull, sd = scoring.pull(code), criterion.evidence_sd[code]
    discount = 0.0
    if scoring.credibility is not None and level is EvidenceLevel.CLAIMED:
        settings = scoring.credibility
        discount = settings.discount * max(shortfall, 0.0)
        relief = settings.relief if points > criterion.missing.mean else 0.0
        pull *= 1 + relief * min(shortfall, 0.0)
        sd *= 1 + settings.widening * shortfall
        sd = min(max(sd, criterion.evidence_sd["documented"]), criterion.missing.sd)
    widest = max(sd, criterion.evidence_sd["claimed"])
    mean = ((1 - pull) * points + pull * criterion.missing.mean) * (1 - discount)
    return mean, min(math.hypot(sd, error), widest)


def _shortfall(criterion: Criterion, evidence: Evidence, scoring: Scoring, trust: Credibility | None) -> float:
    """How much less than anybody's word the company's is worth on claims of the criterion's kind."""
    if trust is None or scoring.credibility is None:
        return 0.0
    stage = stage_of_key(criterion.reads[0], evidence.registry, evidence.results)
    return trust.by_kind[scoring.credibility.kind_of_stage(stage).code].shortfall


def _bounded(mean: float, sd: float, scoring: Scoring) -> tuple[float, float]:
    """The moments as a beta distribution can have them: mean clipped, sd below a share of the largest of that mean."""
    low, high = scoring.mean_clip
    share = min(max(mean / 100, low), high)
    return 100 * share, min(sd, scoring.sd_cap_share * 100 * math.sqrt(share * (1 - share)))


def known_level(level: EvidenceLevel) -> KnownLevel:
    """The level's name where there is evidence; what is missing has none and counts as claimed."""
    if level is EvidenceLevel.MEASURED:
        return "measured"
    return "documented" if level is EvidenceLevel.DOCUMENTED else "claimed"


def evidence_level(criterion: Criterion, inputs: tuple[Input, ...], evidence: Evidence) -> EvidenceLevel:
    """The weakest level among the known inputs; claimed when a condition set for better evidence is not met."""
    if criterion.claimed_unless is not None and truth(criterion.claimed_unless, evidence, {}) is not True:
        return EvidenceLevel.CLAIMED
    return weakest_level(inputs) if inputs else EvidenceLevel.CLAIMED


def _inputs_of(criterion: Criterion, evidence: Evidence) -> tuple[Input, ...]:
    readings = (evidence.reading(key) for key in criterion.reads)
    return unique_inputs([entry for reading in readings if reading.is_known for entry in reading.inputs])


def _source_of(inputs: tuple[Input, ...]) -> str:
    if not inputs:
        return ""
    return source_name(min(inputs, key=lambda entry: entry.fact.level.strength).fact)


def source_name(fact: Fact) -> str:
    """A name that two facts share exactly when they were read in the same document or made by the same run."""
    source = fact.source
    return f"{source.kind}|{source.title}|{source.dated or ''}|{source.run_id or ''}"


def _months_of_age(inputs: tuple[Input, ...], evidence: Evidence, scoring: Scoring, as_of: date) -> float:
    fields = evidence.registry.by_key
    exempt = {key for key, field in fields.items() if field.period in scoring.ageing.exempt_periods}
    dates = [entry.fact.as_of for entry in inputs if not entry.lagged and entry.fact.key not in exempt]
    return max((as_of - min(dates)).days / DAYS_PER_MONTH, 0.0) if dates else 0.0


def _error_share(criterion: Criterion, inputs: tuple[Input, ...], evidence: Evidence) -> float:
    """Points of spread that the standard errors of the values make, added in quadrature."""
    function = criterion.value
    named = function.standard_error if isinstance(function, Anchors | Band) else None
    shares = []
    for entry in inputs:
        error = entry.fact.standard_error
        if named is not None and entry.fact.key == criterion.reads[0]:
            value = evidence.reading(named).value
            error = value if isinstance(value, float) else None
        if error is not None and not entry.lagged:
            shares.append(_half_difference(criterion, entry.fact, error, evidence))
    return math.hypot(*shares)


def _half_difference(criterion: Criterion, fact: Fact, error: float, evidence: Evidence) -> float:
    value = fact.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    here = criterion_points(criterion, evidence)
    ends = [criterion_points(criterion, evidence.with_value(fact, value + shift)) for shift in (error, -error)]
    above, below = (here if isinstance(end, Absence) else end for end in ends)
    return abs(above - below) / 2 if isinstance(above, float) and isinstance(below, float) else 0.0


def _first_absent(criterion: Criterion, evidence: Evidence, wanted: Absence) -> Reading:
    readings = (evidence.reading(key) for key in criterion.reads)
    return next((reading for reading in readings if reading.value is wanted), Reading(wanted))


def _missing_reason(criterion: Criterion, evidence: Evidence) -> tuple[str, str]:
    labels = [(_label(key, evidence, "en"), _label(key, evidence, "zh")) for key in missing_keys(criterion, evidence)]
    if not labels:
        return "The known facts decide none of its cases.", "已知事实不足以判定任何一种情形。"
    return (
        f"Not known: {', '.join(english for english, _ in labels)}.",
        f"未知：{'、'.join(chinese for _, chinese in labels)}。",
    )


def _label(key: str, evidence: Evidence, language: str) -> str:
    definition = evidence.registry.by_key.get(key) or next((r for r in evidence.results if r.key == key), None)
    return definition.label(language) if definition else key

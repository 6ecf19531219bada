"""One startup assessed: what may be expected of it against what must be feared, with everything the answer rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.state import Evidence
from analysis.scoring.axes import CategoryMoments, Term, category_moments, scored_terms
from analysis.scoring.credibility import Credibility, credibility
from analysis.scoring.criteria import criterion_belief
from analysis.scoring.dependence import belief_draws
from analysis.scoring.evidence_shares import EvidenceShares, evidence_shares
from analysis.scoring.rubric import Rubric, rubric_hash
from analysis.scoring.rules import Cap, Finding, GateState, OpenQuestion, SetAside, capped_verdict, rule_results
from analysis.scoring.settings import AxisCode, Profile, Verdict
from analysis.scoring.verdicts import VerdictProbabilities, uncapped_verdict, verdict_probabilities
from data.records import EvidenceLevel, Points, Registry

FloatArray = NDArray[np.float64]
LOW_PERCENTILE, HIGH_PERCENTILE = 5.0, 95.0
DEFAULT_DRAWS = 10_000


class AxisMeans(NamedTuple):
    """Means of both axes in points."""

    expectation: float
    risk: float


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion as scored.

    Attributes:
        points: On the evidence as it stands, 0..100, None where there is none.
        level: Level the evidence counts at.
        mean: Mean of the distribution of its points.
        sd: Standard deviation of that distribution.
        weight: Share of the axis it carries in this profile, after rescaling; 0 if it does not apply.
        contribution: Points it adds to the mean of its axis.
        facts: Keys of the facts it rests on.
        reason_en: Why it is missing or does not apply, empty otherwise.
        reason_zh: The same in Chinese.
    """

    key: str
    axis: AxisCode
    category: str
    applies: bool
    points: float | None
    level: EvidenceLevel
    mean: float
    sd: float
    weight: float
    contribution: float
    facts: tuple[str, ...]
    reason_en: str
    reason_zh: str


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """Everything an assessment says.

    Attributes:
        expectation: Points on the axis of expectation, higher is better.
        risk: Points on the axis of risk, higher is worse.
        by_category: Points per category, in the direction of its axis.
        probabilities: Shares of draws behind the verdict.
        verdict: After caps.
        verdict_before_caps: What the scores alone would give.
        cap: The cap that held the verdict down, None if none did.
        caps: All caps of open or unknown gates and of open findings, whether they hold it down or not.
        credibility: What the company's word is worth, None where the rubric does not weigh it.
        terms: Criteria with their distributions and weights, sorted by key.
        moments: Joint moments of the categories, for other weightings.
        expectation_draws: Shape (draws,), paired with `risk_draws`.
    """

    as_of: date
    profile: str
    rubric_hash: str
    draws: int
    expectation: Points
    risk: Points
    by_category: Mapping[str, Points]
    criteria: tuple[CriterionResult, ...]
    gates: tuple[GateState, ...]
    findings: tuple[Finding, ...]
    questions: tuple[OpenQuestion, ...]
    probabilities: VerdictProbabilities
    verdict: Verdict
    verdict_before_caps: Verdict
    cap: Cap | None
    caps: tuple[Cap, ...]
    credibility: Credibility | None
    evidence_shares: EvidenceShares
    terms: tuple[Term, ...]
    moments: CategoryMoments
    expectation_draws: FloatArray
    risk_draws: FloatArray

    @property
    def open_gates(self) -> tuple[str, ...]:
        """Rules of the gates that hold it back."""
        return tuple(gate.rule for gate in self.gates if gate.outcome == "open" and gate.set_aside is None)


def assess(
    evidence: Evidence,
    rubric: Rubric,
    registry: Registry,
    *,
    as_of: date,
    rng: np.random.Generator,
    profile: str | None = None,
    draws: int = DEFAULT_DRAWS,
    set_aside: Mapping[str, SetAside] | None = None,
) -> Assessment:
    """The assessment of one startup on one day; other startups have no influence on it.

    Args:
        evidence: Its ledger.
        rubric: Criteria, rules and settings.
        registry: Gives the stage of every field.
        as_of: Day of assessment; evidence ages up to it.
        rng: Source of the draws; the same state gives the same assessment.
        profile: Key of an investor profile, None for the rubric's default.
        draws: Number of joint draws of all criteria.
        set_aside: Findings that an analyst decided not to count, by key of the rule.

    Raises:
        InvalidInput: if the profile does not exist or a finding is set aside without reason and source.
    """
    investor = rubric.profile(profile)
    known = evidence.on(as_of)
    trust = credibility(known, rubric.scoring.credibility)
    terms = _believed_terms(known, rubric, investor, trust, as_of)
    points = belief_draws([term.belief for term in terms], rubric.scoring.dependence, rng=rng, draws=draws)
    expectation, risk = axis_draws(terms, points, "expectation"), axis_draws(terms, points, "risk")
    results = rule_results(rubric, known, set_aside)
    probabilities = verdict_probabilities(expectation, risk, rubric.scoring.verdict_lines)
    before = uncapped_verdict(probabilities, rubric.scoring.verdict_lines)
    verdict, cap = capped_verdict(before, results.caps, rubric)
    return Assessment(
        as_of=as_of,
        profile=investor.key,
        rubric_hash=rubric_hash(rubric),
        draws=draws,
        expectation=interval(expectation, _mean(terms, "expectation")),
        risk=interval(risk, _mean(terms, "risk")),
        by_category={code: _category_interval(terms, points, code) for code in rubric.category_codes},
        criteria=tuple(_criterion_result(term) for term in terms),
        gates=results.gates,
        findings=results.findings,
        questions=results.questions,
        probabilities=probabilities,
        verdict=verdict,
        verdict_before_caps=before,
        cap=cap,
        caps=results.caps,
        credibility=trust,
        evidence_shares=evidence_shares(terms, rubric, registry),
        terms=terms,
        moments=category_moments(terms, rubric),
        expectation_draws=expectation,
        risk_draws=risk,
    )


def axis_means(evidence: Evidence, rubric: Rubric, *, as_of: date, profile: str | None = None) -> AxisMeans:
    """Means of both axes alone, in points, exact and without drawing; the same as in `assess`.

    Raises:
        InvalidInput: if the profile does not exist.
    """
    known = evidence.on(as_of)
    trust = credibility(known, rubric.scoring.credibility)
    terms = _believed_terms(known, rubric, rubric.profile(profile), trust, as_of)
    return AxisMeans(_mean(terms, "expectation"), _mean(terms, "risk"))


def _believed_terms(
    known: Evidence, rubric: Rubric, investor: Profile, trust: Credibility | None, as_of: date
) -> tuple[Term, ...]:
    beliefs = [criterion_belief(c, known, rubric.scoring, as_of=as_of, trust=trust) for c in rubric.criteria]
    return scored_terms(rubric, investor, beliefs)


def generator_for(slug: str, seed: int) -> np.random.Generator:
    """A generator of a startup's own, so that its draws do not depend on which other startups are assessed."""
    digest = hashlib.sha256(slug.encode()).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest[:16], dtype=np.uint32).tolist()])


def axis_draws(terms: tuple[Term, ...], points: FloatArray, axis: AxisCode) -> FloatArray:
    """Points of an axis in every draw, shape (draws,), from the criteria's points, shape (criteria, draws)."""
    chosen = np.array([term.belief.criterion.axis == axis for term in terms])
    slopes = np.array([term.axis_slope for term in terms])
    constant = sum(term.category_weight * term.intercept for term in terms if term.belief.criterion.axis == axis)
    result: FloatArray = constant + (slopes * chosen) @ points
    return result


def interval(draws: FloatArray, mean: float | None = None) -> Points:
    """The 90 % interval of the draws, from the 5th to the 95th percentile, with the exact mean where it is known."""
    low, high = np.percentile(draws, [LOW_PERCENTILE, HIGH_PERCENTILE])
    return Points(float(np.mean(draws)) if mean is None else mean, float(low), float(high))


def _mean(terms: tuple[Term, ...], axis: AxisCode) -> float:
    return sum(term.contribution for term in terms if term.belief.criterion.axis == axis)


def _category_interval(terms: tuple[Term, ...], points: FloatArray, code: str) -> Points:
    members = [place for place, term in enumerate(terms) if term.belief.criterion.category == code]
    slopes = np.array([terms[place].slope for place in members])
    constant = sum(terms[place].intercept for place in members)
    mean = constant + sum(terms[place].slope * terms[place].belief.mean for place in members)
    return interval(constant + slopes @ points[members], float(mean))


def _criterion_result(term: Term) -> CriterionResult:
    belief = term.belief
    return CriterionResult(
        key=term.key,
        axis=belief.criterion.axis,
        category=belief.criterion.category,
        applies=belief.applies,
        points=belief.points,
        level=belief.level,
        mean=belief.mean,
        sd=belief.sd,
        weight=term.category_weight * term.share,
        contribution=term.contribution,
        facts=tuple(dict.fromkeys(entry.fact.key for entry in belief.inputs)),
        reason_en=belief.reason_en,
        reason_zh=belief.reason_zh,
    )


def assessment_json(assessment: Assessment) -> str:
    """The assessment as JSON with sorted keys, without the draws themselves; equal assessments give equal text."""
    omitted = {"terms", "moments", "expectation_draws", "risk_draws"}
    content = {f.name: _plain(getattr(assessment, f.name)) for f in fields(assessment) if f.name not in omitted}
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


__all__ = [
    "Assessment",
    "AxisMeans",
    "CriterionResult",
    "SetAside",
    "assess",
    "assessment_json",
    "axis_draws",
    "axis_means",
    "generator_for",
    "interval",
]

"""What a company's word is worth, learnt from the claims of its that were checked."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.evidence.conditions import truth
from analysis.evidence.state import LAG_TOLERANCE_DAYS, Evidence
from analysis.scoring.settings import CredibilitySettings
from data.records import EvidenceLevel, Fact, Field


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """One claim against what was found: a check of the rubric, or a claimed fact beside stronger evidence.

    Attributes:
        key: Check of the rubric, or field of the registry.
        label_en: Its name.
        label_zh: Its name in Chinese.
        held: Whether the claim held.
        weight: Count it adds to the held or the broken ones.
    """

    key: str
    label_en: str
    label_zh: str
    held: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Credibility:
    """Share of the company's claims expected to hold, and how far that moves what it only claims.

    Attributes:
        mean: Posterior mean of the share, 0..1, of a beta distribution.
        sd: Its standard deviation.
        prior_mean: The share before any claim was checked.
        shortfall: 1 when no claim can be trusted, 0 at the prior, -1 when all can.
        checked: The claims behind it.
    """

    mean: float
    sd: float
    prior_mean: float
    shortfall: float
    checked: tuple[CheckedClaim, ...]


def credibility(evidence: Evidence, settings: CredibilitySettings | None) -> Credibility | None:
    """The company's credibility by beta-binomial updating, None where the rubric does not weigh it.

    Source: Gelman et al., Bayesian Data Analysis, 3rd edition, section 2.4; the counts are weights, not whole claims.
    """
    if settings is None:
        return None
    checked = (*_rubric_checks(evidence, settings), *_ledger_checks(evidence, settings))
    held = settings.prior_held + sum(claim.weight for claim in checked if claim.held)
    broken = settings.prior_broken + sum(claim.weight for claim in checked if not claim.held)
    mean, total = held / (held + broken), held + broken
    prior = settings.prior_held / (settings.prior_held + settings.prior_broken)
    shortfall = (prior - mean) / prior if mean < prior else (prior - mean) / (1 - prior)
    return Credibility(mean, math.sqrt(mean * (1 - mean) / (total + 1)), prior, shortfall, checked)


def _rubric_checks(evidence: Evidence, settings: CredibilitySettings) -> Iterator[CheckedClaim]:
    for check in settings.checks:
        broken = truth(check.broken_when, evidence, {}) is True
        if broken or truth(check.held_when, evidence, {}) is True:
            yield CheckedClaim(check.key, check.label_en, check.label_zh, not broken, check.weight)


def _ledger_checks(evidence: Evidence, settings: CredibilitySettings) -> Iterator[CheckedClaim]:
    """Claims that the ledger itself confirms or contradicts; an error to the company's disadvantage counts as held."""
    for field in evidence.registry.fields:
        found = evidence.current.get(field.key)
        if not field.is_numeric or found is None or found.level.strength <= EvidenceLevel.CLAIMED.strength:
            continue
        claim = _claim_of_same_date(evidence, found)
        if claim is not None:
            excess = _flattering_excess(claim, found, field)
            if excess is not None:
                held = excess <= settings.ledger_tolerance
                yield CheckedClaim(field.key, field.label_en, field.label_zh, held, settings.ledger_weight)


def _claim_of_same_date(evidence: Evidence, found: Fact) -> Fact | None:
    claims = (fact for fact in evidence.history(found.key) if fact.level is EvidenceLevel.CLAIMED)
    near = [fact for fact in claims if abs((fact.as_of - found.as_of).days) <= LAG_TOLERANCE_DAYS]
    return near[-1] if near else None


def _flattering_excess(claim: Fact, found: Fact, field: Field) -> float | None:
    """By how much of the found value the claim was better, either way where the field has no direction."""
    if not isinstance(claim.value, int | float) or not isinstance(found.value, int | float):
        return None
    if found.value == 0:
        return 0.0 if claim.value == 0 else None
    relative = (claim.value - found.value) / abs(found.value)
    return {"higher": relative, "lower": -relative}.get(field.better, abs(relative))

"""What a company's word is worth, learnt from how far and how surely its checked claims were off."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.evidence.state import Evidence
from analysis.scoring.comparisons import CheckedClaim, checked_claims
from analysis.scoring.credibility_settings import ClaimKind, CredibilitySettings
from analysis.scoring.inflation import Weighed, carried_odds, log_odds, probability


@dataclass(frozen=True, slots=True)
class Trust:
    """Share of the company's claims expected to hold, 0..1, and how far that is from what is expected of anybody.

    Attributes:
        mean: Posterior mean of the share.
        shortfall: Towards 1 the fewer are expected to hold, 0 at the prior, towards -1 the more.
    """

    mean: float
    shortfall: float


@dataclass(frozen=True, slots=True)
class Credibility:
    """What the checked claims say of all others.

    Attributes:
        overall: From all checked claims alike.
        sd: Standard deviation of the overall share over the two kinds of company.
        prior_mean: The share before any claim was checked.
        inflating: Probability that the company inflates.
        by_kind: Trust in claims of each kind, by code.
        checked: The claims behind it.
    """

    overall: Trust
    sd: float
    prior_mean: float
    inflating: float
    by_kind: Mapping[str, Trust]
    checked: tuple[CheckedClaim, ...]


def credibility(evidence: Evidence, settings: CredibilitySettings | None) -> Credibility | None:
    """The company's credibility, None where the rubric does not weigh it.

    Bayes' rule on two kinds of company, one that states what it believes and one that inflates. The habit found in one
    kind of claims carries over to another with the probability the rubric gives.
    """
    if settings is None:
        return None
    checked = checked_claims(evidence, settings)
    inflating = _inflating(checked, settings, None)
    spread = (settings.hold_honest - settings.hold_inflating) * math.sqrt(inflating * (1 - inflating))
    by_kind = {kind.code: trust(_inflating(checked, settings, kind), settings) for kind in settings.kinds}
    return Credibility(trust(inflating, settings), spread, settings.prior_mean, inflating, by_kind, checked)


def _inflating(checked: Sequence[CheckedClaim], settings: CredibilitySettings, kind: ClaimKind | None) -> float:
    """Probability that the company inflates its claims of a kind, of any kind for None."""
    same_run, prior = settings.inflation.same_run, settings.prior_inflating
    if kind is None:
        return probability(prior, log_odds([Weighed(claim.group, claim.evidence) for claim in checked], same_run))
    odds = 0.0
    for own in settings.kinds:
        weighed = [Weighed(claim.group, claim.evidence) for claim in checked if claim.kind == own.code]
        odds += carried_odds(log_odds(weighed, same_run), own.bears_on[kind.code], prior)
    return probability(prior, odds)


def trust(inflating: float, settings: CredibilitySettings) -> Trust:
    """What a probability of inflating leaves of the company's word."""
    mean = (1 - inflating) * settings.hold_honest + inflating * settings.hold_inflating
    prior = settings.prior_mean
    return Trust(mean, (prior - mean) / prior if mean < prior else (prior - mean) / (1 - prior))

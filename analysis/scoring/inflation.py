"""How much one checked claim speaks for a company that inflates, by the size of its excess.

Two kinds of company: one states what it believes, so that the excess of a claim over what was found, in units of an
honest error, follows Student's t; the other inflates a share of its claims, whose excess follows a two-piece density,
on the left of zero of the honest shape, on the right wider and heavier-tailed. The logarithm of the likelihood ratio is
what a claim adds to the log odds of inflating: mildly negative for a claim that holds, growing with the lie.
Source: two-piece densities, Fernández & Steel 1998, Journal of the American Statistical Association 93(441), 359-371;
the mixture and its parameters are the rubric's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.scoring.credibility_settings import InflationModel


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one checked claim adds to the log odds, and the run or document it was checked by."""

    group: str
    evidence: float


def log_likelihood_ratio(excess: float, model: InflationModel) -> float:
    """Natural logarithm of the density of an inflating company over that of an honest one; never falls with the excess.

    Args:
        excess: Claimed less found in the company's favour, in units of an honest error.
        model: Of the rubric.
    """
    right = model.width / _peak(model.degrees_inflated)
    scale = 2 / (1 / _peak(model.degrees_honest) + right)
    if excess <= 0:
        inflated = scale / _peak(model.degrees_honest)
    else:
        tail = _log_kernel(excess / model.width, model.degrees_inflated) - _log_kernel(excess, model.degrees_honest)
        inflated = scale / _peak(model.degrees_honest) * math.exp(tail)
    return math.log1p(model.share * (inflated - 1))


def log_odds(weighed: Iterable[Weighed], same_run: float) -> float:
    """What all checked claims add to the log odds, claims of one run or document not being independent.

    Within a group the largest claim against the company and the largest for it count whole, the others at `same_run`;
    so a further claim that speaks against it always adds.
    """
    groups: dict[str, list[float]] = {}
    for claim in weighed:
        groups.setdefault(claim.group, []).append(claim.evidence)
    against = (_sizes_together([max(value, 0.0) for value in values], same_run) for values in groups.values())
    in_favour = (_sizes_together([max(-value, 0.0) for value in values], same_run) for values in groups.values())
    return math.fsum(against) - math.fsum(in_favour)


def _sizes_together(sizes: Sequence[float], same_run: float) -> float:
    return (1 - same_run) * max(sizes) + same_run * math.fsum(sizes)


def probability(prior: float, odds: float) -> float:
    """Posterior probability from a prior one and what was added to its log odds."""
    shifted = math.log(prior / (1 - prior)) + odds
    return 1 / (1 + math.exp(-shifted)) if shifted >= 0 else math.exp(shifted) / (1 + math.exp(shifted))


def carried_odds(odds: float, share: float, prior: float) -> float:
    """What claims of one kind add to the log odds of inflating claims of another, given their own kind's.

    With probability `share` the company does the same there, else it is there like any company; so however sure the
    own kind's claims are, they convict or clear another kind only that far.

    Args:
        odds: What the claims add to the log odds of their own kind.
        share: Probability that the habit carries over; 1 for the own kind.
        prior: Probability of inflating before any claim.
    """
    if share >= 1:
        return odds
    carried = share * probability(prior, odds) + (1 - share) * prior
    return math.log(carried / (1 - carried)) - math.log(prior / (1 - prior))


def _peak(degrees: float) -> float:
    """Density of Student's t at zero."""
    log_peak = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)
    return math.exp(log_peak) / math.sqrt(degrees * math.pi)


def _log_kernel(value: float, degrees: float) -> float:
    """Logarithm of the density of Student's t over its peak."""
    return -(degrees + 1) / 2 * math.log1p(value * value / degrees)

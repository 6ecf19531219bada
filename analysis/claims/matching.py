"""Which measured score answers a claim, and in what the two protocols differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analysis.claims.protocol import Protocols, RunConditions, conditions, is_variant
from data.records import Claim, Score


class Difference(NamedTuple):
    """One condition in which claim and run differ, as each states it."""

    aspect: str
    claimed: str
    measured: str


@dataclass(frozen=True, slots=True)
class Match:
    """A score held against a claim.

    Attributes:
        score: The score.
        differences: Conditions that are known to differ; any makes the two not comparable.
        unverified: Conditions that one side does not state, so that nobody can tell.
    """

    score: Score
    differences: tuple[Difference, ...]
    unverified: tuple[str, ...]


def best_match(claim: Claim, scores: Sequence[Score], protocols: Protocols) -> Match | None:
    """The score that answers the claim best, None if its task was never run.

    Fewest differences first, then most items, then newest run; where the claim leaves open which of several answers
    of one run it means (metric or answer filter), the one that favours the claim.
    """
    matches = [compared(claim, score, protocols) for score in scores if score.task == claim.task]
    return min(matches, key=_preference, default=None)


def compared(claim: Claim, score: Score, protocols: Protocols) -> Match:
    """The conditions of the claim beside those of the score."""
    differences: list[Difference] = []
    unverified: list[str] = []
    for aspect, claimed, measured in conditions(claim, score, protocols.get(score.run_id or 0, RunConditions())):
        if claimed is None or measured is None:
            unverified.append(aspect)
        elif str(claimed).casefold() != str(measured).casefold():
            differences.append(Difference(aspect, str(claimed), str(measured)))
    if claim.items is not None and claim.items == score.n != score.total:
        unverified.append("which_items")
    return Match(score, tuple(differences), tuple(unverified))


def score_that_reaches(claim: Claim, scores: Sequence[Score], protocols: Protocols, margin: float) -> Score | None:
    """The score on most items that reaches the claim, but under another protocol; None if no run at hand does.

    Looked through are all scores of the claim's task and of its variants, such as the one with a chain of thought.
    """
    reaching = [
        score
        for score in scores
        if is_variant(claim.task, score.task)
        and (score.task != claim.task or compared(claim, score, protocols).differences)
        and _reaches(claim, score, margin)
    ]
    return max(reaching, key=lambda score: (score.n, score.run_id or 0), default=None)


def is_same_test_set(claim: Claim, score: Score) -> bool:
    """Whether claim and score speak of the whole test set, rather than each of a part of it."""
    return claim.items is None or claim.items == score.total


def _preference(match: Match) -> tuple[int, int, int, float]:
    score = match.score
    favour = score.value if score.higher_is_better else -score.value
    return (len(match.differences), -score.n, -(score.run_id or 0), -favour)


def _reaches(claim: Claim, score: Score, margin: float) -> bool:
    short = (claim.value - score.value) * (1 if score.higher_is_better else -1)
    return short <= margin and (claim.direction == "at_least" or short >= -margin)

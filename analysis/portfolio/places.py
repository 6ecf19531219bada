"""Startups in order of expectation, and how far that order is really known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.portfolio.standing import Standing
from analysis.ranking.ranks import probability_better, rank_interval
from analysis.scoring.assessment import Assessment
from analysis.scoring.settings import VerdictLines
from data.records import Startup

SURE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One row of the ranking.

    Attributes:
        best: Best rank in the range that holds 90 % of the draws.
        worst: Worst rank in it.
        beats_next: Probability that it has the higher expectation of itself and the next row, None in the last row.
    """

    standing: Standing
    assessment: Assessment
    best: int
    worst: int
    beats_next: float | None

    @property
    def is_separated(self) -> bool:
        """Whether a rule is drawn under the row."""
        return self.beats_next is not None and self.beats_next >= SURE

    @property
    def open_gates(self) -> tuple[str, ...]:
        """Keys of the gates that hold it back."""
        return self.assessment.open_gates


def ranking(standings: Sequence[Standing]) -> list[Place]:
    """The assessed startups by mean expectation, highest first, with the ranks 90 % of the draws allow."""
    judged = [(entry, entry.assessment) for entry in standings if entry.assessment is not None]
    ordered = sorted(judged, key=lambda pair: -pair[1].expectation.mean)
    assessments = {entry.startup.slug: assessment for entry, assessment in ordered}
    places = []
    for index, (entry, assessment) in enumerate(ordered):
        span = rank_interval(assessments, entry.startup.slug, by="expectation")
        following = ordered[index + 1][1] if index + 1 < len(ordered) else None
        ahead = None if following is None else probability_better(assessment, following, by="expectation")
        places.append(Place(entry, assessment, span.best, span.worst, ahead))
    return places


def leaders(places: Sequence[Place]) -> list[Place]:
    """The rows above the first rule: nobody in them is surely behind the next."""
    found: list[Place] = []
    for place in places:
        found.append(place)
        if place.is_separated:
            break
    return found


def tied_with(place: Place, places: Sequence[Place]) -> list[Place]:
    """Those of which neither is ahead of the other with 90 % probability."""
    return [other for other in places if other is not place and 1 - SURE < probability_ahead(place, other) < SURE]


def probability_ahead(place: Place, other: Place) -> float:
    """Probability that the first has the higher expectation."""
    return probability_better(place.assessment, other.assessment, by="expectation")


def clears_line(assessment: Assessment, lines: VerdictLines) -> bool:
    """Whether both means lie on the good side of the fund's line and no gate caps the verdict below it."""
    return assessment.verdict in {"invest", "invest_if"} and (
        assessment.expectation.mean >= lines.invest.expectation_at_least
        and assessment.risk.mean <= lines.invest.risk_at_most
    )


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the evidence supports saying.

    Attributes:
        kind: "none" judged, "only" one, a "single" leader, one that is "gated", several "tied", or "all_tied".
        count: Startups it speaks of.
        leader: Whom it names.
    """

    kind: str
    count: int
    leader: Startup | None = None


def conclusion(places: Sequence[Place]) -> Conclusion:
    """What the ranking comes to."""
    if not places:
        return Conclusion("none", 0)
    top = leaders(places)
    if len(top) == 1:
        kind = "gated" if top[0].open_gates else "single"
        return Conclusion("only" if len(places) == 1 else kind, 1, places[0].standing.startup)
    return Conclusion("all_tied" if len(top) == len(places) else "tied", len(top))

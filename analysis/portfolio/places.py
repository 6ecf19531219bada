"""Startups in a list: where each stands, and how far the order is really known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.ranking.reweighting import Reweighed
from analysis.scoring.settings import VerdictLines
from data.records import Judgement, KeptStanding, Points, RankedStartup, Startup

SURE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One row of a list.

    Attributes:
        key: Of the startup among the contenders.
        startup: The company.
        standing: As kept.
        expectation: Points from the viewpoint of the list.
        risk: The same.
        verdict: Likewise.
        chances: Of clearing the lines to invest, to invest on conditions, and to pass.
        best: Best rank in the range that holds 90 % of the draws.
        worst: Worst rank in it.
        beats_next: Probability that it stands before the next of all, None in the last place.
        ellipse: Closed line (risk, expectation) that holds 90 %.
        ordinal: Where the next page begins after this row.
    """

    key: int
    startup: Startup
    standing: KeptStanding
    expectation: Points
    risk: Points
    verdict: str
    chances: tuple[float, float, float]
    best: int
    worst: int
    beats_next: float | None
    ellipse: tuple[list[float], list[float]]
    ordinal: tuple[object, int]

    @property
    def slug(self) -> str:
        """Of the startup."""
        return self.startup.slug

    @property
    def is_separated(self) -> bool:
        """Whether a rule is drawn under the row."""
        return self.beats_next is not None and self.beats_next >= SURE

    @property
    def open_gates(self) -> tuple[str, ...]:
        """Keys of the gates that hold it back."""
        return self.standing.open_gates


def judged_place(ranked: RankedStartup, judgement: Judgement, weighed: Reweighed) -> Place:
    """The row of a startup as it was judged; its ranks come from the weighing of all."""
    detail = ranked.standing.detail
    chances = weighed.chances if detail is None else detail.chances
    return _place(ranked, judgement.expectation, judgement.risk, judgement.verdict, (*chances,), weighed)


def weighed_place(ranked: RankedStartup, weighed: Reweighed) -> Place:
    """The row of a startup under other weights than it was judged by."""
    return _place(ranked, weighed.expectation, weighed.risk, weighed.verdict, (*weighed.chances,), weighed)


def _place(
    ranked: RankedStartup,
    expectation: Points,
    risk: Points,
    verdict: str,
    chances: tuple[float, float, float],
    weighed: Reweighed,
) -> Place:
    return Place(
        key=ranked.key,
        startup=ranked.startup,
        standing=ranked.standing,
        expectation=expectation,
        risk=risk,
        verdict=verdict,
        chances=chances,
        best=weighed.best,
        worst=weighed.worst,
        beats_next=weighed.beats_next,
        ellipse=weighed.ellipse,
        ordinal=ranked.place,
    )


def leaders(places: Sequence[Place]) -> list[Place]:
    """The rows above the first rule: nobody in them is surely behind the next."""
    found: list[Place] = []
    for place in places:
        found.append(place)
        if place.is_separated:
            break
    return found


def clears_line(place: Place, lines: VerdictLines) -> bool:
    """Whether both means lie on the good side of the fund's line and no gate caps the verdict below it."""
    return place.verdict in {"invest", "invest_if"} and (
        place.expectation.mean >= lines.invest.expectation_at_least and place.risk.mean <= lines.invest.risk_at_most
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


def conclusion(places: Sequence[Place], total: int) -> Conclusion:
    """What the ranking comes to.

    Args:
        places: The first of it, highest expectation first.
        total: How many are judged.
    """
    if not places:
        return Conclusion("none", 0)
    top = leaders(places)
    if len(top) == 1:
        kind = "gated" if top[0].open_gates else "single"
        return Conclusion("only" if total == 1 else kind, 1, places[0].startup)
    return Conclusion("all_tied" if len(top) == total else "tied", len(top))

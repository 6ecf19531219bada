"""What a pasted table comes to once every doubt in it was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from analysis.claims.tables import ParsedClaim, ParsedTable
from data.catalogue import load_metrics
from data.profiles import is_same_score
from data.records import Claim
from pages.components.upload.protocol import GivenProtocol


class Answer(NamedTuple):
    """What a doubtful score was said to be; open while either part is None, left out where the task is empty.

    Attributes:
        task: The task, empty to leave the score out.
        reading: What the number means, in points of a full score.
    """

    task: str | None
    reading: float | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look."""
        return self.task is None or (self.task != "" and self.reading is None)


class Clash(NamedTuple):
    """Two rows that state the same score."""

    first: ParsedClaim
    second: ParsedClaim


@dataclass(frozen=True, slots=True)
class WholeTable:
    """What holds for every score of the table that does not say otherwise itself.

    Attributes:
        models: The startup's model behind each column that is its own.
        metric: Where the table names none; empty where the startup names none either.
        protocol: The other conditions.
        dated: Date of the claims.
        stated_in: Document and page.
    """

    models: Mapping[str, str]
    metric: str
    protocol: GivenProtocol
    dated: date | None
    stated_in: str | None


def all_parsed(table: ParsedTable, columns: Sequence[str]) -> list[ParsedClaim]:
    """The scores of some columns in the order of the table."""
    return sorted(
        (each for group in (table.matched, table.doubtful, table.unknown) for each in group if each.column in columns),
        key=lambda each: (each.row, columns.index(each.column), each.label),
    )


def sure_answer(parsed: ParsedClaim) -> Answer:
    """The answer as far as the table gives it."""
    return Answer(parsed.claim.task or None, parsed.readings[0] if len(parsed.readings) == 1 else None)


def chosen_claims(answers: Sequence[tuple[ParsedClaim, Answer]], whole: WholeTable) -> list[tuple[ParsedClaim, Claim]]:
    """The claims of all answered scores that were not left out, each beside the cell it comes from."""
    return [(parsed, _claim(parsed, answer, whole)) for parsed, answer in answers if answer.task and not answer.is_open]


def clashes(claims: Sequence[tuple[ParsedClaim, Claim]]) -> list[Clash]:
    """Pairs of cells that state the same score, of which one has to be left out."""
    return [
        Clash(first, second)
        for place, (first, claim) in enumerate(claims)
        for second, other in claims[place + 1 :]
        if is_same_score(claim, other)
    ]


def _claim(parsed: ParsedClaim, answer: Answer, whole: WholeTable) -> Claim:
    task, metric = answer.task or "", parsed.claim.metric or whole.metric
    scale = load_metrics().claimed_scale(task, metric)
    claim = replace(
        parsed.claim,
        task=task,
        value=parsed.value_on(scale, answer.reading),
        scale=scale,
        model=whole.models[parsed.column],
        metric=metric,
        dated=whole.dated,
        stated_in=whole.stated_in,
    )
    return whole.protocol.filled(claim)

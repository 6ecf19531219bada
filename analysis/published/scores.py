"""Published benchmark scores of models of known size: task, shots, and the harness where the source states it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from data.records import InvalidInput


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """One score as published.

    Attributes:
        task: lm-eval's name of the benchmark.
        parameters: All parameters, from the model's name or its report; None where the maker does not tell.
        active_parameters: Parameters used per token.
        score: Fraction; the mean where several reports differ.
        reports: Number of reports behind it.
        harness: What ran it, such as "lm-eval"; None where the source does not say.
        reported_in: The publications it was read in.
    """

    task: str
    metric: str
    shots: int
    model: str
    parameters: float | None
    active_parameters: float | None
    score: float
    reports: int
    harness: str | None
    reported_in: str
    source: str
    dated: date
    licence: str


def parse_published_scores(text: str) -> tuple[PublishedScore, ...]:
    """Scores from a table in CSV, in its order.

    Raises:
        InvalidInput: if a column is missing or a cell cannot be read; the message names the row.
    """
    found = []
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            found.append(_score(row))
        except KeyError as error:
            raise InvalidInput(f"Row {line}: the column {error} is missing.") from error
        except (TypeError, ValueError) as error:
            raise InvalidInput(f"Row {line}: {error}.") from error
    return tuple(found)


def _score(row: dict[str, str]) -> PublishedScore:
    score = float(row["score"])
    if not 0 <= score <= 1:
        raise ValueError(f"the score {score!r} is not a fraction")
    return PublishedScore(
        task=row["task"],
        metric=row["metric"],
        shots=int(row["shots"]),
        model=row["model"],
        parameters=float(row["parameters"]) if row["parameters"] else None,
        active_parameters=float(row["active_parameters"]) if row["active_parameters"] else None,
        score=score,
        reports=int(row["reports"]),
        harness=row["harness"] or None,
        reported_in=row["reported_in"],
        source=row["source"],
        dated=date.fromisoformat(row["dated"]),
        licence=row["licence"],
    )

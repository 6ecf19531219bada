"""Models in order of what they scored on a suite, with intervals and the ranks that the data allow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.inference.intervals import Interval, normal_interval
from analysis.inference.rank_ranges import RankedScores, RankRange, ScoreSummary
from data.records import BoardEntry, ModelRecord, PlacedModel, Score, Startup


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One model on the board, in points between guessing (0) and best (100).

    Attributes:
        interval: 95 % interval of the points, None without a standard error.
        rank: Ranks that the data allow; every rank where the standard error is unknown.
        is_separated: Whether the next row is surely behind, so that a rule is drawn; False in the last row given.
    """

    placed: PlacedModel
    interval: Interval | None
    rank: RankRange
    is_separated: bool

    @property
    def startup(self) -> Startup:
        """Whose model it is."""
        return self.placed.startup

    @property
    def model(self) -> ModelRecord:
        """The model."""
        return self.placed.model

    @property
    def entry(self) -> BoardEntry:
        """What it scored."""
        return self.placed.entry


def board_rows(placed: Sequence[PlacedModel], ranked: RankedScores) -> list[BoardRow]:
    """Rows that follow each other on a board, with their ranks among all that are on it."""
    summaries = [ScoreSummary(each.entry.points, each.entry.standard_error) for each in placed]
    separated = [*(ranked.is_surely_ahead(*pair) for pair in pairwise(summaries)), False]
    return [
        BoardRow(each, normal_interval(*summary, high=100.0), ranked.rank_range(summary), is_separated)
        for each, summary, is_separated in zip(placed, summaries, separated[: len(placed)], strict=True)
    ]


def score_interval(score: Score) -> Interval | None:
    """95 % interval of a score on its own scale, None without a standard error."""
    full = score.scale.full_score
    low = -math.inf if full is None else 0.0
    return normal_interval(score.value, score.standard_error, low=low, high=math.inf if full is None else full)

"""Models on the board of a suite, as they are kept for the page that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from data.records.evidence import EvidenceLevel
from data.records.models import ModelRecord
from data.records.startup import Startup

WHOLE_INDEX = "index"
"""Stands where a capability would for the index over every line of a suite."""


class BoardName(NamedTuple):
    """One board: the lines of a suite, as it is defined, that are of a capability; `WHOLE_INDEX` for all of them."""

    suite: str
    suite_hash: str
    capability: str = WHOLE_INDEX


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """What one model scored on one board, in points between guessing (0) and best (100).

    Attributes:
        standard_error: Of the points; None where that of any score behind them is unknown.
        items: Items behind the points.
        missing: Keys of the lines that were not run on it.
        runs: Keys of the runs that the newest scores on the whole suite come from, oldest first.
    """

    board: BoardName
    model_id: int
    points: float
    standard_error: float | None
    items: int
    missing: tuple[str, ...]
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ServingCost:
    """What a startup's model costs to serve, in US dollars per million tokens, and how well that is known."""

    dollars: float
    level: EvidenceLevel


@dataclass(frozen=True, slots=True)
class KeptBoard:
    """Everything that the boards show of one startup.

    Attributes:
        version: Of the startup's evidence that it was made from.
        suites_hash: Of the definition of all suites.
        cost: None where it is unknown, or nothing was measured.
    """

    slug: str
    version: int
    suites_hash: str
    kept_at: datetime
    cost: ServingCost | None
    entries: tuple[BoardEntry, ...]


@dataclass(frozen=True, slots=True)
class PlacedModel:
    """One row of a board as it was kept.

    Attributes:
        kept_at: When it was brought up to date.
        is_current: Whether nothing of the startup's evidence has changed since.
    """

    startup: Startup
    model: ModelRecord
    entry: BoardEntry
    cost: ServingCost | None
    kept_at: datetime
    is_current: bool

    @property
    def place(self) -> tuple[float, int]:
        """Where the board goes on after it."""
        return self.entry.points, self.model.id

"""Where a fund stands with a startup: status, owner, last contact, tags, notes, and how it came there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from data.records.startup import Startup


class PipelineStatus(NamedTuple):
    """A status with its names; in hand are those in which somebody is expected to keep in touch."""

    label_en: str
    label_zh: str
    in_hand: bool

    def label(self, language: str) -> str:
        """Its name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en


PIPELINE_STATUSES: dict[str, PipelineStatus] = {
    "sourced": PipelineStatus("Sourced", "已发现", in_hand=False),
    "meeting": PipelineStatus("Meeting", "会面", in_hand=True),
    "diligence": PipelineStatus("Diligence", "尽调", in_hand=True),
    "decision": PipelineStatus("Decision", "决策", in_hand=True),
    "closed": PipelineStatus("Closed", "已结束", in_hand=False),
}
"""Statuses in their order; the first is that of every startup nobody has moved yet, the last may have an outcome."""
FIRST_STATUS, LAST_STATUS = next(iter(PIPELINE_STATUSES)), list(PIPELINE_STATUSES)[-1]

PIPELINE_OUTCOMES: dict[str, tuple[str, str]] = {
    "invested": ("Invested", "已投资"),
    "passed": ("Passed", "我方放弃"),
    "lost": ("Lost to others", "对方另选他人"),
}
"""What came of it, with names in English and Chinese."""


@dataclass(frozen=True, slots=True)
class PipelineEntry:
    """Where one startup stands.

    Attributes:
        since: Day it entered the status; for one never moved, the day it was added.
        owner: Who looks after it, None where nobody was named.
        last_contact: Day of the last contact on record.
        outcome: One of `PIPELINE_OUTCOMES`, None while it is not closed or nobody said.
        version: Raised by every write; 0 while nobody has written.
        changed_by: Who wrote last, "" while nobody has.
    """

    slug: str
    status: str
    since: date
    owner: str | None = None
    last_contact: date | None = None
    outcome: str | None = None
    version: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PipelineMove:
    """One step from a status to another.

    Attributes:
        days: Spent in the status it left, None where nobody knows since when it was there.
    """

    from_status: str
    to_status: str
    moved_on: date
    days: int | None
    moved_by: str
    moved_at: datetime
    note: str = ""


class BoardPlace(NamedTuple):
    """Where a card stands in its list: the day the list is ordered by, as a moment, and the startup's key."""

    at: datetime
    startup_id: int


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A startup as a board shows it, with its place, after which the list goes on."""

    startup: Startup
    entry: PipelineEntry
    tags: tuple[str, ...]
    place: BoardPlace


class MoveCount(NamedTuple):
    """How many moves went from a status to another after so many days, None where they are unknown."""

    from_status: str
    to_status: str
    days: int | None
    moves: int


class TagCount(NamedTuple):
    """A tag as it is written, and how many startups have it, archived ones too."""

    tag: str
    startups: int


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote of a startup; withdrawn ones are kept.

    Attributes:
        text: Shown literally.
        edited_at: When its author last changed it, None if never.
        withdrawn_at: Since when it counts no more, None while it does.
    """

    id: int
    slug: str
    text: str
    written_by: str
    written_at: datetime
    edited_at: datetime | None = None
    withdrawn_at: datetime | None = None

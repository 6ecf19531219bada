"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.records.startup import Startup

HitKind = Literal["startup", "model", "document", "finding", "note", "field"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that holds every word looked for.

    Attributes:
        kind: What it is; findings are those set aside, notes those not withdrawn.
        title: What it is called: a name, a document's title, the reason given for a finding,
            the first line of a note.
        place: Which part of it holds the first word, such as "summary_en" or "url".
        snippet: That part around the word.
        startup: Whose it is, None for a field of the registry.
        key: What to open within its kind: the startup's slug, the field's key, the row of the others.
    """

    kind: HitKind
    title: str
    place: str
    snippet: str
    startup: Startup | None
    key: str

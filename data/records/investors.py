"""Weights an investor saved under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SavedProfile:
    """An investor's weights as stored.

    Attributes:
        key: By which the profile is chosen, made from its name.
        name: As the investor wrote it, in whatever language.
        expectation: Weight per category of that axis, summing to 1.
        risk: The same for the other axis.
        deleted_at: When it was deleted, None while it can be chosen.
    """

    key: str
    name: str
    expectation: Mapping[str, float]
    risk: Mapping[str, float]
    saved_by: str = ""
    saved_at: datetime | None = None
    deleted_at: datetime | None = None

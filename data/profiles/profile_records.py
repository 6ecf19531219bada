"""What a profile file holds once it has been read, and what came of reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from data.records import Claim, Fact, Problem

Row: TypeAlias = int | str | None
Language: TypeAlias = Literal["en", "zh"]
FileFormat: TypeAlias = Literal["yaml", "json", "csv", "xlsx"]

FACT_COLUMNS: tuple[str, ...] = (
    "field", "value", "unit", "level", "as_of", "source_kind", "source_title", "source_date", "source_url", "page",
    "standard_error", "note",
)  # fmt: skip
"""Columns of a fact in a flat file; the nested formats are flattened into the same ones."""

NOT_APPLICABLE = "not_applicable"
"""Stands in the level column of a field that does not apply; the reason is in the note."""

STARTUP_KEYS: tuple[str, ...] = ("slug", "name", "summary_en", "summary_zh", "fictional")
MODEL_KEYS: tuple[str, ...] = ("name", "location")


@dataclass(frozen=True, slots=True)
class GivenModel:
    """A model as the profile names it: its name, and a local folder or hub id."""

    name: str
    location: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A startup's profile, valid against the registry and ready to be written.

    Attributes:
        facts: In file order; several entries of one field differ in date, level or source.
        claims: The claimed benchmark scores of the strongest and newest list; None when the file has no such list.
    """

    slug: str
    name: str
    summary_en: str
    summary_zh: str
    fictional: bool
    models: tuple[GivenModel, ...]
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...] | None


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """The profile, or every reason why there is none; exactly one of the two is empty."""

    profile: Profile | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class GivenRecord:
    """One group of cells as a file gives them, not yet checked: column -> value, column -> where it stands."""

    key: str
    cells: Mapping[str, object]
    rows: Mapping[str, Row]
    row: Row

    def row_of(self, column: str) -> Row:
        """Where the column stands in the file, or else the record."""
        return self.rows.get(column, self.row)


@dataclass(slots=True)
class GivenProfile:
    """A whole file as given, in one shape for all formats."""

    startup: GivenRecord
    models: list[GivenRecord] = field(default_factory=list)
    facts: list[GivenRecord] = field(default_factory=list)

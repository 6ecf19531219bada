"""What a profile file holds once it has been read, and what came of reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from data.intake.problems import Place, ProblemList, Row
from data.records import Claim, Fact, Problem

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
    """One group of values as given, not yet checked.

    Attributes:
        key: Field of the registry, or part of the profile.
        cells: Column -> value.
        rows: Column -> where it stands in the file; empty in a form, which has no rows.
        row: Where the record stands.
        names: Column -> what its problems are named after, in a form its input; in a file that is the key.
    """

    key: str
    cells: Mapping[str, object]
    rows: Mapping[str, Row] = field(default_factory=dict)
    row: Row = None
    names: Mapping[str, str] = field(default_factory=dict)

    def row_of(self, column: str) -> Row:
        """Where the column stands in the file, or else the record."""
        return self.rows.get(column, self.row)

    def place(self, column: str, problems: ProblemList) -> Place:
        """Where the column's problems are reported, under the name of its input or else the record's key."""
        return problems.at(self.row_of(column), self.names.get(column, self.key))


@dataclass(slots=True)
class GivenProfile:
    """A whole profile as given, in one shape for all formats and for forms."""

    startup: GivenRecord
    models: list[GivenRecord] = field(default_factory=list)
    facts: list[GivenRecord] = field(default_factory=list)

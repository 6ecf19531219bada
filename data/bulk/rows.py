"""From the cells of a table to startups and their facts, held to the rules of a profile; every mistake by its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from data.bulk.mapping import ENTRY_CODES, IGNORED, ColumnMapping, check_mapping
from data.bulk.reading import GivenTable
from data.bulk.records import GivenStartup, Period
from data.bulk.slugs import KnownStartups
from data.intake.columns import TableRow
from data.intake.limits import MAX_BULK_PROBLEMS
from data.intake.problems import Language, Place, ProblemList
from data.intake.scalars import given_text
from data.profiles import (
    ANALYST_NOTE,
    NAME_LENGTH,
    SUMMARY_LENGTH,
    GivenRecord,
    SourceReader,
    bounded_text,
    day_described,
    evidence_level,
    fact_value,
    slug_text,
    source_kinds,
)
from data.records import EvidenceLevel, Fact, FactValue, Field, InvalidInput, Registry

DEFAULTS: Mapping[str, str] = {"level": EvidenceLevel.CLAIMED.value, "source_kind": ANALYST_NOTE}
"""Where a table says nothing of it: the weakest level, and a note of the fund's own."""


def given_startups(
    table: GivenTable,
    mapping: ColumnMapping,
    registry: Registry,
    known: Mapping[str, str],
    *,
    language: Language = "en",
    today: date,
) -> tuple[GivenStartup, ...]:
    """The startups of a table in the order of their first rows, each with one period per row.

    The title of the source is the name of the file unless a column or a constant says otherwise.

    Args:
        table: As it was read.
        mapping: What its columns are.
        registry: The fields.
        known: Slug -> name of the startups on record.
        language: Language of the problems' messages.
        today: Dates later than this are refused.

    Raises:
        InvalidInput: with every problem by row and column, up to `MAX_BULK_PROBLEMS`.
    """
    problems = ProblemList(language)
    check_mapping(mapping, table.headers, registry, problems)
    ignored = {header for header, target in mapping.columns.items() if target == IGNORED}
    found = [*problems.problems, *(problem for problem in table.problems if problem.field not in ignored)]
    if found:
        raise InvalidInput(found[:MAX_BULK_PROBLEMS])
    reader = _RowReader(table.filename, mapping, registry, known, problems, today)
    for row in table.rows:
        reader.take(row)
        if len(problems) >= MAX_BULK_PROBLEMS:
            break
    if len(problems):
        raise InvalidInput(problems.problems)
    return tuple(
        GivenStartup(slug, periods=tuple(reader.periods[slug]), **texts) for slug, texts in reader.texts.items()
    )


_TEXTS = {"name": NAME_LENGTH, "summary_en": SUMMARY_LENGTH, "summary_zh": SUMMARY_LENGTH}


@dataclass(slots=True)
class _RowReader:
    filename: str
    mapping: ColumnMapping
    registry: Registry
    known: Mapping[str, str]
    problems: ProblemList
    today: date
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    periods: dict[str, list[Period]] = field(default_factory=dict)
    _headers: dict[str, str] = field(init=False)
    _names: dict[str, str] = field(init=False)
    _fields: list[tuple[str, Field]] = field(init=False)
    _startups: KnownStartups = field(init=False)
    _sources: SourceReader = field(init=False)
    _seen: dict[tuple[object, ...], object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = {header: target for header, target in self.mapping.columns.items() if target != IGNORED}
        self._headers = {target: header for header, target in columns.items() if target in ENTRY_CODES}
        self._names = {name: name for name in ENTRY_CODES} | self._headers
        self._fields = [
            (header, self.registry.by_key[target]) for header, target in columns.items() if target not in ENTRY_CODES
        ]
        self._startups = KnownStartups(self.known)
        self._sources = SourceReader(source_kinds(self.registry), self.problems, self.today)

    def take(self, row: TableRow) -> None:
        """Add a row to its startup, or report what is wrong with it."""
        found = len(self.problems)
        record = self._entry(row)
        slug = self._slug(record)
        if slug is not None:
            self._take_texts(slug, record)
        level = evidence_level(record, self.problems)
        day = day_described(record, self.problems, today=self.today)
        source = self._sources.source(record, with_note=False)
        values = self._values(row)
        if len(self.problems) > found or slug is None or level is None or day is None or source is None:
            return
        first = self._seen.setdefault((slug, day, level, source.kind, source.title), row.row)
        if first != row.row:
            record.place("as_of", self.problems).add("repeated_period", slug, first=first)
            return
        self.periods.setdefault(slug, []).append(Period(day, level, source, values))

    def _entry(self, row: TableRow) -> GivenRecord:
        """The cells of a row that are no facts, under the names that profiles have for them."""
        cells: dict[str, object] = {**DEFAULTS, "source_title": self.filename, "page": self.filename}
        cells |= self.mapping.constants
        given = {name: row.cells.get(header) for name, header in self._headers.items()}
        cells |= {name: cell for name, cell in given.items() if given_text(cell)}
        places = {name: row.place_of(header) for name, header in self._headers.items()}
        return GivenRecord(self.filename, cells, places, row.row, self._names)

    def _slug(self, record: GivenRecord) -> str | None:
        if given_text(record.cells.get("slug")):
            place = record.place("slug", self.problems)
            found = len(self.problems)
            slug = slug_text(record.cells["slug"], place)
            return slug if len(self.problems) == found else None
        place = record.place("name", self.problems)
        name = bounded_text(record.cells.get("name"), place, NAME_LENGTH)
        if name:
            return self._startups.slug_of(name, place)
        self._missing(place if "name" in self._headers else record.place("slug", self.problems))
        return None

    def _take_texts(self, slug: str, record: GivenRecord) -> None:
        """Keep the first name and summaries of a startup; a new one needs a name in its first row."""
        texts = self.texts.setdefault(slug, dict.fromkeys(_TEXTS, ""))
        for name, length in _TEXTS.items():
            if not texts[name]:
                texts[name] = bounded_text(record.cells.get(name), record.place(name, self.problems), length)
        if not texts["name"]:
            texts["name"] = self.known.get(slug, "")
        if texts["name"]:
            self._startups.meet(slug, texts["name"])
        else:
            self._missing(record.place("name", self.problems))

    def _missing(self, place: Place) -> None:
        place.add("missing_entry", place.field)

    def _values(self, row: TableRow) -> dict[str, FactValue]:
        """The values of the row's filled cells by field; an empty cell says nothing."""
        values: dict[str, FactValue] = {}
        for header, registered in self._fields:
            cell = row.cells.get(header)
            if cell is None or cell == "":
                continue
            place = self.problems.at(row.place_of(header), header)
            value = fact_value(registered, cell, place, today=self.today)
            if value is not None:
                values[registered.key] = value
        return values


def period_facts(periods: Sequence[Period]) -> list[Fact]:
    """What the periods state, as entries of the ledger."""
    return [
        Fact(key, value, period.level, period.as_of, period.source)
        for period in periods
        for key, value in period.values.items()
    ]

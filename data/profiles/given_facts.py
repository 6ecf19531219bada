"""From records of cells to valid facts: every rule is tried, every mistake reported, nothing half accepted."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from data.intake.problems import ProblemList, nowhere
from data.intake.scalars import date_value, given_text, number_value
from data.profiles.profile_records import FACT_COLUMNS, NOT_APPLICABLE, GivenRecord
from data.profiles.sources import SourceReader, note_text, source_kinds
from data.profiles.values import fact_value
from data.records import EvidenceLevel, Fact, Field, Registry, Source

ANALYST_NOTE, ANALYST_NOTE_TITLE = "analyst_note", "Analyst’s note"
_MAX_SUGGESTIONS = 40
"""Unknown fields that are answered with the nearest names; a file with more of them is of another kind."""
_ENTERED_COLUMNS = frozenset(FACT_COLUMNS) - {"field", "unit"}
_UPLOAD_LEVELS = (EvidenceLevel.CLAIMED, EvidenceLevel.DOCUMENTED)


class _Identity(NamedTuple):
    """What two entries may not share."""

    key: str
    as_of: date
    level: EvidenceLevel
    kind: str
    title: str
    applies: bool


def valid_facts(
    given: list[GivenRecord], registry: Registry, problems: ProblemList, *, today: date
) -> tuple[Fact, ...]:
    """The facts without problems; fields that do not apply are dated like the newest fact unless they say otherwise."""
    reader = _FactReader(registry, problems, today, SourceReader(source_kinds(registry), problems, today))
    facts: dict[_Identity, Fact] = {}
    entered = [record for record in given if not _is_blank(record)]
    for record in [record for record in entered if not _does_not_apply(record)]:
        _keep(reader.fact(record), record, facts, problems)
    newest = max((fact.as_of for fact in facts.values()), default=today)
    valued = {fact.key for fact in facts.values()}
    for record in [record for record in entered if _does_not_apply(record)]:
        _keep(reader.not_applicable(record, newest, valued), record, facts, problems)
    return tuple(facts.values())


def _keep(fact: Fact | None, record: GivenRecord, facts: dict[_Identity, Fact], problems: ProblemList) -> None:
    if fact is None:
        return
    source = fact.source
    identity = _Identity(fact.key, fact.as_of, fact.level, source.kind, source.title, fact.not_applicable is None)
    if identity in facts:
        problems.add("repeated_fact", row=record.row, field=fact.key, value=fact.key)
    facts[identity] = fact


@dataclass(slots=True)
class _FactReader:
    registry: Registry
    problems: ProblemList
    today: date
    sources: SourceReader
    unknown_fields: int = 0

    def fact(self, record: GivenRecord) -> Fact | None:
        """The fact, None after a problem."""
        found = len(self.problems)
        registered = self._field(record)
        level = evidence_level(record, self.problems)
        as_of = day_described(record, self.problems, today=self.today)
        source = self.sources.source(record, with_note=True)
        if registered is None:
            return None
        self._check_unit(record, registered)
        value = None
        place = record.place("value", self.problems)
        if record.cells.get("value") is None or record.cells.get("value") == "":
            place.add("no_value")
        else:
            value = fact_value(registered, record.cells["value"], place, today=self.today)
        error = self._standard_error(record, registered)
        if len(self.problems) > found or level is None or as_of is None or source is None:
            return None
        return Fact(record.key, value, level, as_of, source, standard_error=error)

    def not_applicable(self, record: GivenRecord, newest: date, valued: set[str]) -> Fact | None:
        """The field marked as not applying, with the reason; None after a problem."""
        found = len(self.problems)
        registered = self._field(record)
        reason = note_text(record, self.problems)
        if not reason:
            record.place("note", self.problems).add("reason_missing")
        if record.key in valued or given_text(record.cells.get("value")):
            record.place("note", self.problems).add("value_and_not_applicable")
        as_of: date | None = newest
        if given_text(record.cells.get("as_of")):
            as_of = day_described(record, self.problems, today=self.today)
        source: Source | None = Source(ANALYST_NOTE, ANALYST_NOTE_TITLE)
        if any(given_text(record.cells.get(column)) for column in ("source_kind", "source_title")):
            source = self.sources.source(record, with_note=False)
        if len(self.problems) > found or registered is None or as_of is None or source is None:
            return None
        return Fact(record.key, None, EvidenceLevel.DOCUMENTED, as_of, source, not_applicable=reason)

    def _field(self, record: GivenRecord) -> Field | None:
        registered = self.registry.by_key.get(record.key)
        if registered is not None and registered.may_be_entered:
            return registered
        self.unknown_fields += 1
        near = nearest_fields(record.key, self.registry) if self.unknown_fields <= _MAX_SUGGESTIONS else []
        language = self.problems.language
        if near:
            hint = f"您是否指 {'、'.join(near)}" if language == "zh" else f"did you mean {', '.join(near)}"
        else:
            hint = "请使用模板列出的字段" if language == "zh" else "use the fields listed in the template"
        self.problems.add("unknown_field", row=record.row, field=record.key, value=record.key, hint=hint)
        return None

    def _check_unit(self, record: GivenRecord, registered: Field) -> None:
        unit = given_text(record.cells.get("unit"))
        if unit and unit != registered.unit:
            record.place("unit", self.problems).add("wrong_unit", unit, allowed=registered.unit)

    def _standard_error(self, record: GivenRecord, registered: Field) -> float | None:
        given = record.cells.get("standard_error")
        if not given_text(given):
            return None
        number = number_value(given, nowhere())
        if number is None or number < 0 or not registered.is_numeric:
            record.place("standard_error", self.problems).add("bad_standard_error", given_text(given))
            return None
        return float(number)


def evidence_level(record: GivenRecord, problems: ProblemList) -> EvidenceLevel | None:
    """The level that a record states, None after a problem; runs alone write measured facts."""
    text = given_text(record.cells.get("level")).lower()
    place = record.place("level", problems)
    if text in {level.value for level in _UPLOAD_LEVELS}:
        return EvidenceLevel(text)
    if not text:
        place.add("missing_level")
    elif text == EvidenceLevel.MEASURED.value:
        place.add("measured_level", text)
    else:
        place.add("unknown_level", text)
    return None


def day_described(record: GivenRecord, problems: ProblemList, *, today: date) -> date | None:
    """The day that a record's values describe, None after a problem."""
    given = record.cells.get("as_of")
    place = record.place("as_of", problems)
    if not given_text(given):
        place.add("missing_as_of")
        return None
    return date_value(given, place, today=today)


def _is_blank(record: GivenRecord) -> bool:
    """Whether nothing was filled in, as in the rows of a template."""
    entered = (cell for column, cell in record.cells.items() if column in _ENTERED_COLUMNS)
    return bool(record.key) and not any(given_text(cell) for cell in entered) and "_undefined" not in record.cells


def _does_not_apply(record: GivenRecord) -> bool:
    return given_text(record.cells.get("level")).lower() == NOT_APPLICABLE


def nearest_fields(key: str, registry: Registry) -> list[str]:
    """The keys of up to three fields that are called nearly so, by key or by label."""
    fields = registry.by_key.values()
    keys = [field.key for field in fields if field.may_be_entered]
    by_label = {label.lower(): field.key for field in reversed(fields) for label in (field.label_en, field.label_zh)}
    near = difflib.get_close_matches(key.lower(), keys, n=3, cutoff=0.6)
    labelled = difflib.get_close_matches(key.lower(), by_label, n=2, cutoff=0.75)
    return list(dict.fromkeys([*near, *(by_label[label] for label in labelled)]))[:3]

"""From records of cells to a valid profile: every rule is tried, every mistake reported, nothing half accepted."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, replace
from datetime import date

from data.profiles.list_items import CLAIMS_FIELD, claims_from
from data.profiles.messages import Place, ProblemList
from data.profiles.profile_records import (
    FACT_COLUMNS,
    NOT_APPLICABLE,
    GivenModel,
    GivenProfile,
    GivenRecord,
    Profile,
)
from data.profiles.scalars import boolean_value, date_value, given_text, number_value, text_value
from data.profiles.values import fact_value, range_text
from data.records import EvidenceLevel, Fact, Field, Registry, Source, current_facts

ANALYST_NOTE, ANALYST_NOTE_TITLE = "analyst_note", "Analyst’s note"
MAX_FACTS = 5_000
_MAX_SUGGESTIONS = 40
"""Unknown fields that are answered with the nearest names; a file with more of them is of another kind."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_LENGTHS = {"slug": (2, 60), "name": (1, 200), "summary": (1, 600), "location": (1, 500), "title": (1, 300),
            "page": (0, 1000), "note": (1, 1000), "url": (1, 2000)}  # fmt: skip
_ENTERED_COLUMNS = frozenset(FACT_COLUMNS) - {"field", "unit"}
_UPLOAD_LEVELS = (EvidenceLevel.CLAIMED, EvidenceLevel.DOCUMENTED)


def validated_profile(given: GivenProfile, registry: Registry, problems: ProblemList, *, today: date) -> Profile | None:
    """The profile, or None after every problem in it was added to `problems`."""
    if len(given.facts) > MAX_FACTS:
        problems.add("too_many_entries", limit=MAX_FACTS)
        return None
    reader = _ProfileReader(registry, problems, today)
    startup = reader.startup(given.startup)
    models = reader.models(given.models)
    facts = reader.facts(given.facts)
    if len(problems):
        return None
    lists = current_facts([fact for fact in facts if fact.key == CLAIMS_FIELD and fact.not_applicable is None])
    items = lists[CLAIMS_FIELD].value if lists else None
    claims = claims_from([dict(item) for item in items if isinstance(item, dict)]) if isinstance(items, list) else None
    return replace(startup, models=models, facts=facts, claims=claims)


@dataclass(slots=True)
class _ProfileReader:
    registry: Registry
    problems: ProblemList
    today: date
    _kinds: frozenset[str] = field(init=False)
    _unknown_fields: int = 0

    def __post_init__(self) -> None:
        self._kinds = frozenset(option.code for option in self.registry.document_types) | {"web_page"}

    def startup(self, given: GivenRecord) -> Profile:
        """The profile's head; empty texts stand where a problem was reported."""
        slug = given_text(given.cells.get("slug"))
        place = self.problems.at(given.row_of("slug"), "startup.slug")
        low, high = _LENGTHS["slug"]
        if not slug:
            place.add("missing_entry", "startup.slug")
        elif not _SLUG.fullmatch(slug) or not low <= len(slug) <= high:
            place.add("bad_slug", slug)
        name = self._text(given, "name", "startup.name", _LENGTHS["name"], required=True)
        one_given = any(given_text(given.cells.get(key)) for key in ("summary_en", "summary_zh"))
        english, chinese = (
            self._text(given, key, f"startup.{key}", _LENGTHS["summary"], required=not one_given)
            for key in ("summary_en", "summary_zh")
        )
        fictional = False
        if given_text(given.cells.get("fictional")):
            at = self.problems.at(given.row_of("fictional"), "startup.fictional")
            fictional = boolean_value(given.cells["fictional"], at) or False
        return Profile(slug, name, english or chinese, chinese or english, fictional, (), (), None)

    def models(self, given: list[GivenRecord]) -> tuple[GivenModel, ...]:
        """The models named; locations are kept as text and never followed here."""
        models: list[GivenModel] = []
        for record in given:
            name = self._text(record, "name", "model.name", _LENGTHS["name"], required=True)
            location = self._text(record, "location", "model.location", _LENGTHS["location"], required=True)
            if "://" in location or ".." in re.split(r"[/\\]", location):
                self.problems.add("bad_location", row=record.row_of("location"), field="model.location", value=location)
            if name and name in {model.name for model in models}:
                self.problems.add("repeated_model", row=record.row_of("name"), field="model.name", value=name)
            models.append(GivenModel(name, location))
        return tuple(models)

    def facts(self, given: list[GivenRecord]) -> tuple[Fact, ...]:
        """The valid facts; fields that do not apply are dated like the newest fact unless they say otherwise."""
        facts: dict[tuple[object, ...], Fact] = {}
        given = [record for record in given if not _is_blank(record)]
        undated = [record for record in given if _does_not_apply(record)]
        for record in [record for record in given if not _does_not_apply(record)]:
            self._keep(self._fact(record), record, facts)
        newest = max((fact.as_of for fact in facts.values()), default=self.today)
        valued = {fact.key for fact in facts.values()}
        for record in undated:
            self._keep(self._not_applicable(record, newest, valued), record, facts)
        return tuple(facts.values())

    def _keep(self, fact: Fact | None, record: GivenRecord, facts: dict[tuple[object, ...], Fact]) -> None:
        if fact is None:
            return
        identity = (fact.key, fact.as_of, fact.level, fact.source.kind, fact.source.title, fact.not_applicable is None)
        if identity in facts:
            self.problems.add("repeated_fact", row=record.row, field=fact.key, value=fact.key)
        facts[identity] = fact

    def _fact(self, record: GivenRecord) -> Fact | None:
        found = len(self.problems)
        registered = self._field(record)
        level = self._level(record)
        as_of = self._as_of(record)
        source = self._source(record)
        if registered is None:
            return None
        self._check_unit(record, registered)
        value = None
        place = self._place(record, "value")
        if record.cells.get("value") is None or record.cells.get("value") == "":
            place.add("no_value")
        else:
            value = fact_value(registered, record.cells["value"], place, today=self.today)
        error = self._standard_error(record, registered)
        if len(self.problems) > found or level is None or as_of is None or source is None:
            return None
        return Fact(record.key, value, level, as_of, source, standard_error=error)

    def _not_applicable(self, record: GivenRecord, newest: date, valued: set[str]) -> Fact | None:
        found = len(self.problems)
        registered = self._field(record)
        place = self._place(record, "note")
        reason = self._text(record, "note", record.key, _LENGTHS["note"])
        if not reason:
            place.add("reason_missing")
        if record.key in valued or given_text(record.cells.get("value")):
            place.add("value_and_not_applicable")
        as_of: date | None = newest
        if given_text(record.cells.get("as_of")):
            as_of = self._as_of(record)
        source: Source | None = Source(ANALYST_NOTE, ANALYST_NOTE_TITLE)
        if any(given_text(record.cells.get(column)) for column in ("source_kind", "source_title")):
            source = self._source(record)
        if len(self.problems) > found or registered is None or as_of is None or source is None:
            return None
        return Fact(record.key, None, EvidenceLevel.DOCUMENTED, as_of, source, not_applicable=reason)

    def _place(self, record: GivenRecord, column: str) -> Place:
        return self.problems.at(record.row_of(column), record.key)

    def _text(
        self, record: GivenRecord, column: str, name: str, length: tuple[int, int], *, required: bool = False
    ) -> str:
        place = self.problems.at(record.row_of(column), name)
        text = text_value(record.cells.get(column), place)
        if text == "" and required:
            place.add("missing_entry", name)
        elif text and not length[0] <= len(text) <= length[1]:
            place.add("text_length", text, length=len(text), allowed=range_text(length, place.language))
        return text or ""

    def _field(self, record: GivenRecord) -> Field | None:
        registered = self.registry.by_key.get(record.key)
        if registered is not None and (not registered.derived or registered.accepts_reported):
            return registered
        self._unknown_fields += 1
        near = _nearest_fields(record.key, self.registry) if self._unknown_fields <= _MAX_SUGGESTIONS else []
        language = self.problems.language
        if near:
            hint = f"您是否指 {'、'.join(near)}" if language == "zh" else f"did you mean {', '.join(near)}"
        else:
            hint = "请使用模板列出的字段" if language == "zh" else "use the fields listed in the template"
        self.problems.add("unknown_field", row=record.row, field=record.key, value=record.key, hint=hint)
        return None

    def _level(self, record: GivenRecord) -> EvidenceLevel | None:
        text = given_text(record.cells.get("level")).lower()
        place = self._place(record, "level")
        if text in {level.value for level in _UPLOAD_LEVELS}:
            return EvidenceLevel(text)
        if not text:
            place.add("missing_level")
        elif text == EvidenceLevel.MEASURED.value:
            place.add("measured_level", text)
        else:
            place.add("unknown_level", text)
        return None

    def _as_of(self, record: GivenRecord) -> date | None:
        given = record.cells.get("as_of")
        place = self._place(record, "as_of")
        if not given_text(given):
            place.add("missing_as_of")
            return None
        return date_value(given, place, today=self.today)

    def _source(self, record: GivenRecord) -> Source | None:
        if record.cells.get("_undefined"):
            return None
        found = len(self.problems)
        kind = given_text(record.cells.get("source_kind"))
        place = self._source_place(record, "source_kind")
        title = self._text(record, "source_title", place.field or "", _LENGTHS["title"])
        if not kind or not title:
            place.add("missing_source")
        elif kind == "run":
            place.add("run_as_source", kind)
        elif kind not in self._kinds:
            near = difflib.get_close_matches(kind, sorted(self._kinds), n=3) or sorted(self._kinds)
            place.add("unknown_source_kind", kind, allowed=", ".join(near))
        dated = None
        if given_text(record.cells.get("source_date")):
            dated = date_value(record.cells["source_date"], self._source_place(record, "source_date"), today=self.today)
        url = self._url(record)
        reference = self._reference(record)
        return Source(kind, title, reference, url, dated) if len(self.problems) == found else None

    def _source_place(self, record: GivenRecord, column: str) -> Place:
        """Where a source is described: one that facts share by name has a place of its own, and is reported once."""
        name = given_text(record.cells.get("_source"))
        return self.problems.at(record.row_of(column), f"sources.{name}" if name else record.key)

    def _url(self, record: GivenRecord) -> str | None:
        place = self._source_place(record, "source_url")
        url = self._text(record, "source_url", place.field or "", _LENGTHS["url"])
        if url and not url.lower().startswith(("https://", "http://")):
            place.add("bad_url", url)
        return url or None

    def _reference(self, record: GivenRecord) -> str | None:
        page = self._text(record, "page", record.key, _LENGTHS["page"])
        note = "" if _does_not_apply(record) else self._text(record, "note", record.key, _LENGTHS["note"])
        return reference_text(page, note)

    def _check_unit(self, record: GivenRecord, registered: Field) -> None:
        unit = given_text(record.cells.get("unit"))
        if unit and unit != registered.unit:
            self._place(record, "unit").add("wrong_unit", unit, allowed=registered.unit)

    def _standard_error(self, record: GivenRecord, registered: Field) -> float | None:
        given = record.cells.get("standard_error")
        if not given_text(given):
            return None
        number = number_value(given, ProblemList().at(None, None))
        if number is None or number < 0 or not registered.is_numeric:
            self._place(record, "standard_error").add("bad_standard_error", given_text(given))
            return None
        return float(number)


def reference_text(page: str, note: str) -> str | None:
    """Page and note as one reference, "12 | median 210 ms"; None when both are empty."""
    if not note:
        return page or None
    return f"{page} | {note}".lstrip()


def page_and_note(reference: str | None) -> tuple[str, str]:
    """The page and the note that `reference_text` joined."""
    page, _, note = (f" {reference}" if reference else "").partition(" | ")
    return page.strip(), note.strip()


def _is_blank(record: GivenRecord) -> bool:
    """Whether nothing was filled in, as in the rows of a template."""
    entered = (cell for column, cell in record.cells.items() if column in _ENTERED_COLUMNS)
    return bool(record.key) and not any(given_text(cell) for cell in entered) and "_undefined" not in record.cells


def _does_not_apply(record: GivenRecord) -> bool:
    return given_text(record.cells.get("level")).lower() == NOT_APPLICABLE


def _nearest_fields(key: str, registry: Registry) -> list[str]:
    keys = [field.key for field in registry.fields if not field.derived or field.accepts_reported]
    by_label = {label.lower(): field.key for field in registry.fields for label in (field.label_en, field.label_zh)}
    near = difflib.get_close_matches(key.lower(), keys, n=3, cutoff=0.6)
    labelled = difflib.get_close_matches(key.lower(), by_label, n=2, cutoff=0.75)
    return list(dict.fromkeys([*near, *(by_label[label] for label in labelled)]))[:3]

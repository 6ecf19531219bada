"""One fact or some claims as a profile of their own, so that the same rules check them as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from data.profiles import STARTUP_KEYS, GivenProfile, GivenRecord, ProfileReading, read_entry
from data.records import Registry, Startup
from pages.components.language import Language, say

_INPUTS = {
    "level": "upload.fact.level",
    "as_of": "upload.fact.as_of",
    "source_kind": "upload.fact.kind",
    "source_title": "upload.fact.title",
    "source_date": "upload.fact.dated",
    "page": "upload.fact.page",
}
"""What the inputs are called on the screen; that of the value is called after the field."""


@dataclass(frozen=True, slots=True)
class GivenSource:
    """Where the entry was read, as typed."""

    kind: str
    title: str
    page: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact as typed: its field, value, level and date."""

    key: str
    value: Any
    level: str
    as_of: date
    source: GivenSource


def fact_reading(startup: Startup, given: GivenFact, registry: Registry, language: Language) -> ProfileReading:
    """The startup's profile with this one fact, or everything that is wrong with it, named after the form's inputs."""
    source = given.source
    cells = {
        "value": given.value,
        "level": given.level,
        "as_of": given.as_of,
        "source_kind": source.kind,
        "source_title": source.title,
        "source_date": source.dated,
        "page": source.page,
    }
    names = {column: say(language, key) for column, key in _INPUTS.items()}
    if given.key in registry.by_key:
        names["value"] = registry.by_key[given.key].label(language)
    head = GivenRecord("startup", {name: getattr(startup, name) for name in STARTUP_KEYS})
    profile = GivenProfile(head, facts=[GivenRecord(given.key, cells, names=names)])
    return read_entry(profile, registry, language=language)


def stated_in(source: GivenSource) -> str | None:
    """Document and page in one line, None where neither was given."""
    return ", ".join(part for part in (source.title, source.page) if part) or None


def parsed_shares(content: str) -> dict[str, float] | str:
    """Parts and fractions of `part=0.4; part=0.6` or one a line; the text as it stands where it cannot be read."""
    shares: dict[str, float] = {}
    for entry in content.replace("\n", ";").split(";"):
        if not entry.strip():
            continue
        name, equals, fraction = entry.partition("=")
        try:
            shares[name.strip()] = float(fraction)
        except ValueError:
            return content
        if not equals:
            return content
    return shares

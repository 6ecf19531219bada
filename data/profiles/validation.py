"""From a profile as given to a valid one: the startup, its models, its facts, the claims among them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from data.intake.limits import MAX_FACTS
from data.intake.problems import Place, ProblemList
from data.intake.scalars import boolean_value, given_text
from data.profiles.given_facts import valid_facts
from data.profiles.list_items import stated_claims
from data.profiles.profile_records import GivenModel, GivenProfile, GivenRecord, Profile
from data.profiles.values import bounded_text
from data.records import Registry

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
SLUG_LENGTH, NAME_LENGTH, SUMMARY_LENGTH, _LOCATION_LENGTH = (2, 60), (1, 200), (1, 600), (1, 500)


def validated_profile(given: GivenProfile, registry: Registry, problems: ProblemList, *, today: date) -> Profile | None:
    """The profile, or None after every problem in it was added to `problems`."""
    if len(given.facts) > MAX_FACTS:
        problems.add("too_many_entries", limit=MAX_FACTS)
        return None
    startup = _startup(given.startup, problems)
    models = _models(given.models, problems)
    facts = valid_facts(given.facts, registry, problems, today=today)
    return None if len(problems) else replace(startup, models=models, facts=facts, claims=stated_claims(facts))


def slug_text(given: object, place: Place) -> str:
    """The short name of a startup in addresses, reported where it is missing or cannot be one."""
    slug = given_text(given)
    low, high = SLUG_LENGTH
    if not slug:
        place.add("missing_entry", place.field)
    elif not _SLUG.fullmatch(slug) or not low <= len(slug) <= high:
        place.add("bad_slug", slug)
    return slug


def _startup(given: GivenRecord, problems: ProblemList) -> Profile:
    """The profile's head; empty texts stand where a problem was reported."""
    slug = slug_text(given.cells.get("slug"), problems.at(given.row_of("slug"), "startup.slug"))
    name = _text(given, "name", NAME_LENGTH, problems)
    one_given = any(given_text(given.cells.get(key)) for key in ("summary_en", "summary_zh"))
    english, chinese = (
        _text(given, key, SUMMARY_LENGTH, problems, required=not one_given) for key in ("summary_en", "summary_zh")
    )
    fictional = False
    if given_text(given.cells.get("fictional")):
        at = problems.at(given.row_of("fictional"), "startup.fictional")
        fictional = boolean_value(given.cells["fictional"], at) or False
    return Profile(slug, name, english or chinese, chinese or english, fictional, (), (), None)


def _models(given: list[GivenRecord], problems: ProblemList) -> tuple[GivenModel, ...]:
    """The models named; locations are kept as text and never followed here."""
    models: list[GivenModel] = []
    for record in given:
        name = _text(record, "name", NAME_LENGTH, problems)
        location = _text(record, "location", _LOCATION_LENGTH, problems)
        if "://" in location or ".." in re.split(r"[/\\]", location):
            problems.add("bad_location", row=record.row_of("location"), field="model.location", value=location)
        if name and name in {model.name for model in models}:
            problems.add("repeated_model", row=record.row_of("name"), field="model.name", value=name)
        models.append(GivenModel(name, location))
    return tuple(models)


def _text(
    record: GivenRecord, column: str, length: tuple[int, int], problems: ProblemList, *, required: bool = True
) -> str:
    place = problems.at(record.row_of(column), f"{record.key}.{column}")
    if required and given_text(record.cells.get(column)) == "":
        place.add("missing_entry", place.field)
        return ""
    return bounded_text(record.cells.get(column), place, length)

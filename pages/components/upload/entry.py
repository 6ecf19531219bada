"""One fact or one claim as a profile of its own, so that the same rules check it as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.profiles import CLAIMS_FIELD, ProfileReading, claim_items, read_profile
from data.records import Claim, Dossier, Registry, Startup, current_facts

_SOURCE = "given"


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


def fact_reading(startup: Startup, given: GivenFact, registry: Registry, language: str) -> ProfileReading:
    """The startup's profile with this one fact, or everything that is wrong with it."""
    source = {"kind": given.source.kind, "title": given.source.title}
    if given.source.dated is not None:
        source["dated"] = given.source.dated.isoformat()
    fact = {"value": _plain(given.value), "level": given.level, "as_of": given.as_of.isoformat(), "source": _SOURCE}
    if given.source.page:
        fact["page"] = given.source.page
    tree = {"startup": _head(startup), "sources": {_SOURCE: source}, "facts": {given.key: fact}}
    content = json.dumps(tree, ensure_ascii=False).encode("utf-8")
    return read_profile(content, "entry.json", registry, language="zh" if language == "zh" else "en")


def claims_with(dossier: Dossier, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """The startup's claims as the ledger writes them, the new ones in place of those on the same score.

    Claims already known keep where they were stated: that of the list they came in, if they name no place of their own.
    """
    model = dossier.models[0].name if dossier.models else dossier.startup.name
    known, new = ([replace(claim, model=claim.model or model) for claim in group] for group in (dossier.claims, claims))
    kept = [each for each in known if not any(is_same_score(each, claim) for claim in new)]
    place = _place_of_claims(dossier)
    return claim_items([*(replace(each, stated_in=each.stated_in or place) for each in kept), *new])


def is_same_score(first: Claim, second: Claim) -> bool:
    """Whether two claims state the same score, so that one corrects the other: shots are the same or left open."""
    names = ("task", "metric", "model", "chain_of_thought", "majority_of", "subset")
    same = all(getattr(first, name) == getattr(second, name) for name in names)
    return same and (first.shots == second.shots or None in (first.shots, second.shots))


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


def _place_of_claims(dossier: Dossier) -> str | None:
    known = [fact for fact in dossier.facts if fact.key == CLAIMS_FIELD and fact.value is not None]
    current = current_facts(known).get(CLAIMS_FIELD)
    if current is None:
        return None
    return ", ".join(part for part in (current.source.title, current.source.reference) if part)


def _head(startup: Startup) -> dict[str, Any]:
    return {name: getattr(startup, name) for name in ("slug", "name", "summary_en", "summary_zh", "fictional")}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value

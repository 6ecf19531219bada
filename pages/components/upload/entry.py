"""One fact or one claim as a profile of its own, so that the same rules check it as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.profiles import ProfileReading, read_profile
from data.records import Claim, Dossier, Registry, Startup

CLAIMS_FIELD = "claimed_benchmark_scores"
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


def claims_with(dossier: Dossier, claim: Claim) -> list[dict[str, Any]]:
    """The startup's claims as the ledger writes them, with one more in place of any on the same task and metric."""
    kept = [
        known
        for known in dossier.claims
        if (known.task, known.metric, known.model) != (claim.task, claim.metric, claim.model)
    ]
    return [_claim_item(entry, dossier) for entry in (*kept, claim)]


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


def _claim_item(claim: Claim, dossier: Dossier) -> dict[str, Any]:
    model = claim.model or (dossier.models[0].name if dossier.models else dossier.startup.name)
    item = {
        "model": model,
        "task": claim.task,
        "metric": claim.metric,
        "value": claim.value,
        "n": claim.items,
        "standard_error": claim.standard_error,
        "shots": claim.shots,
        "template": claim.template,
        "harness_version": claim.harness_version,
        "split": claim.split,
        "date": claim.dated.isoformat() if claim.dated else None,
    }
    return {key: value for key, value in item.items() if value is not None}


def _head(startup: Startup) -> dict[str, Any]:
    return {name: getattr(startup, name) for name in ("slug", "name", "summary_en", "summary_zh", "fictional")}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): entry for key, entry in value.items()}
    return value

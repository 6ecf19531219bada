"""The profile that a startup's stored evidence amounts to, ready to be written to a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from data.profiles.list_items import stated_claims
from data.profiles.profile_records import GivenModel, Profile
from data.records import Dossier, EvidenceLevel, Fact, Registry, current_facts


def stored_profile(dossier: Dossier, registry: Registry) -> Profile:
    """The startup, its models and every fact that a file may carry.

    Left out are what runs wrote, since a file cannot vouch for a measurement, and entries that a later one of the
    same date, level and document replaced. Facts stand in the order of the registry, the current one first.
    """
    facts = tuple(_exported(dossier.facts, registry))
    return Profile(
        slug=dossier.startup.slug,
        name=dossier.startup.name,
        summary_en=dossier.startup.summary_en,
        summary_zh=dossier.startup.summary_zh,
        fictional=dossier.startup.fictional,
        models=tuple(GivenModel(model.name, model.location) for model in dossier.models),
        facts=facts,
        claims=stated_claims(facts),
    )


def _exported(facts: Iterable[Fact], registry: Registry) -> Iterable[Fact]:
    latest = {
        (fact.key, fact.as_of, fact.level, fact.source.kind, fact.source.title, fact.not_applicable is None): fact
        for fact in facts
        if fact.level is not EvidenceLevel.MEASURED and fact.source.kind != "run"
    }
    kept = list(latest.values())
    current = current_facts(kept)
    for field in registry.by_key.values():
        entries = [fact for fact in kept if fact.key == field.key]
        entries.sort(key=lambda fact: (fact.level.strength, fact.as_of), reverse=True)
        if entries and current[field.key].not_applicable is not None:
            entries = [current[field.key]]
        yield from (_as_read(fact) for fact in entries if fact is current[field.key] or fact.not_applicable is None)


def _as_read(fact: Fact) -> Fact:
    """The fact as a file states it, without the ledger's own keys."""
    return replace(fact, source=replace(fact.source, table_id=None, id=None), entered_by="", entered_at=None, id=None)

"""Ledgers of the five worked examples, and the yardsticks that ship with the project."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.diligence.examination import Yardsticks, parsed_yardsticks
from analysis.evidence.state import Evidence
from analysis.scoring.assessment import Assessment, assess, generator_for
from analysis.scoring.rubric import Rubric, parse_rubric
from data.catalogue import reference_text
from data.records import EvidenceLevel, Fact, Registry, Source
from data.registry import load_registry

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
AS_OF = date(2026, 10, 31)
NAMES = ("solid", "overstated", "contaminated", "rewrapped", "prerevenue")


def day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def source_of(key: str, level: EvidenceLevel, registry: Registry, rubric: Rubric) -> Source:
    result = rubric.result(key)
    if result is not None:
        return Source("run", result.source_kind)
    if level is EvidenceLevel.CLAIMED:
        return Source("pitch_deck", "Pitch deck")
    field = registry.by_key[key]
    return (
        Source("run", field.measured_by) if level is EvidenceLevel.MEASURED else Source(field.typical_source[0], "Room")
    )


def ledger_facts(name: str, registry: Registry, rubric: Rubric) -> list[Fact]:
    content = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
    facts = []
    for key, entry in {**content["facts"], **content["results"]}.items():
        level = EvidenceLevel(entry["level"])
        source = source_of(key, level, registry, rubric)
        facts.append(Fact(key, entry["value"], level, day(entry["as_of"]), source, standard_error=entry.get("se")))
        facts += [Fact(key, value, level, day(at), source) for at, value in (entry.get("history") or {}).items()]
    return facts


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="session")
def independent_text() -> str:
    return (FIXTURES / "independent_rubric.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def independent(independent_text: str) -> Rubric:
    return parse_rubric(independent_text)


@pytest.fixture(scope="session")
def default() -> Rubric:
    return parse_rubric((ROOT / "analysis" / "rubrics" / "default.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def facts_of(registry: Registry, default: Rubric) -> Callable[[str], list[Fact]]:
    return lambda name: ledger_facts(name, registry, default)


@pytest.fixture(scope="session")
def evidence_of(registry: Registry, default: Rubric) -> Callable[..., Evidence]:
    def build(facts: str | list[Fact]) -> Evidence:
        ledger = ledger_facts(facts, registry, default) if isinstance(facts, str) else facts
        return Evidence(ledger, registry, default.results, AS_OF)

    return build


@pytest.fixture(scope="session")
def assessed(registry: Registry, default: Rubric, evidence_of: Callable[..., Evidence]) -> Callable[..., Assessment]:
    def build(facts: str | list[Fact], rubric: Rubric = default, **options: Any) -> Assessment:
        slug = facts if isinstance(facts, str) else "ledger"
        rng = options.pop("rng", None) or generator_for(slug, 1)
        return assess(evidence_of(facts), rubric, registry, as_of=AS_OF, rng=rng, **options)

    return build


@pytest.fixture(scope="session")
def fact() -> Callable[..., Fact]:
    def build(key: str, value: Any, level: str = "documented", as_of: str = "2026-09-30", **more: Any) -> Fact:
        source = more.pop("source", Source("management_accounts", "Accounts"))
        return Fact(key, value, EvidenceLevel(level), date.fromisoformat(as_of), source, **more)

    return build


@pytest.fixture(scope="session")
def yardsticks() -> Yardsticks:
    rubric = (ROOT / "analysis" / "rubrics" / "default.yaml").read_text(encoding="utf-8")
    return parsed_yardsticks(rubric, load_registry(), reference_text)

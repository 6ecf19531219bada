"""How far the evidence reaches in each stage: facts asked for, known, and at which level."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.evidence.state import Evidence
from data.records import EvidenceLevel, Registry


@dataclass(frozen=True, slots=True)
class Coverage:
    """Facts of one stage: how many are known of those that apply; shares that are measured, documented, claimed."""

    known: int
    total: int
    shares: tuple[float, float, float]


def stage_coverage(evidence: Evidence, registry: Registry) -> dict[str, Coverage]:
    """Coverage per stage of the registry; derived fields are computed, not asked for, and so do not count."""
    return {stage.code: _coverage(evidence, registry, stage.code) for stage in registry.stages}


def _coverage(evidence: Evidence, registry: Registry, stage: str) -> Coverage:
    asked = [field.key for field in registry.in_stage(stage) if not field.derived]
    facts = [evidence.current.get(key) for key in asked]
    applicable = [fact for fact in facts if fact is None or fact.not_applicable is None]
    levels = [fact.level for fact in applicable if fact is not None]
    total = len(applicable)
    counts = [
        levels.count(level) for level in (EvidenceLevel.MEASURED, EvidenceLevel.DOCUMENTED, EvidenceLevel.CLAIMED)
    ]
    measured, documented, claimed = (count / total if total else 0.0 for count in counts)
    return Coverage(len(levels), total, (measured, documented, claimed))

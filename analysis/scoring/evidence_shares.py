"""How much of the score's weight rests on measurements, documents, mere claims, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.evidence.result_fields import stage_of_key
from analysis.scoring.axes import Term
from analysis.scoring.rubric import Rubric
from data.records import EvidenceLevel, Registry


@dataclass(frozen=True, slots=True)
class EvidenceShares:
    """Shares of weight by evidence level, each row summing to 1.

    Attributes:
        overall: Both axes together, each axis counting half.
        by_stage: Per stage of the registry; stages without a criterion that applies are left out.
    """

    overall: Mapping[EvidenceLevel, float]
    by_stage: Mapping[str, Mapping[EvidenceLevel, float]]


def evidence_shares(terms: Sequence[Term], rubric: Rubric, registry: Registry) -> EvidenceShares:
    """Shares of weight by evidence level, overall and per stage.

    A criterion belongs to the stage of the first key it reads; criteria on results without a stage count overall only.
    """
    stages = [criterion_stage(term, rubric, registry) for term in terms]
    by_stage = {}
    for stage in dict.fromkeys(option.code for option in registry.stages):
        members = [term for term, own in zip(terms, stages, strict=True) if own == stage]
        if any(term.share > 0 for term in members):
            by_stage[stage] = _shares(members)
    return EvidenceShares(_shares(terms), by_stage)


def criterion_stage(term: Term, rubric: Rubric, registry: Registry) -> str | None:
    """The stage whose evidence a criterion reads first, None if it reads a result that belongs to no stage."""
    return stage_of_key(term.belief.criterion.reads[0], registry, rubric.results)


def _shares(terms: Sequence[Term]) -> dict[EvidenceLevel, float]:
    weights = dict.fromkeys(EvidenceLevel, 0.0)
    for term in terms:
        weights[term.belief.level] += term.category_weight * term.share
    total = sum(weights.values())
    return {level: weight / total if total else 0.0 for level, weight in weights.items()}

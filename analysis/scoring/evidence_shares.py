"""How much of the score's weight rests on measurements, documents, mere claims, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class MeasurableCriterion(NamedTuple):
    """A criterion that runs of ours can measure.

    Attributes:
        key: Criterion.
        weight: Its share of the weight of both axes together, 0..1.
        is_measured: Whether it rests on a measurement.
        runs: Kinds of run that would.
    """

    key: str
    weight: float
    is_measured: bool
    runs: tuple[str, ...]


def measurable_criteria(terms: Sequence[Term], rubric: Rubric, registry: Registry) -> tuple[MeasurableCriterion, ...]:
    """The criteria of which runs can establish what is read, the one that carries most weight first."""
    total = sum(term.category_weight * term.share for term in terms)
    found = []
    for term in terms:
        runs = [_run_of(key, rubric, registry) for key in term.belief.criterion.reads]
        if term.share > 0 and all(runs):
            weight = term.category_weight * term.share / total
            measured = term.belief.level is EvidenceLevel.MEASURED
            found.append(MeasurableCriterion(term.key, weight, measured, tuple(dict.fromkeys(filter(None, runs)))))
    return tuple(sorted(found, key=lambda each: (-each.weight, each.key)))


def _run_of(key: str, rubric: Rubric, registry: Registry) -> str:
    """The kind of run that establishes a field or a result; empty where none does."""
    field, result = registry.by_key.get(key.split(".")[0]), rubric.result(key)
    if field is not None:
        return "" if field.measured_by == "none" else field.measured_by
    runs = {option.code for option in registry.runs}
    return result.source_kind if result is not None and result.source_kind in runs - {"none"} else ""

"""Derived fields: edge cases first, then the formula, then the company's own figure where inputs are missing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.evidence.conditions import truth
from analysis.evidence.formulas import formula_value, parsed_formula
from analysis.evidence.readings import NOT_APPLICABLE, Absence, Looked, Lookup, Reading, TracingLookup
from data.records import EvidenceLevel, Field

if TYPE_CHECKING:
    from analysis.evidence.state import Evidence


@dataclass(frozen=True, slots=True)
class ReportedComparison:
    """A figure the company reports beside the same figure computed from its parts.

    Attributes:
        key: Derived field.
        reported: The company's figure, in the field's unit.
        derived: Ours, in the same unit.
        difference: Reported minus derived.
        relative: The difference as a share of the derived figure's size, None when that is 0 or unlimited.
        flattering: Whether the reported figure is the better one, None where the field has no direction.
        level: Evidence level of the derived figure.
    """

    key: str
    reported: float
    derived: float
    difference: float
    relative: float | None
    flattering: bool | None
    level: EvidenceLevel


def derived_reading(field: Field, lookup: Lookup, months_back: int) -> Reading:
    """The field computed from its inputs, with the facts used; lagged, every input is lagged by as much.

    The first edge case that is true settles the value; an unknown one is passed over. A result beyond the field's
    range counts as its nearest end; "unlimited" stays infinite.
    """
    for case in field.edge_cases:
        trace = TracingLookup(lookup, months_back)
        if truth(case.when, trace, {}) is True:
            return Reading(_settled(case.value), trace.inputs, case.reason_en, case.reason_zh)
    trace = TracingLookup(lookup, months_back)
    value = formula_value(parsed_formula(field.formula or ""), trace)
    if isinstance(value, float):
        return Reading(_within(value, field), trace.inputs)
    if value is NOT_APPLICABLE:
        return Reading(value, trace.inputs, "An input does not apply.", "某项输入不适用。")
    return Reading(value, (), "An input of its formula is unknown.", "计算所需的某项输入未知。")


def _settled(value: float | str) -> Looked:
    if value == "unlimited":
        return math.inf
    return NOT_APPLICABLE if value == "not_applicable" else float(value)


def _within(value: float, field: Field) -> float:
    low, high = field.range or (None, None)
    lowest = -math.inf if low is None else float(low)
    highest = math.inf if high is None else float(high)
    return min(max(value, lowest), highest)


def reported_comparison(field: Field, evidence: Evidence) -> ReportedComparison | None:
    """The reported figure against the derived one, None unless both are known numbers."""
    reported, derived = evidence.stored_reading(field.key), derived_reading(field, evidence, 0)
    if isinstance(reported.value, Absence) or isinstance(derived.value, Absence):
        return None
    if not isinstance(reported.value, float) or not isinstance(derived.value, float):
        return None
    if math.isinf(reported.value) and math.isinf(derived.value):
        return None
    difference = reported.value - derived.value
    finite = math.isfinite(difference) and derived.value != 0
    direction = {"higher": 1, "lower": -1}.get(field.better)
    return ReportedComparison(
        key=field.key,
        reported=reported.value,
        derived=derived.value,
        difference=difference,
        relative=difference / abs(derived.value) if finite else None,
        flattering=None if direction is None else difference * direction > 0,
        level=min((entry.fact.level for entry in derived.inputs), key=lambda level: level.strength),
    )

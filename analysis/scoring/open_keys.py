"""What a criterion or a rule still waits for: keys nobody has answered, those behind a derived one in its place."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.evidence.formulas import formula_keys, parsed_formula
from analysis.evidence.readings import Absence
from analysis.evidence.result_fields import ResultField
from analysis.evidence.state import Evidence
from analysis.scoring.rubric_schema import Anchors, Band, Criterion


def missing_keys(criterion: Criterion, evidence: Evidence) -> tuple[str, ...]:
    """Keys nobody has answered yet on which the criterion waits; those behind a derived field in its place."""
    wanted = list(criterion.reads)
    function = criterion.value
    if isinstance(function, Anchors | Band) and function.standard_error is not None:
        wanted.append(function.standard_error)
    return unknown_leaves(wanted, evidence)


def unknown_leaves(keys: list[str] | tuple[str, ...], evidence: Evidence) -> tuple[str, ...]:
    """Of these keys the unknown ones, in order, each once; a derived field or a result by what it is computed from."""
    return tuple(dict.fromkeys(leaf for key in keys for leaf in _leaves(key, evidence)))


def _inputs_missing(result: ResultField | None, evidence: Evidence) -> tuple[str, ...]:
    """Unknown fields that a result waits for; none where it has all it needs, or names no fields."""
    return unknown_leaves(result.computed_from, evidence) if result is not None else ()


def _leaves(key: str, evidence: Evidence) -> Iterator[str]:
    if evidence.reading(key).value is not Absence.UNKNOWN:
        return
    field = evidence.registry.by_key.get(key)
    if field is None:
        result = next((each for each in evidence.results if each.key == key), None)
        yield from _inputs_missing(result, evidence) or (key,)
        return
    if not field.derived:
        yield key
        return
    for name, months in formula_keys(parsed_formula(field.formula or "")):
        yield from _leaves(name, evidence)
        was_unknown = evidence.reading(name).is_known and not evidence.reading(name, months).is_known
        if was_unknown and not evidence.precedes_founding(name, months):
            yield name

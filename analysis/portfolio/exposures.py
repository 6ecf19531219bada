"""What a portfolio is spread over and what its startups may hang on together, as their ledgers say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.evidence.readings import Absence
from analysis.evidence.state import Evidence

OWN = "own"
HIDDEN_PARENT = "hidden_parent"
_ORIGIN, _UNDECLARED = "lineage_verdict", "undeclared_parent"
_BASE = "base_model_name"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One fact to spread a portfolio by.

    Attributes:
        key: Field of the registry.
        harmless: Values that are no dependence on anybody, however many share them.
    """

    key: str
    harmless: frozenset[str] = frozenset()


SPREADS = tuple(
    Dimension(key, frozenset({"other", "across_industries"}))
    for key in ("funding_stage", "sector", "hq_country", "sales_regions")
)
DEPENDENCES = (
    Dimension(_BASE, frozenset({OWN})),
    Dimension("teacher_model_name"),
    Dimension("compute_provider"),
    Dimension("gpu_type", frozenset({"other"})),
)


def values_of(dimension: Dimension, evidence: Mapping[str, Evidence]) -> dict[str, tuple[str, ...]]:
    """The values of each startup by slug; empty where they are not known."""
    return {slug: _values(dimension.key, known) for slug, known in evidence.items()}


def _values(key: str, evidence: Evidence) -> tuple[str, ...]:
    """What the ledger says; a base model that a run found and nobody declared is said to be hidden, not own."""
    if key == _BASE and evidence.reading(_ORIGIN).value == _UNDECLARED:
        return (HIDDEN_PARENT,)
    value = evidence.reading(key).value
    if isinstance(value, Absence):
        return ()
    if isinstance(value, tuple):
        return tuple(str(entry) for entry in value)
    return (" ".join(str(value).split()),)

"""What a portfolio is spread over and what its startups may hang on together, as their ledgers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.evidence.readings import Absence
from analysis.evidence.state import Evidence
from pages.components import loaders
from pages.components.fact_text import value_text
from pages.components.language import text
from pages.components.ranking import Place

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

    def shown(self, value: str) -> str:
        """The value by its name."""
        if value in (OWN, HIDDEN_PARENT):
            return text(f"decide.portfolio.{value}")
        return value_text(value, loaders.registry().by_key.get(self.key))


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


def values_of(dimension: Dimension, places: Sequence[Place]) -> dict[str, tuple[str, ...]]:
    """The values of each startup by slug, in lower case where they are names; empty where they are not known."""
    return {place.standing.startup.slug: _values(dimension.key, place.standing.evidence) for place in places}


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

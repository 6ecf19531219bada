"""The values that a portfolio is spread over, by name."""

from __future__ import annotations

from analysis.portfolio.exposures import HIDDEN_PARENT, OWN, Dimension
from pages.components import loaders
from pages.components.fact_text import value_text
from pages.components.language import text


def shown_value(dimension: Dimension, value: str) -> str:
    """The value by its name."""
    if value in (OWN, HIDDEN_PARENT):
        return text(f"decide.portfolio.{value}")
    return value_text(value, loaders.registry().by_key.get(dimension.key))

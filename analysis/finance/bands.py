"""Where a financial figure stands by practitioners' conventions, which are data with a source and a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from data.records import InvalidInput, parse_yaml


class BandStep(NamedTuple):
    """Label of every figure up to a bound; None is everything above."""

    up_to: float | None
    label_en: str
    label_zh: str

    def label(self, language: str) -> str:
        """Label in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en


@dataclass(frozen=True, slots=True)
class FinanceBand:
    """The steps of one figure, lowest first, with where and when they were read."""

    key: str
    unit: str
    better: str
    steps: tuple[BandStep, ...]
    source: str
    dated: date
    verified: bool

    def step(self, value: float) -> BandStep:
        """The step a figure falls into; bounds belong to the step below them."""
        return next(step for step in self.steps if step.up_to is None or value <= step.up_to)


def parse_finance_bands(text: str) -> dict[str, FinanceBand]:
    """Bands by key from a table in YAML.

    Raises:
        InvalidInput: if a row lacks something, or its steps do not rise to one without a bound.
    """
    table = parse_yaml(text)
    if not isinstance(table, dict) or not isinstance(table.get("bands"), list):
        raise InvalidInput("A table of bands needs a list `bands`.")
    return {band.key: band for band in map(_band, table["bands"])}


def _band(row: dict[str, Any]) -> FinanceBand:
    try:
        steps = tuple(BandStep(**step) for step in row["steps"])
        band = FinanceBand(**{**row, "steps": steps})
    except (KeyError, TypeError) as error:
        raise InvalidInput(f"Bands of {row.get('key')!r}: {error}.") from error
    bounds = [step.up_to for step in steps]
    closed = [bound for bound in bounds[:-1] if bound is not None]
    if not bounds or bounds[-1] is not None or len(closed) != len(bounds) - 1 or closed != sorted(set(closed)):
        raise InvalidInput(f"Bands of {band.key!r}: bounds must rise, and the last step has none; got {bounds!r}.")
    return band

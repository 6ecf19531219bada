"""Published outcomes of venture investing: exit multiples by bucket, graduation between rounds, dilution per round."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from data.records import InvalidInput, parse_yaml

_Row = TypeVar("_Row")


class Bucket(NamedTuple):
    """Multiples from `low` to `high` and the share of outcomes among them."""

    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True)
class ExitMultiples:
    """Outcomes as multiples of what was paid, for one window."""

    key: str
    label_en: str
    label_zh: str
    unit: str
    buckets: tuple[Bucket, ...]
    source: str
    dated: date
    verified: bool

    def __post_init__(self) -> None:
        total = math.fsum(bucket.share for bucket in self.buckets)
        if abs(total - 1) > 1e-6 or any(not 0 <= bucket.low <= bucket.high for bucket in self.buckets):
            raise InvalidInput(
                f"Exit multiples {self.key!r}: shares add up to {total:.4g}, expected 1, in rising bounds."
            )

    def draws(self, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """That many multiples: the bucket first, then log-uniform inside it; even inside a bucket that starts at 0."""
        chosen = rng.choice(len(self.buckets), size=count, p=[bucket.share for bucket in self.buckets])
        low = np.array([bucket.low for bucket in self.buckets])[chosen]
        high = np.array([bucket.high for bucket in self.buckets])[chosen]
        place = rng.random(count)
        floor = np.where(low > 0, low, 1.0)
        ceiling = np.where(low > 0, high, 1.0)
        return np.where(low > 0, floor * (ceiling / floor) ** place, high * place)

    @property
    def mean(self) -> float:
        """Expected multiple: of a log-uniform bucket (high - low) / ln(high / low), of one from 0 its middle."""
        return math.fsum(bucket.share * _bucket_mean(bucket) for bucket in self.buckets)


@dataclass(frozen=True, slots=True)
class Graduation:
    """Share of startups that raised the round after each stage, within a window."""

    key: str
    label_en: str
    label_zh: str
    window_years: float
    rates: Mapping[str, float]
    source: str
    dated: date
    verified: bool


@dataclass(frozen=True, slots=True)
class Dilution:
    """Median share of the company that each round sells."""

    key: str
    label_en: str
    label_zh: str
    shares: Mapping[str, float]
    source: str
    dated: date
    verified: bool


def parse_exit_multiples(text: str) -> dict[str, ExitMultiples]:
    """Distributions by key from a table in YAML.

    Raises:
        InvalidInput: if a row lacks something or its shares do not add up to 1.
    """
    return {item.key: item for item in map(_multiples, _rows(text, "distributions"))}


def parse_graduation(text: str) -> dict[str, Graduation]:
    """Graduation rates by key from a table in YAML.

    Raises:
        InvalidInput: if a row lacks something.
    """
    return {item.key: item for item in (_made(Graduation, row, row) for row in _rows(text, "graduation"))}


def parse_dilution(text: str) -> dict[str, Dilution]:
    """Dilution per round by key from a table in YAML.

    Raises:
        InvalidInput: if a row lacks something.
    """
    return {item.key: item for item in (_made(Dilution, row, row) for row in _rows(text, "dilution"))}


def _bucket_mean(bucket: Bucket) -> float:
    if bucket.low == 0 or bucket.low == bucket.high:
        return (bucket.low + bucket.high) / 2
    width = bucket.high - bucket.low
    return width / math.log1p(width / bucket.low)


def _rows(text: str, name: str) -> list[dict[str, Any]]:
    table = parse_yaml(text)
    if not isinstance(table, dict) or not isinstance(table.get(name), list):
        raise InvalidInput(f"The table needs a list `{name}`.")
    return list(table[name])


def _multiples(row: dict[str, Any]) -> ExitMultiples:
    buckets = tuple(_made(Bucket, bucket, row) for bucket in row.get("buckets", ()))
    return _made(ExitMultiples, {**row, "buckets": buckets} if buckets else row, row)


def _made(kind: Callable[..., _Row], values: dict[str, Any], row: dict[str, Any]) -> _Row:
    """What `kind` makes of the values; a refusal names the row they stand in."""
    try:
        return kind(**values)
    except TypeError as error:
        raise InvalidInput(f"{row.get('key')!r}: {error}.") from error

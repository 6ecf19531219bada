"""What looking up a key gives: a value, or the reason why there is none, with the facts it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol, TypeAlias

from data.records import EvidenceLevel, Fact


class Absence(Enum):
    """Why a key has no value: nobody knows it, or it does not concern this startup."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


UNKNOWN = Absence.UNKNOWN
NOT_APPLICABLE = Absence.NOT_APPLICABLE

Value: TypeAlias = float | bool | str | date | tuple[str, ...] | Mapping[str, float]
Looked: TypeAlias = Value | Absence


@dataclass(frozen=True, slots=True)
class Input:
    """A fact that a value rests on; `lagged` when an earlier value was wanted, which does not age."""

    fact: Fact
    lagged: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of a key at one moment.

    Attributes:
        value: In the field's unit, numbers as float, "unlimited" as infinity; or why there is none.
        inputs: Ledger facts it rests on, those behind a derived field included.
        reason_en: Why it is absent or was settled by an edge case; empty for a plain value.
        reason_zh: The same in Chinese.
    """

    value: Looked
    inputs: tuple[Input, ...] = ()
    reason_en: str = ""
    reason_zh: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return not isinstance(self.value, Absence)


class Lookup(Protocol):
    """Anything that answers what a key holds, now or `months_back` months before its present as-of date."""

    def reading(self, key: str, months_back: int = 0) -> Reading:
        """The value of `key`, in its unit, or why there is none."""
        ...


class TracingLookup:
    """A lookup shifted by some months that remembers which facts were used."""

    def __init__(self, lookup: Lookup, months_back: int = 0) -> None:
        self._lookup = lookup
        self._months_back = months_back
        self._inputs: list[Input] = []

    def reading(self, key: str, months_back: int = 0) -> Reading:
        """The value of `key`, shifted by the months of both this lookup and the call."""
        reading = self._lookup.reading(key, self._months_back + months_back)
        self._inputs.extend(reading.inputs)
        return reading

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The facts used so far, each once, in the order of use."""
        return unique_inputs(self._inputs)


def unique_inputs(inputs: list[Input] | tuple[Input, ...]) -> tuple[Input, ...]:
    """The inputs without repetition, in order; a fact used both now and lagged stays twice."""
    seen: dict[tuple[int, bool], Input] = {}
    for entry in inputs:
        seen.setdefault((id(entry.fact), entry.lagged), entry)
    return tuple(seen.values())


def weakest_level(inputs: tuple[Input, ...] | list[Input]) -> EvidenceLevel:
    """The weakest evidence level among the inputs; missing when there are none."""
    return min((entry.fact.level for entry in inputs), key=lambda level: level.strength, default=EvidenceLevel.MISSING)

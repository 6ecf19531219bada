"""What is known of one startup on one day, by key: stored facts, derived fields, results of runs, earlier values."""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from analysis.evidence.derived import ReportedComparison, derived_reading, reported_comparison
from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN, Input, Looked, Reading, Value, weakest_level
from analysis.evidence.result_fields import ResultField
from data.records import NUMERIC_TYPES, EvidenceLevel, Fact, FactValue, Field, Registry, current_facts

LAG_TOLERANCE_DAYS = 16
ASSESSMENT_DATE = "assessment_date"
FOUNDED = "founded_date"
_SHARE_SUM_TOLERANCE = 0.01

_NOBODY_KNOWS = Reading(UNKNOWN, (), "Nothing is on record.", "尚无记录。")
_NOT_FOUNDED = Reading(UNKNOWN, (), "The company did not exist then.", "当时公司尚未成立。")


@dataclass(frozen=True, slots=True)
class _Known:
    """What the registry or the rubric says of a key, as far as reading a value needs it."""

    kind: str
    unknown_codes: frozenset[str]
    sums_to_one: bool


class Evidence:
    """The ledger of one startup, answering keys of the registry and of the rubric's results.

    Args:
        facts: The ledger, in any order; facts of one key with other as-of dates are its history.
        registry: Fields, whose derived ones are computed here.
        results: Result keys of the rubric that runs and computations fill.
        as_of: Day of assessment, which the key `assessment_date` answers; None leaves it unknown.
    """

    def __init__(
        self, facts: Sequence[Fact], registry: Registry, results: Sequence[ResultField] = (), as_of: date | None = None
    ) -> None:
        self.facts = tuple(facts)
        self.registry = registry
        self.results = tuple(results)
        self.as_of = as_of
        self._kinds = {field.key: _known_field(field) for field in registry.fields}
        self._kinds |= {result.key: _known_result(result) for result in self.results}
        self._index()

    def _index(self) -> None:
        self._current = current_facts(list(self.facts))
        self._by_key: dict[str, list[Fact]] = {}
        for fact in self.facts:
            self._by_key.setdefault(fact.key, []).append(fact)
        self._readings: dict[tuple[str, int], Reading] = {}

    def on(self, as_of: date) -> Evidence:
        """The same evidence, assessed on that day."""
        return self if as_of == self.as_of else self._with(self.facts, as_of)

    def with_value(self, fact: Fact, value: FactValue) -> Evidence:
        """The same evidence with one fact's value replaced."""
        return self._with([replace(entry, value=value) if entry is fact else entry for entry in self.facts], self.as_of)

    def _with(self, facts: Sequence[Fact], as_of: date | None) -> Evidence:
        """Evidence on other facts or another day; what kinds of keys there are is not worked out again."""
        other = copy(self)
        other.facts, other.as_of = tuple(facts), as_of
        other._index()
        return other

    @property
    def current(self) -> Mapping[str, Fact]:
        """The current fact per key."""
        return MappingProxyType(self._current)

    def history(self, key: str) -> tuple[Fact, ...]:
        """All facts of a key, oldest as-of date first."""
        return tuple(sorted(self._by_key.get(key, ()), key=lambda fact: fact.as_of))

    def reading(self, key: str, months_back: int = 0) -> Reading:
        """The value of a key, `KEY.PART` for one part of a share table, or why there is none."""
        place = (key, months_back)
        if place not in self._readings:
            self._readings[place] = self._looked_up(key, months_back)
        return self._readings[place]

    def stored_reading(self, key: str, months_back: int = 0) -> Reading:
        """The value as the ledger holds it, without deriving anything.

        With `months_back`, the value kept nearest to that many months before the current fact's as-of date, within
        16 days.
        """
        current = self._current.get(key)
        if current is None:
            return _NOBODY_KNOWS
        fact = self._lagged_fact(current, months_back) if months_back else current
        if fact is None and self.precedes_founding(key, months_back):
            return _NOT_FOUNDED
        if fact is None:
            return Reading(UNKNOWN, (), f"No value of {months_back} months before.", f"无 {months_back} 个月前的数值。")
        inputs = (Input(fact, lagged=months_back > 0),)
        if fact.not_applicable is not None:
            return Reading(NOT_APPLICABLE, inputs, fact.not_applicable, fact.not_applicable)
        value = self._typed(key, fact.value)
        if value is UNKNOWN:
            return Reading(UNKNOWN, (), "Answered, but undecided.", "已答复，但尚无定论。")
        return Reading(value, inputs)

    def precedes_founding(self, key: str, months_back: int) -> bool:
        """Whether the company did not exist yet that many months before the current value, so that nobody can say."""
        current, founded = self._current.get(key), self.stored_reading(FOUNDED).value
        return current is not None and isinstance(founded, date) and months_before(current.as_of, months_back) < founded

    def comparisons(self) -> tuple[ReportedComparison, ...]:
        """Every derived field that the company also reports, reported against derived."""
        derived = (field for field in self.registry.fields if field.derived and field.accepts_reported)
        found = (reported_comparison(field, self) for field in derived)
        return tuple(comparison for comparison in found if comparison is not None)

    def _looked_up(self, key: str, months_back: int) -> Reading:
        if key == ASSESSMENT_DATE:
            return Reading(self.as_of) if self.as_of is not None else _NOBODY_KNOWS
        if "." in key:
            return self._part_reading(key, months_back)
        stored = self.stored_reading(key, months_back)
        field = self.registry.by_key.get(key)
        if field is None or not field.derived or stored.value is NOT_APPLICABLE:
            return stored
        derived = derived_reading(field, self, months_back)
        if derived.value is UNKNOWN:
            return stored if stored.is_known and field.accepts_reported else derived
        return stored if _is_measured_over(stored, derived) else derived

    def _part_reading(self, key: str, months_back: int) -> Reading:
        base, part = key.split(".", 1)
        table = self.reading(base, months_back)
        if not isinstance(table.value, Mapping):
            return table
        if part in table.value:
            return Reading(float(table.value[part]), table.inputs)
        is_whole = self._kinds[base].sums_to_one and abs(sum(table.value.values()) - 1) <= _SHARE_SUM_TOLERANCE
        return Reading(0.0 if is_whole else UNKNOWN, table.inputs if is_whole else ())

    def _lagged_fact(self, current: Fact, months: int) -> Fact | None:
        wanted = months_before(current.as_of, months)
        distance = {id(fact): abs((fact.as_of - wanted).days) for fact in self._by_key[current.key]}
        near = [fact for fact in self._by_key[current.key] if distance[id(fact)] <= LAG_TOLERANCE_DAYS]
        nearest = min((distance[id(fact)] for fact in near), default=0)
        return current_facts([fact for fact in near if distance[id(fact)] == nearest]).get(current.key)

    def _typed(self, key: str, value: FactValue | None) -> Looked:
        known = self._kinds.get(key, _Known("text", frozenset(), sums_to_one=False))
        if value is None or (isinstance(value, str) and value in known.unknown_codes):
            return UNKNOWN
        if known.kind == "date" and isinstance(value, str):
            return _day(value)
        if known.kind in NUMERIC_TYPES:
            return math.inf if value == "unlimited" else float(value) if isinstance(value, int | float) else UNKNOWN
        if isinstance(value, list):
            return tuple(str(entry) for entry in value)
        plain: Value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        return plain


def _day(text: str) -> Looked:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return UNKNOWN


def _is_measured_over(stored: Reading, derived: Reading) -> bool:
    """Whether a run measured what could else only be derived from weaker evidence."""
    measured, parts = weakest_level(stored.inputs) is EvidenceLevel.MEASURED, weakest_level(derived.inputs)
    return stored.is_known and measured and derived.is_known and parts is not EvidenceLevel.MEASURED


def _known_field(field: Field) -> _Known:
    unknown = frozenset(option.code for option in field.values if option.means_unknown)
    return _Known(field.type, unknown, sums_to_one=field.parts_sum_to == 1)


def _known_result(result: ResultField) -> _Known:
    unknown = frozenset(option.code for option in result.values if option.means_unknown)
    return _Known(result.type, unknown, sums_to_one=False)


def months_before(day: date, months: int) -> date:
    """The same day of the month, that many calendar months earlier, or the last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

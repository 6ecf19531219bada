"""What a fact says, in the reader's language and with its unit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from analysis.evidence.readings import Absence, Looked
from analysis.evidence.result_fields import ResultField
from data.records import Fact, FactValue, Field, Option
from pages.components.finding_words import source_line
from pages.components.format import count, day, money, percentage, scientific, share, significant
from pages.components.language import has_text, language, text

_LONG = 60
_MANY_OPERATIONS = 1e6
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


def value_text(value: FactValue | Looked | None, field: Field | ResultField | None) -> str:
    """The value in words; what is not known is said to be unknown."""
    if value is None or isinstance(value, Absence):
        return text("fact.not_applicable" if value is Absence.NOT_APPLICABLE else "fact.unknown")
    if isinstance(value, bool):
        return text("fact.yes" if value else "fact.no")
    if isinstance(value, int | float):
        return number_text(float(value), field.unit if field else "none")
    if isinstance(value, date):
        return day(value, language())
    if isinstance(value, Mapping):
        return _shares_text(value, field)
    if isinstance(value, str):
        return _shortened(_code_text(value, field))
    return _list_text(value, field)


def number_text(value: float, unit: str) -> str:
    """A number with its unit."""
    code = language()
    if math.isinf(value):
        return text("fact.unlimited")
    if unit == "fraction":
        return percentage(value)
    if unit.startswith("usd"):
        return money(value, code) + (text(f"unit.{unit}") if has_text(f"unit.{unit}") else "")
    if unit in _SCALES:
        return count(value * _SCALES[unit], code)
    shown = scientific(value) if unit == "flop" and value >= _MANY_OPERATIONS else count(value, code)
    return shown + (text(f"unit.{unit}") if has_text(f"unit.{unit}") else "")


def fact_source(fact: Fact, *, with_author: bool = True) -> str:
    """Where a fact comes from, in up to three lines: level and document, dates, author."""
    lines = [f"{text(f'evidence.{fact.level.value}')}: {source_line(fact.source)}"]
    lines.append(text("source.as_of", day=day(fact.as_of, language())))
    if fact.standard_error is not None:
        lines[-1] += f" · {text('source.standard_error', value=significant(fact.standard_error))}"
    if with_author and fact.entered_at is not None:
        lines.append(text("source.entered", author=fact.entered_by, day=day(fact.entered_at.date(), language())))
    return "\n".join(lines)


def _shares_text(shares: Mapping[str, float], field: Field | ResultField | None) -> str:
    ordered = sorted(shares.items(), key=lambda entry: -entry[1])[:3]
    names = {option.code: option.label(language()) for option in _parts(field)}
    return " · ".join(f"{names.get(code, code)} {share(fraction)}" for code, fraction in ordered)


def _list_text(values: Sequence[object], field: Field | ResultField | None) -> str:
    if values and not isinstance(values[0], str):
        return text("fact.entries", count=len(values))
    if not values:
        return text("fact.none")
    named = [_code_text(str(value), field) for value in values]
    return _shortened(("、" if language() == "zh" else ", ").join(named))


def _code_text(code: str, field: Field | ResultField | None) -> str:
    named = next((option for option in (field.values if field else ()) if option.code == code), None)
    return named.label(language()) if named else code


def _parts(field: Field | ResultField | None) -> Sequence[Option]:
    return field.parts if isinstance(field, Field) and isinstance(field.parts, tuple) else ()


def _shortened(content: str) -> str:
    return content if len(content) <= _LONG else f"{content[: _LONG - 1]}…"

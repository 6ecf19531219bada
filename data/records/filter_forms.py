"""A filter as JSON and as the parameters of an address, and back, each checked part by part."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from data.records.errors import InvalidInput
from data.records.filters import ADDRESS_NAMES, LIST_ORDERS, MOST_QUIET_DAYS, NO_FILTER, Filter, Span
from data.records.pipeline import PIPELINE_STATUSES

_BETWEEN = ".."
_SPANS = {"headcount": math.inf, "measured_share": 1.0}
"""Highest end of each range; the lowest is 0."""
_LONGEST = 200
"""Letters of any text in a filter."""
_NAMES = tuple(each.name for each in fields(Filter))
_LISTS = tuple(name for name in _NAMES if isinstance(getattr(NO_FILTER, name), tuple) and name not in _SPANS)


def filter_document(chosen: Filter) -> dict[str, Any]:
    """The filter as JSON, without the parts that ask for nothing."""
    given = {name: getattr(chosen, name) for name in _NAMES if getattr(chosen, name) != getattr(NO_FILTER, name)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def filter_from_document(document: Any) -> Filter:
    """The filter that a document describes, in the form of `filter_document`.

    Raises:
        InvalidInput: if a part is not known, or its value not allowed; the sentence names it.
    """
    if not isinstance(document, Mapping):
        raise InvalidInput(f"filter: got {document!r:.60}, expected its parts by name")
    if unknown := sorted(set(document) - set(_NAMES)):
        raise InvalidInput(f"filter: part {unknown[0]!r} is not known; allowed are {', '.join(_NAMES)}")
    return Filter(**{name: _checked(name, name, document[name]) for name in document})


def filter_address(chosen: Filter) -> dict[str, list[str]]:
    """The filter as parameters of an address, without the parts that ask for nothing."""
    return {ADDRESS_NAMES[name]: _written(name, value) for name, value in filter_document(chosen).items()}


def filter_from_address(parameters: Mapping[str, Sequence[str]]) -> Filter:
    """The filter that an address asks for; parameters that are none of its parts are left alone.

    Args:
        parameters: Name -> values, as often as each is given.

    Raises:
        InvalidInput: if a value is not allowed; the sentence names the parameter.
    """
    named = {name: parameters[said] for name, said in ADDRESS_NAMES.items() if parameters.get(said)}
    return Filter(**{name: _checked(name, ADDRESS_NAMES[name], _read(name, given)) for name, given in named.items()})


def _written(name: str, value: Any) -> list[str]:
    if name in _SPANS:
        return [_BETWEEN.join("" if end is None else repr(end) for end in value)]
    if name in _LISTS:
        return list(value)
    return [str(int(value)) if isinstance(value, bool) else str(value)]


def _read(name: str, given: Sequence[str]) -> Any:
    """The values as JSON would hold them; what cannot be read stays text, which the check refuses."""
    if name in _LISTS:
        return list(given)
    said = given[-1]
    if name in _SPANS:
        ends = said.split(_BETWEEN)
        return [_number(end) for end in ends] if len(ends) == 2 else said
    if name == "turned":
        return {"0": False, "1": True}.get(said, said)
    return _number(said, int) if name == "quiet_days" else said


def _number(said: str, kind: Callable[[str], float] = float) -> float | str | None:
    try:
        return kind(said) if said else None
    except ValueError:
        return said


def _checked(name: str, said: str, value: Any) -> Any:
    """The value as the record holds it; `said` names the part in the sentence of a refusal."""
    if name in _LISTS:
        return _checked_list(name, said, value)
    if name in _SPANS:
        return _checked_span(said, value, _SPANS[name])
    rules: dict[str, tuple[Callable[[Any], bool], str]] = {
        "quiet_days": (
            lambda days: _is_whole(days) and 1 <= days <= MOST_QUIET_DAYS,
            f"days from 1 to {MOST_QUIET_DAYS}",
        ),
        "words": (lambda words: _is_text(words), f"text of at most {_LONGEST} letters"),
        "order": (lambda order: order in LIST_ORDERS, f"one of {', '.join(LIST_ORDERS)}"),
        "turned": (lambda turned: isinstance(turned, bool), "true or false, in an address 1 or 0"),
    }
    is_allowed, allowed = rules[name]
    if not is_allowed(value):
        raise _refusal(said, value, allowed)
    return value


def _checked_list(name: str, said: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(_is_text(each) for each in value):
        raise _refusal(said, value, f"a list of texts of at most {_LONGEST} letters")
    if name == "statuses" and (unknown := [each for each in value if each not in PIPELINE_STATUSES]):
        raise _refusal(said, unknown[0], f"any of {', '.join(PIPELINE_STATUSES)}")
    return tuple(value)


def _checked_span(said: str, value: Any, highest: float) -> Span:
    bound = f"0 to {highest:g}" if math.isfinite(highest) else "0 up"
    allowed = f"two ends from {bound}, the lower first, either left out, in an address such as 0{_BETWEEN}1"
    if not isinstance(value, list) or len(value) != 2:
        raise _refusal(said, value, allowed)
    ends = [end for end in value if end is not None]
    if not all(_is_number(end) and 0 <= end <= highest for end in ends) or ends != sorted(ends):
        raise _refusal(said, value, allowed)
    low, high = (None if end is None else float(end) for end in value)
    return Span(low, high)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _refusal(said: str, value: Any, allowed: str) -> InvalidInput:
    return InvalidInput(f"filter, {said}: got {value!r:.60}, expected {allowed}")

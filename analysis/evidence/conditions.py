"""Three-valued conditions of rules and criteria, and the operands they compare.

A condition is true, false or unknown (None) after Kleene (1952, Introduction to Metamathematics, section 64). What is
not applicable makes a comparison false, and its negation false too, so that it raises neither a finding nor a question;
negation is therefore carried down to the comparisons before they are judged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN, Absence, Looked, Lookup

Condition = Mapping[str, Any]
Operand = Any
Thresholds = Mapping[str, float | date]

ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda left, right: bool(left > right),
    "ge": lambda left, right: bool(left >= right),
    "lt": lambda left, right: bool(left < right),
    "le": lambda left, right: bool(left <= right),
}
ARITHMETIC = frozenset({"add", "mul", "max", "sub", "div", "abs"})


def truth(condition: Condition, lookup: Lookup, thresholds: Thresholds, *, negated: bool = False) -> bool | None:
    """Whether the condition holds: True, False, or None when that is unknown.

    Args:
        condition: One of all, any, not, gt, ge, lt, le, in, has, is_true, is_false with its arguments.
        lookup: Answers keys.
        thresholds: Values of `$name` operands.
        negated: Judge the negation instead; differs from negating the answer only where a key does not apply.

    Raises:
        ValueError: if the condition has not exactly one known operator; parsing a rubric refuses such conditions.
    """
    ((operator, arguments),) = condition.items()
    if operator == "not":
        return truth(arguments, lookup, thresholds, negated=not negated)
    if operator in {"all", "any"}:
        parts = (truth(part, lookup, thresholds, negated=negated) for part in arguments)
        return conjunction(parts) if (operator == "all") != negated else disjunction(parts)
    answer = _comparison(operator, arguments, lookup, thresholds)
    if isinstance(answer, Absence):
        return None if answer is UNKNOWN else False
    return answer != negated


def conjunction(parts: Iterator[bool | None]) -> bool | None:
    """Kleene's and: false if one is false, else unknown if one is unknown."""
    answers = set(parts)
    return False if False in answers else None if None in answers else True


def disjunction(parts: Iterator[bool | None]) -> bool | None:
    """Kleene's or: true if one is true, else unknown if one is unknown."""
    answers = set(parts)
    return True if True in answers else None if None in answers else False


def _comparison(operator: str, arguments: Any, lookup: Lookup, thresholds: Thresholds) -> bool | Absence:
    if operator in ORDERINGS:
        left, right = (operand_value(argument, lookup, thresholds) for argument in arguments)
        return _ordering(operator, left, right)
    if operator in {"is_true", "is_false"}:
        value = lookup.reading(arguments).value
        return value if isinstance(value, Absence) else value is (operator == "is_true")
    if operator == "in":
        value = lookup.reading(arguments[0]).value
        return value if isinstance(value, Absence) else value in arguments[1]
    if operator == "has":
        value = lookup.reading(arguments[0]).value
        return value if isinstance(value, Absence) else isinstance(value, tuple) and arguments[1] in value
    raise ValueError(f"unknown condition {operator!r}")


def _ordering(operator: str, left: Looked, right: Looked) -> bool | Absence:
    if NOT_APPLICABLE in (left, right):
        return NOT_APPLICABLE
    numbers = isinstance(left, float) and isinstance(right, float)
    dates = isinstance(left, date) and isinstance(right, date)
    return ORDERINGS[operator](left, right) if numbers or dates else UNKNOWN


def operand_value(operand: Operand, lookup: Lookup, thresholds: Thresholds) -> Looked:
    """The value of an operand: a number, a key, `$name`, or an expression of these.

    Unknown if an input is unknown, a division has no result, or infinities cancel; not applicable if an input is.

    Raises:
        ValueError: if the operand is of no known form; parsing a rubric refuses such operands.
    """
    if isinstance(operand, int | float) and not isinstance(operand, bool):
        return float(operand)
    if isinstance(operand, str):
        return thresholds[operand[1:]] if operand.startswith("$") else lookup.reading(operand).value
    ((operator, arguments),) = operand.items()
    if operator == "lag":
        return lookup.reading(arguments[0], int(arguments[1])).value
    if operator == "if":
        chosen = truth(arguments[0], lookup, thresholds)
        return UNKNOWN if chosen is None else operand_value(arguments[1 if chosen else 2], lookup, thresholds)
    if operator == "first_known":
        return _first_known([operand_value(part, lookup, thresholds) for part in arguments])
    if operator not in ARITHMETIC:
        raise ValueError(f"unknown operand {operator!r}")
    parts = [arguments] if operator == "abs" else arguments
    return combined(operator, [operand_value(part, lookup, thresholds) for part in parts])


def _first_known(values: list[Looked]) -> Looked:
    known = (value for value in values if not isinstance(value, Absence))
    return next(known, NOT_APPLICABLE if NOT_APPLICABLE in values else UNKNOWN)


def combined(operator: str, values: list[Looked]) -> Looked:
    """The numbers joined by add, mul, max, sub, div, abs or pow.

    Not applicable wins over unknown; division by zero, infinity over or minus infinity, and a fractional power of a
    negative number are unknown.
    """
    if any(value is NOT_APPLICABLE for value in values):
        return NOT_APPLICABLE
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) < len(values):
        return UNKNOWN
    try:
        result = _OPERATIONS[operator](numbers)
    except (ZeroDivisionError, OverflowError, ValueError):
        return UNKNOWN
    return UNKNOWN if isinstance(result, complex) or math.isnan(result) else result


_OPERATIONS: dict[str, Callable[[list[float]], float]] = {
    "add": math.fsum,
    "mul": math.prod,
    "max": max,
    "sub": lambda pair: pair[0] - pair[1],
    "div": lambda pair: pair[0] / pair[1],
    "abs": lambda single: abs(single[0]),
    "pow": lambda pair: pair[0] ** pair[1],
}

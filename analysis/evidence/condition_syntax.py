"""The form of conditions and operands, checked before anything is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.evidence.conditions import ARITHMETIC, ORDERINGS

_PAIRS = frozenset({"sub", "div"})


def condition_faults(condition: Any, thresholds: frozenset[str]) -> Iterator[str]:
    """Sentences on what is wrong with the form of a condition; none if it can be evaluated.

    Args:
        condition: As read from YAML.
        thresholds: Names that `$name` may use.
    """
    if not isinstance(condition, dict) or len(condition) != 1:
        yield f"a condition is one operator with its arguments, got {condition!r}"
        return
    ((operator, arguments),) = condition.items()
    if operator in {"all", "any"}:
        if not isinstance(arguments, list) or not arguments:
            yield f"{operator} takes a list of conditions, got {arguments!r}"
            return
        for part in arguments:
            yield from condition_faults(part, thresholds)
    elif operator == "not":
        yield from condition_faults(arguments, thresholds)
    elif operator in ORDERINGS:
        yield from _operands_faults(operator, arguments, thresholds, count=2)
    else:
        yield from _membership_faults(operator, arguments)


def _membership_faults(operator: str, arguments: Any) -> Iterator[str]:
    if operator in {"is_true", "is_false"}:
        if not isinstance(arguments, str):
            yield f"{operator} takes one key, got {arguments!r}"
    elif operator in {"in", "has"}:
        wanted = list if operator == "in" else str
        pair = isinstance(arguments, list) and len(arguments) == 2
        if not pair or not isinstance(arguments[0], str) or not isinstance(arguments[1], wanted):
            yield f"{operator} takes a key and {'a list of codes' if operator == 'in' else 'a code'}, got {arguments!r}"
    else:
        yield f"unknown condition {operator!r}; use all, any, not, gt, ge, lt, le, in, has, is_true or is_false"


def operand_faults(operand: Any, thresholds: frozenset[str]) -> Iterator[str]:
    """Sentences on what is wrong with the form of an operand; none if it can be evaluated."""
    if isinstance(operand, str):
        if operand.startswith("$") and operand[1:] not in thresholds:
            yield f"{operand!r} names no threshold of the rule; it has {sorted(thresholds) or 'none'}"
    elif isinstance(operand, dict) and len(operand) == 1:
        yield from _expression_faults(operand, thresholds)
    elif isinstance(operand, bool) or not isinstance(operand, int | float):
        yield f"an operand is a number, a key, $name or an expression, got {operand!r}"


def _expression_faults(operand: dict[str, Any], thresholds: frozenset[str]) -> Iterator[str]:
    ((operator, arguments),) = operand.items()
    if operator == "abs":
        yield from operand_faults(arguments, thresholds)
    elif operator == "lag":
        pair = isinstance(arguments, list) and len(arguments) == 2
        if not pair or not isinstance(arguments[0], str) or not isinstance(arguments[1], int):
            yield f"lag takes a key and whole months, got {arguments!r}"
    elif operator == "if":
        if not isinstance(arguments, list) or len(arguments) != 3:
            yield f"if takes a condition and two operands, got {arguments!r}"
            return
        yield from condition_faults(arguments[0], thresholds)
        yield from _operands_faults("if", arguments[1:], thresholds, count=2)
    elif operator in ARITHMETIC or operator == "first_known":
        yield from _operands_faults(operator, arguments, thresholds, count=2 if operator in _PAIRS else None)
    else:
        yield f"unknown operand {operator!r}; use add, mul, max, sub, div, abs, lag, first_known or if"


def _operands_faults(operator: str, arguments: Any, thresholds: frozenset[str], *, count: int | None) -> Iterator[str]:
    if not isinstance(arguments, list) or not arguments or (count is not None and len(arguments) != count):
        yield f"{operator} takes {count or 'some'} operands, got {arguments!r}"
        return
    for argument in arguments:
        yield from operand_faults(argument, thresholds)


def keys_named(node: Any) -> frozenset[str]:
    """Every key that a condition or an operand reads, parts of share tables without the part."""
    if isinstance(node, str):
        return frozenset() if node.startswith("$") else frozenset({node.split(".")[0]})
    if isinstance(node, list):
        return frozenset().union(*(keys_named(part) for part in node))
    if not isinstance(node, dict):
        return frozenset()
    ((operator, arguments),) = node.items()
    if operator in {"in", "has", "lag"}:
        return keys_named(arguments[0])
    return keys_named(arguments)


def checked_condition(condition: dict[str, Any], thresholds: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The condition itself.

    Raises:
        ValueError: with every fault of its form.
    """
    if faults := list(condition_faults(condition, thresholds)):
        raise ValueError("; ".join(faults))
    return condition

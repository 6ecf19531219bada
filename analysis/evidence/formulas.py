"""The small language of derived fields: + - * / ^, lag(key, months), top_share(key, k), hhi(key).

A formula becomes an operand of the condition language, so that unknown and not applicable mean the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from analysis.evidence.conditions import combined
from analysis.evidence.readings import UNKNOWN, Absence, Looked, Lookup
from data.records import AssayError


class FormulaError(AssayError):
    """A formula that cannot be read; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Key:
    """The present value of a key."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """lag, top_share or hhi of a key."""

    function: str
    key: str
    argument: int


@dataclass(frozen=True, slots=True)
class Operation:
    """Two formulas joined by add, sub, mul, div or pow."""

    operator: str
    left: Formula
    right: Formula


Formula: TypeAlias = Number | Key | Call | Operation

_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?)|([a-z_][a-z0-9_.]*)|([-+*/^(),]))")
_BINARY = {"+": (1, "add"), "-": (1, "sub"), "*": (2, "mul"), "/": (2, "div"), "^": (4, "pow")}
_FUNCTIONS = frozenset({"lag", "top_share", "hhi"})
_UNARY_STRENGTH = 3


@lru_cache(maxsize=256)
def parsed_formula(text: str) -> Formula:
    """The formula as a tree; ^ binds tightest and to the right, then * and /, then + and -.

    Raises:
        FormulaError: with the place and what was expected there.
    """
    reader = _Reader(text)
    formula = reader.expression(0)
    reader.expect("")
    return formula


class _Reader:
    """Precedence climbing over the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._next = 0

    @property
    def _token(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def expect(self, wanted: str) -> None:
        if self._token != wanted:
            raise FormulaError(f"formula {self._text!r}: expected {wanted or 'its end'!r}, got {self._token!r}")
        self._next += 1

    def expression(self, weakest: int) -> Formula:
        left = self._operand()
        while self._token in _BINARY and _BINARY[self._token][0] > weakest:
            strength, operator = _BINARY[self._token]
            self._next += 1
            left = Operation(operator, left, self.expression(strength - (operator == "pow")))
        return left

    def _operand(self) -> Formula:
        token = self._token
        self._next += 1
        if token == "-":
            return Operation("sub", Number(0.0), self.expression(_UNARY_STRENGTH))
        if token == "(":
            inner = self.expression(0)
            self.expect(")")
            return inner
        if token in _FUNCTIONS:
            return self._call(token)
        if re.fullmatch(r"[a-z_].*", token):
            return Key(token)
        if token[:1].isdigit():
            return Number(float(token))
        raise FormulaError(f"formula {self._text!r}: expected a number, a key or '(', got {token!r}")

    def _call(self, function: str) -> Formula:
        self.expect("(")
        key = self._token
        self._next += 1
        argument = "0"
        if function != "hhi":
            self.expect(",")
            argument = self._token
            self._next += 1
        self.expect(")")
        if not re.fullmatch(r"[a-z_].*", key) or not argument.isdigit():
            raise FormulaError(
                f"formula {self._text!r}: {function} takes a key and a whole number, got {key}, {argument}"
            )
        return Call(function, key, int(argument))


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    stripped = text.rstrip()
    while place < len(stripped):
        match = _TOKEN.match(stripped, place)
        if match is None:
            raise FormulaError(f"formula {text!r}: cannot read {stripped[place:]!r}")
        tokens.append(match.group(match.lastindex or 0))
        place = match.end()
    return tokens


def formula_value(formula: Formula, lookup: Lookup) -> Looked:
    """The formula's value; unknown if an input is unknown or a division has no result, not applicable if one is."""
    match formula:
        case Number(value):
            return value
        case Key(name):
            return lookup.reading(name).value
        case Operation(operator, left, right):
            return combined(operator, [formula_value(left, lookup), formula_value(right, lookup)])
        case Call("lag", key, months):
            return lookup.reading(key, months).value
        case Call(function, key, count):
            return _share_figure(function, lookup.reading(key).value, count)


def _share_figure(function: str, table: Looked, count: int) -> Looked:
    """Sum of the largest `count` shares, or the Herfindahl-Hirschman index: the sum of squared shares.

    Parts that an open table leaves out count as nothing, so both figures are lower bounds where it sums to less than 1.
    """
    if isinstance(table, Absence):
        return table
    if not isinstance(table, Mapping):
        return UNKNOWN
    shares = sorted((float(share) for share in table.values()), reverse=True)
    return sum(shares[:count]) if function == "top_share" else sum(share**2 for share in shares)


def formula_keys(formula: Formula) -> tuple[tuple[str, int], ...]:
    """Every key that the formula reads with the months it is lagged by, in order, each once."""
    match formula:
        case Number():
            found: list[tuple[str, int]] = []
        case Key(name):
            found = [(name, 0)]
        case Operation(_, left, right):
            found = [*formula_keys(left), *formula_keys(right)]
        case Call(function, key, argument):
            found = [(key, argument if function == "lag" else 0)]
    return tuple(dict.fromkeys(found))

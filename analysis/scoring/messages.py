"""Findings as sentences: which comparison of the rule came true, with both numbers, in English and Chinese."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.evidence.condition_syntax import keys_named
from analysis.evidence.conditions import ORDERINGS, Condition, operand_value, truth
from analysis.evidence.readings import Absence
from analysis.evidence.result_fields import ResultField
from analysis.evidence.state import Evidence
from analysis.quantities.quantity_text import quantity_text
from analysis.scoring.rubric_schema import Rule
from data.records import Field

_ORDER_WORDS = {
    "gt": ("above", "高于"),
    "ge": ("at least", "不低于"),
    "lt": ("below", "低于"),
    "le": ("at most", "不高于"),
}
_DATE_WORDS = {
    "gt": ("after", "晚于"),
    "ge": ("on or after", "不早于"),
    "lt": ("before", "早于"),
    "le": ("on or before", "不晚于"),
}
_OPPOSITE = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
_SIGNS = {"add": " + ", "mul": " × ", "sub": " − ", "div": " ÷ ", "max": " / "}


def finding_message(rule: Rule, evidence: Evidence, language: str) -> str:
    """One sentence on a rule that is true: its name, then every comparison that made it so, with both numbers."""
    chinese = language == "zh"
    subjects: dict[str, list[str]] = {}
    for subject, bound in _Phrases(rule, evidence, language).of(rule.when, negated=False):
        bounds = subjects.setdefault(subject, [])
        bounds.extend([bound] if bound and bound not in bounds else [])
    comma, conjunction = ("，", "且") if chinese else (", ", " and ")
    phrases = [subject + (comma + conjunction.join(bounds) if bounds else "") for subject, bounds in subjects.items()]
    colon, semicolon, stop = ("：", "；", "。") if chinese else (": ", "; ", ".")
    return f"{rule.label(language)}{colon}{semicolon.join(phrases)}{stop}"


@dataclass(frozen=True, slots=True)
class _Phrases:
    rule: Rule
    evidence: Evidence
    language: str

    @property
    def _thresholds(self) -> dict[str, float | date]:
        return {name: threshold.value for name, threshold in self.rule.thresholds.items()}

    def of(self, condition: Condition, *, negated: bool) -> Iterator[tuple[str, str]]:
        """Subject with its value, and the bound it broke ("" where there is none), of every comparison that is true."""
        if truth(condition, self.evidence, self._thresholds, negated=negated) is not True:
            return
        ((operator, arguments),) = condition.items()
        if operator == "not":
            yield from self.of(arguments, negated=not negated)
        elif operator in {"all", "any"}:
            for part in arguments:
                yield from self.of(part, negated=negated)
        elif operator in ORDERINGS:
            yield self._ordering(_OPPOSITE[operator] if negated else operator, *arguments)
        else:
            yield self._membership(operator, arguments, negated=negated)

    def _ordering(self, operator: str, left: Any, right: Any) -> tuple[str, str]:
        unit = self._unit(left) or self._unit(right) or "none"
        chinese = self.language == "zh"
        value, bound = self._quantity(left, unit), self._quantity(right, unit)
        subject = f"{self._name(left)}为 {value}" if chinese else f"{self._name(left)} is {value}"
        if right == 0:
            return subject, ""
        words = _DATE_WORDS if isinstance(self._looked(left), date) else _ORDER_WORDS
        word = words[operator][chinese]
        if not isinstance(right, int | float) and not (isinstance(right, str) and right.startswith("$")):
            bound = f"{self._name(right)}（{bound}）" if chinese else f"{self._name(right)} ({bound})"
        return subject, f"{word} {bound}"

    def _membership(self, operator: str, arguments: Any, *, negated: bool) -> tuple[str, str]:
        key = arguments if isinstance(arguments, str) else arguments[0]
        chinese = self.language == "zh"
        colon = "：" if chinese else ": "
        if operator == "has":
            without = ("不含" if chinese else "without ") if negated else ""
            return f"{self._name(key)}{colon}{without}{self._code(key, arguments[1])}", ""
        value = self.evidence.reading(key).value
        answers = ("否", "是") if chinese else ("no", "yes")
        return f"{self._name(key)}{colon}{answers[value] if isinstance(value, bool) else self._code(key, value)}", ""

    def _definition(self, key: str) -> Field | ResultField | None:
        base = key.split(".")[0]
        results = {result.key: result for result in self.evidence.results}
        return self.evidence.registry.by_key.get(base) or results.get(base)

    def _code(self, key: str, code: Any) -> str:
        definition = self._definition(key)
        for option in definition.values if definition else ():
            if option.code == code:
                return option.label(self.language)
        return str(code)

    def _name(self, operand: Any) -> str:
        if isinstance(operand, int | float):
            return quantity_text(float(operand), "none", self.language)
        if isinstance(operand, str):
            return self._key_name(operand)
        ((operator, arguments),) = operand.items()
        if operator == "abs":
            name = self._name(arguments)
            return f"{name}的绝对值" if self.language == "zh" else f"Size of {name[:1].lower()}{name[1:]}"
        if operator == "lag":
            name = self._name(arguments[0])
            return f"{arguments[1]} 个月前的{name}" if self.language == "zh" else f"{name} {arguments[1]} months before"
        if operator == "first_known":
            known = (part for part in arguments if not isinstance(self._looked(part), Absence))
            return self._name(next(known, arguments[0]))
        return _SIGNS.get(operator, " , ").join(self._name(part) for part in arguments)

    def _key_name(self, operand: str) -> str:
        if operand.startswith("$"):
            threshold = self.rule.thresholds[operand[1:]]
            return quantity_text(threshold.value, "none", self.language)
        definition = self._definition(operand)
        label = definition.label(self.language) if definition else operand
        if "." not in operand:
            return label
        part = operand.split(".")[1]
        parts = getattr(definition, "parts", None) or ()
        named = [option.label(self.language) for option in parts if not isinstance(parts, str) and option.code == part]
        return f"{label} ({named[0] if named else part})"

    def _unit(self, operand: Any) -> str | None:
        if isinstance(operand, dict) and "div" in operand:
            return "ratio"
        keys = sorted(keys_named(operand))
        definition = self._definition(keys[0]) if keys else None
        return definition.unit if definition else None

    def _looked(self, operand: Any) -> Any:
        return operand_value(operand, self.evidence, self._thresholds)

    def _quantity(self, operand: Any, unit: str) -> str:
        value = self._looked(operand)
        if isinstance(operand, str) and operand.startswith("$"):
            unit = self.rule.thresholds[operand[1:]].unit
        return quantity_text(value, unit, self.language) if isinstance(value, float | date) else str(math.nan)

"""What an examination can find: rules with an ordered severity and one sentence in each language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from data.records import parse_yaml

_RULES = Path(__file__).with_name("findings.yaml")


class Severity(StrEnum):
    """How much a finding weighs."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 low, 1 medium, 2 high."""
        return tuple(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Attributes:
        rule: Code in findings.yaml.
        severity: As the rule says.
        message_en: One sentence in English.
        message_zh: The same in Simplified Chinese.
        place: File, tensor or key concerned, empty when it is the whole folder.
        safe_to_load: Whether it concerns the weights' worth alone, so that loading them is safe all the same.
    """

    rule: str
    severity: Severity
    message_en: str
    message_zh: str
    place: str = ""
    safe_to_load: bool = False


def finding(rule: str, place: object = "", detail: object = "") -> Finding:
    """The finding of `rule` at `place`; texts of the startup are shortened and stripped of control characters.

    Raises:
        KeyError: if there is no such rule.
    """
    entry = rules()[rule]
    severity = Severity(str(entry["severity"]))
    words = {"place": _shown(place), "detail": _shown(detail)}
    return Finding(
        rule=rule,
        severity=severity,
        message_en=str(entry["en"]).format(**words),
        message_zh=str(entry["zh"]).format(**words),
        place=words["place"],
        safe_to_load=severity is not Severity.HIGH or bool(entry.get("safe_to_load")),
    )


@cache
def rules() -> dict[str, dict[str, str | bool]]:
    """Severity and sentences by rule, as findings.yaml holds them."""
    content: dict[str, dict[str, str | bool]] = parse_yaml(_RULES.read_text(encoding="utf-8"))
    return content


def guarded(
    what: str, check: Callable[[], Iterable[Finding]], *, broken: str = "check_failed", most_per_rule: int = 20
) -> tuple[Finding, ...]:
    """What `check` finds; its own breakdown is a finding too, never a clean bill.

    Args:
        what: Names the check to the reader.
        check: Yields findings; those found before a breakdown are kept.
        broken: Rule of a breakdown.
        most_per_rule: Findings of one rule kept; a damaged file could give thousands.
    """
    found: list[Finding] = []
    count: Counter[str] = Counter()
    try:
        for item in check():
            count[item.rule] += 1
            if count[item.rule] <= most_per_rule:
                found.append(item)
    except Exception as error:
        found.append(finding(broken, what, f"{type(error).__name__}: {str(error)[:120]}"))
    return tuple(found)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by falling severity, then rule and place."""
    return tuple(sorted(findings, key=lambda found: (-found.severity.rank, found.rule, found.place)))


def blocking(findings: Iterable[Finding]) -> Finding | None:
    """The worst of the findings that make loading unsafe or impossible, None where none does."""
    return next((found for found in worst_first(findings) if not found.safe_to_load), None)


def _shown(text: object, longest: int = 240) -> str:
    line = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"

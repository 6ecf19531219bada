"""Findings in words: label, sentence, severity, the documents behind them, and the stage they concern."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.scoring.rubric import Rubric
from analysis.scoring.rules import Finding
from data.records import Registry, Source
from pages.components.format import day
from pages.components.language import language, text

_ORDER = ("gate", "high", "medium", "low")


def label_of(finding: Finding) -> str:
    """The finding's short name."""
    return finding.label_zh if language() == "zh" else finding.label_en


def message_of(finding: Finding) -> str:
    """The finding in one sentence with its numbers."""
    return finding.message_zh if language() == "zh" else finding.message_en


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest first; those set aside last."""
    return sorted(findings, key=lambda finding: (finding.set_aside is not None, _ORDER.index(finding.severity)))


def severity_word(code: str) -> str:
    """The severity's name."""
    return text(f"severity.{code}")


def source_line(source: Source) -> str:
    """Where a fact was read, on one line."""
    title = source.title if source.run_id is None else text("source.run", id=source.run_id)
    parts = [title, source.reference or ""]
    if source.dated is not None:
        parts.append(day(source.dated, language()))
    return " · ".join(part for part in parts if part)


def finding_sources(finding: Finding, limit: int = 3) -> str:
    """The documents and runs a finding rests on, the first few."""
    lines = list(dict.fromkeys(source_line(fact.source) for fact in finding.facts))
    more = text("source.more", count=len(lines) - limit) if len(lines) > limit else ""
    return " · ".join(part for part in (*lines[:limit], more) if part)


def finding_stage(finding: Finding, rubric: Rubric, registry: Registry) -> str | None:
    """The stage of the first fact that the finding's rule reads, None where it belongs to none."""
    rule = next((entry for entry in rubric.rules if entry.key == finding.rule), None)
    for key in rule.reads if rule else ():
        stage = stage_of_key(key, rubric, registry)
        if stage is not None:
            return stage
    return None


def stage_of_key(key: str, rubric: Rubric, registry: Registry) -> str | None:
    """The stage a field or a result belongs to."""
    plain = key.split(".")[0]
    if plain in registry.by_key:
        return registry.by_key[plain].stage
    result = rubric.result(plain)
    return result.stage if result else None

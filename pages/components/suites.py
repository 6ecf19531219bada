"""Benchmark suites read as data: their lines, capabilities and how a score is put on a scale from 0 to 100."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from data.reference_tables import reference_text

SUITES_FOLDER = Path(__file__).parents[2] / "evals" / "suites"


@dataclass(frozen=True, slots=True)
class SuiteLine:
    """One benchmark of a suite: its tasks, the metric that counts, and the end points of its scale.

    Attributes:
        target: Score that counts as 100 where the middle of the scale is best, None where a full score is.
    """

    key: str
    label_en: str
    label_zh: str
    capability: str
    tasks: tuple[str, ...]
    metric: str
    filter: str
    lower_bounds: dict[str, float]
    lower_bound: float
    target: float | None

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en

    def points(self, task: str, value: float) -> tuple[float, float]:
        """The score on a scale from guessing (0) to best (100), and how many points one unit of the score is worth.

        Source: normalisation of the Open LLM Leaderboard v2, kept below 0 instead of cut off, so that the mean of
        several tasks stays unbiased.
        """
        if self.target is not None:
            widest = max(self.target, 1 - self.target)
            return 100 * (1 - abs(value - self.target) / widest), 100 / widest
        bound = self.lower_bounds.get(task, self.lower_bound)
        return 100 * (value - bound) / (1 - bound), 100 / (1 - bound)


@dataclass(frozen=True, slots=True)
class SuiteFile:
    """A suite as its file describes it."""

    name: str
    label_en: str
    label_zh: str
    description_en: str
    description_zh: str
    lines: tuple[SuiteLine, ...]

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en

    def description(self, language: str) -> str:
        """What it measures, in `language` ("en" or "zh")."""
        return self.description_zh if language == "zh" else self.description_en

    @property
    def capabilities(self) -> tuple[str, ...]:
        """Capabilities in the order of the lines."""
        return tuple(dict.fromkeys(line.capability for line in self.lines))

    def line_of(self, task: str) -> SuiteLine | None:
        """The line that a task belongs to."""
        return next((line for line in self.lines if task in line.tasks), None)


@lru_cache(maxsize=1)
def suite_files() -> tuple[SuiteFile, ...]:
    """All suites by name; the demonstration comes first."""
    found = [parse_suite(path.stem, path.read_text(encoding="utf-8")) for path in sorted(SUITES_FOLDER.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda suite: suite.name != "demo"))


@lru_cache(maxsize=1)
def known_tasks() -> tuple[str, ...]:
    """Tasks that a claim may name: those of the suites first, then what decks quote besides."""
    of_suites = [task for suite in suite_files() for line in suite.lines for task in line.tasks]
    quoted: list[str] = yaml.safe_load(reference_text("benchmark_tasks.yaml"))["tasks"]
    return tuple(dict.fromkeys([*of_suites, *quoted]))


def parse_suite(name: str, content: str) -> SuiteFile:
    """The suite written in `content` (YAML)."""
    given = yaml.safe_load(content)
    return SuiteFile(
        name=name,
        label_en=given["label_en"],
        label_zh=given["label_zh"],
        description_en=given.get("description_en", ""),
        description_zh=given.get("description_zh", ""),
        lines=tuple(_line(line) for line in given["benchmarks"]),
    )


def task_label(task: str, language: str) -> str:
    """A task's name for readers: its line's where the line has only this task, else the task's own."""
    for suite in suite_files():
        line = suite.line_of(task)
        if line is not None:
            return line.label(language) if len(line.tasks) == 1 else f"{line.label(language)}: {task}"
    return task


def _line(given: dict[str, Any]) -> SuiteLine:
    scale = given.get("normalisation", {})
    return SuiteLine(
        key=given["key"],
        label_en=given["label_en"],
        label_zh=given["label_zh"],
        capability=given["capability"],
        tasks=tuple(given["tasks"]),
        metric=given["metric"],
        filter=given.get("filter", "none"),
        lower_bounds=scale.get("lower_bounds", {}),
        lower_bound=scale.get("lower_bound", 0.0),
        target=scale.get("target"),
    )

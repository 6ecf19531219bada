"""Benchmark tables as they stand in decks and model cards, read into claims; nothing is guessed silently."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from analysis.claims.table_cells import Number, ScoreCell, UnreadCell, table_cells
from analysis.claims.task_names import is_surely, task_candidates
from data.records import UNSTATED_METRIC, Claim, MetricTable, Scale

__all__ = ["Doubt", "ParsedClaim", "ParsedTable", "UnreadCell", "parse_claim_table"]

_SHOTS = re.compile(r"(\d+)\s*-?\s*shots?", re.IGNORECASE)
_ZERO_SHOT = re.compile(r"\bzero-?\s?shot", re.IGNORECASE)
_ITEMS = re.compile(r"\bn\s*=\s*([\d,]+)", re.IGNORECASE)
_CHAIN_OF_THOUGHT = re.compile(r"\bcot\b|chain[- ]of[- ]thought|思维链", re.IGNORECASE)
_MAJORITY = re.compile(r"\bmaj(?:ority)?\s*@\s*(\d+)", re.IGNORECASE)


class Doubt(NamedTuple):
    """Why somebody has to look at a parsed claim, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class ParsedClaim:
    """One score of a pasted table.

    Attributes:
        row: Of the table, 1 below the heading.
        label: The benchmark as the table writes it.
        column: The heading of the score's column, usually the model.
        claim: The claim; its task is empty unless the name matched, its metric empty unless the table states one.
        candidates: Tasks the label may mean.
        printed: The number as the table writes it.
        readings: What it may mean in points of a full score; one unless in doubt, none if it cannot be such points.
        doubt: Why somebody has to look, None for a match.
    """

    row: int
    label: str
    column: str
    claim: Claim
    candidates: tuple[str, ...]
    printed: float
    readings: tuple[float, ...]
    doubt: Doubt | None = None

    def value_on(self, scale: Scale, reading: float | None) -> float:
        """The score in the unit of its metric; on a scale without end the number as printed."""
        if scale.full_score is None or reading is None:
            return self.printed
        return round(reading * scale.step, 10)


class ParsedTable(NamedTuple):
    """Claims by how sure they are, and cells among them that could not be read."""

    matched: tuple[ParsedClaim, ...]
    doubtful: tuple[ParsedClaim, ...]
    unknown: tuple[ParsedClaim, ...]
    unread: tuple[UnreadCell, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings over scores, usually models, in their order."""
        return tuple(dict.fromkeys(each.column for group in self[:3] for each in sorted(group, key=_place)))


def parse_claim_table(text: str, known_tasks: Collection[str], metrics: MetricTable) -> ParsedTable:
    """Claims from a pasted Markdown, comma- or tab-separated table, sorted by how sure they are.

    Rows or columns may hold the benchmarks. Scores count as points of a hundred if the table writes a percent sign or
    any score above 1, metrics on a scale without end left aside. Shots, items, metric, chain of thought and majority
    vote are read from the labels and from columns of their own where they stand there.

    Args:
        text: The table with its heading row.
        known_tasks: lm-eval task names that can be run.
        metrics: The metrics a table may name, with the scale of each.

    Raises:
        UnreadableTable: if the text holds no table with a heading and at least one number, or too much.
    """
    cells = table_cells(text, lambda name: bool(task_candidates(_bare(name), known_tasks)))
    cases = [_case(cell, known_tasks, metrics) for cell in cells.scores]
    in_points = any(
        case.cell.number.has_percent_sign or case.cell.number.value > 1
        for case in cases
        if case.scale.full_score is not None
    )
    parsed = [_parsed(case, in_points) for case in cases]
    return ParsedTable(
        matched=tuple(claim for claim in parsed if claim.doubt is None),
        doubtful=tuple(claim for claim in parsed if claim.doubt is not None and claim.candidates),
        unknown=tuple(claim for claim in parsed if claim.doubt is not None and not claim.candidates),
        unread=cells.unread,
    )


def _place(parsed: ParsedClaim) -> int:
    return parsed.row


class _Case(NamedTuple):
    """A cell with what its label says: tasks it may mean, the one it surely means, its metric and that one's scale."""

    cell: ScoreCell
    candidates: tuple[str, ...]
    task: str
    metric: str
    scale: Scale


def _case(cell: ScoreCell, known: Collection[str], metrics: MetricTable) -> _Case:
    name = _bare(cell.label)
    candidates = task_candidates(name, known)
    task = candidates[0] if len(candidates) == 1 and is_surely(name, candidates[0]) else ""
    metric = _metric(_words(cell), metrics)
    return _Case(cell, candidates, task, metric, metrics.claimed_scale(task, metric))


def _parsed(case: _Case, in_points: bool) -> ParsedClaim:
    cell = case.cell
    readings = _readings(cell.number, in_points) if case.scale.full_score is not None else (cell.number.value,)
    doubts = [None if case.task else _task_doubt(cell.label, case.candidates), _value_doubt(cell.number, readings)]
    parsed = ParsedClaim(
        row=cell.row,
        label=cell.label,
        column=cell.column,
        claim=_claim(case),
        candidates=case.candidates,
        printed=cell.number.value,
        readings=readings,
        doubt=_joined(doubts),
    )
    value = parsed.value_on(case.scale, readings[0] if readings else None)
    return replace(parsed, claim=replace(parsed.claim, value=value))


def _joined(doubts: Sequence[Doubt | None]) -> Doubt | None:
    told = [doubt for doubt in doubts if doubt is not None]
    return Doubt(" ".join(each.en for each in told), "".join(each.zh for each in told)) if told else None


def _readings(number: Number, in_points: bool) -> tuple[float, ...]:
    """The points of a full score a number may stand for; the likelier one first."""
    of_fraction = round(100 * number.value, 10)
    if not in_points:
        return (of_fraction,)
    if number.value > 100:
        return ()
    return (number.value, of_fraction) if number.value <= 1 and not number.has_percent_sign else (number.value,)


def _task_doubt(label: str, candidates: tuple[str, ...]) -> Doubt:
    if not candidates:
        return Doubt(f"No known task resembles {label!r}.", f"没有已知任务与“{label}”相近。")
    if len(candidates) > 1:
        return Doubt(f"{label!r} may mean {', '.join(candidates)}.", f"“{label}”可能指 {'、'.join(candidates)}。")
    return Doubt(
        f"{label!r} resembles {candidates[0]}; is it the same?", f"“{label}”与 {candidates[0]} 相近，是否同一任务？"
    )


def _value_doubt(number: Number, readings: tuple[float, ...]) -> Doubt | None:
    if len(readings) > 1:
        return Doubt(
            f"{number.value} stands among percentages; is it {number.value} % or {100 * number.value:g} %?",
            f"{number.value} 与百分数同列，应为 {number.value}% 还是 {100 * number.value:g}%？",
        )
    if not readings:
        return Doubt(
            f"{number.value:g} is no share of solved items; which unit is it in?",
            f"{number.value:g} 不是答对比例，其单位是什么？",
        )
    return None


def _words(cell: ScoreCell) -> str:
    return f"{cell.label} | {cell.column}"


def _metric(words: str, metrics: MetricTable) -> str:
    """The metric the words name, unstated where they name none or several."""
    parts = re.split(r"[|,()\[\]]", words)
    named = {metric for part in parts if (metric := metrics.named(part)) is not None}
    return named.pop() if len(named) == 1 else UNSTATED_METRIC


def _claim(case: _Case) -> Claim:
    cell, words = case.cell, _words(case.cell)
    shots, items, majority = _SHOTS.search(words), _ITEMS.search(words), _MAJORITY.search(words)
    return Claim(
        task=case.task,
        metric=case.metric,
        value=cell.number.value,
        scale=case.scale,
        model=cell.column or None,
        shots=int(shots.group(1)) if shots else (0 if _ZERO_SHOT.search(words) else None),
        items=int(items.group(1).replace(",", "")) if items else None,
        direction="at_least" if cell.number.is_at_least else "exact",
        chain_of_thought=True if _CHAIN_OF_THOUGHT.search(words) else None,
        majority_of=int(majority.group(1)) if majority else None,
    )


def _bare(label: str) -> str:
    """The benchmark's name without its conditions."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", label)
    for pattern in (_ITEMS, _SHOTS, _ZERO_SHOT, _CHAIN_OF_THOUGHT, _MAJORITY):
        bare = pattern.sub(" ", bare)
    return bare.split(",")[0].strip()

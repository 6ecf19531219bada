"""Benchmark tables as they stand in decks and model cards, read into claims; nothing is guessed silently."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from analysis.claims.protocol import UNSTATED_METRIC
from data.records import Claim, InvalidInput

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "arcc": ("arc_challenge",),
    "arcchallenge": ("arc_challenge",),
    "arce": ("arc_easy",),
    "arc": ("arc_challenge", "arc_easy"),
    "bbh": ("bbh",),
    "bigbenchhard": ("bbh",),
    "commonsenseqa": ("commonsense_qa",),
    "csqa": ("commonsense_qa",),
    "drop": ("drop",),
    "gpqa": ("gpqa_main_n_shot", "gpqa_diamond_n_shot", "gpqa_main_zeroshot", "gpqa_diamond_zeroshot"),
    "gpqadiamond": ("gpqa_diamond_n_shot", "gpqa_diamond_zeroshot"),
    "lambada": ("lambada_openai", "lambada_standard"),
    "math": ("minerva_math", "hendrycks_math"),
    "math500": ("minerva_math500", "hendrycks_math500"),
    "multitaskunderstanding": ("mmlu",),
    "nq": ("nq_open",),
    "naturalquestions": ("nq_open",),
    "obqa": ("openbookqa",),
    "siqa": ("social_iqa",),
    "socialiqa": ("social_iqa",),
    "truthfulqa": ("truthfulqa_mc1", "truthfulqa_mc2", "truthfulqa_gen"),
    "tqa": ("triviaqa", "truthfulqa_mc2"),
}
_METRICS = {
    "acc": "acc",
    "accuracy": "acc",
    "acc_norm": "acc_norm",
    "acc norm": "acc_norm",
    "normalized accuracy": "acc_norm",
    "em": "exact_match",
    "exact match": "exact_match",
    "exact_match": "exact_match",
    "f1": "f1",
    "pass@1": "pass@1",
    "bleu": "bleu",
}
_SHOTS = re.compile(r"(\d+)\s*-?\s*shots?", re.IGNORECASE)
_ZERO_SHOT = re.compile(r"\bzero-?\s?shot", re.IGNORECASE)
_ITEMS = re.compile(r"\bn\s*=\s*([\d,]+)", re.IGNORECASE)
_NUMBER = re.compile(r"^[^\d\-]*(\d+(?:\.\d+)?)\s*(%)?(?:\s*(?:±|\+/-)\s*\d+(?:\.\d+)?\s*%?)?[*†‡]*$")
_CLOSE_ENOUGH = 0.75
_CANDIDATES = 4


class _Number(NamedTuple):
    value: float
    has_percent_sign: bool


class Doubt(NamedTuple):
    """Why somebody has to look at a parsed claim, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class ParsedClaim:
    """One score of a pasted table.

    Attributes:
        label: The benchmark as the table writes it.
        column: The heading of the score's column, usually the model.
        claim: The claim; its task is empty unless the name matched, its metric empty unless the table states one.
        candidates: Tasks the label may mean.
        doubt: Why somebody has to look, None for a match.
    """

    label: str
    column: str
    claim: Claim
    candidates: tuple[str, ...]
    doubt: Doubt | None = None


class ParsedTable(NamedTuple):
    """Claims by how sure their task is."""

    matched: tuple[ParsedClaim, ...]
    doubtful: tuple[ParsedClaim, ...]
    unknown: tuple[ParsedClaim, ...]


def parse_claim_table(text: str, known_tasks: Collection[str]) -> ParsedTable:
    """Claims from a pasted Markdown, comma- or tab-separated table, sorted by how sure their task is.

    Rows or columns may hold the benchmarks. Scores count as percentages if the table writes a percent sign or any score
    above 1. Shots, items and metric are read from the labels where they stand there.

    Args:
        text: The table with its heading row.
        known_tasks: lm-eval task names that can be run.

    Raises:
        InvalidInput: if the text holds no table with a heading and at least one number.
    """
    rows = _rows(text)
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        raise InvalidInput("No table was found; paste a heading row and at least one row with a benchmark and a score.")
    cells = _cells(_benchmarks_in_rows(rows, known_tasks))
    if not cells:
        raise InvalidInput("The table holds no number that could be a score, such as 64.1 or 64.1 %.")
    in_percent = any(number.has_percent_sign or number.value > 1 for _, _, number in cells)
    parsed = [_parsed(label, column, number, known_tasks, in_percent) for label, column, number in cells]
    return ParsedTable(
        matched=tuple(claim for claim in parsed if claim.doubt is None),
        doubtful=tuple(claim for claim in parsed if claim.doubt is not None and claim.candidates),
        unknown=tuple(claim for claim in parsed if claim.doubt is not None and not claim.candidates),
    )


def task_candidates(label: str, known_tasks: Collection[str]) -> tuple[str, ...]:
    """The tasks a benchmark's name may mean, best first: one if the name is the task's or a common other name for it.

    Several where the name covers several tasks or only resembles them; none where nothing comes near.
    """
    name = _normalised(_without_conditions(label))
    by_name = {_normalised(task): task for task in sorted(known_tasks, reverse=True)}
    if name in by_name:
        return (by_name[name],)
    if aliased := tuple(task for task in _ALIASES.get(name, ()) if task in known_tasks):
        return aliased
    close = difflib.get_close_matches(name, by_name, n=_CANDIDATES, cutoff=_CLOSE_ENOUGH)
    return tuple(by_name[match] for match in close)


def _parsed(label: str, column: str, number: _Number, known: Collection[str], in_percent: bool) -> ParsedClaim:
    candidates = task_candidates(label, known)
    value = round(number.value / 100, 10) if in_percent else number.value
    claim = _conditions(label, column, Claim(task="", metric=UNSTATED_METRIC, value=value, model=column or None))
    doubt = _doubt(label, candidates, known)
    if doubt is None and in_percent and not number.has_percent_sign and number.value <= 1:
        doubt = Doubt(
            f"{number.value} stands among percentages; is it {number.value} % or {100 * number.value:g} %?",
            f"{number.value} 与百分数同列，应为 {number.value}% 还是 {100 * number.value:g}%？",
        )
    if doubt is None and value > 1:
        doubt = Doubt(
            f"{number.value} is no share of solved items; which unit is it in?",
            f"{number.value} 不是答对比例，其单位是什么？",
        )
    return ParsedClaim(label, column, replace(claim, task="" if doubt else candidates[0]), candidates, doubt)


def _doubt(label: str, candidates: tuple[str, ...], known: Collection[str]) -> Doubt | None:
    if not candidates:
        return Doubt(f"No known task resembles {label!r}.", f"没有已知任务与“{label}”相近。")
    if len(candidates) > 1:
        return Doubt(f"{label!r} may mean {', '.join(candidates)}.", f"“{label}”可能指 {'、'.join(candidates)}。")
    name = _normalised(_without_conditions(label))
    is_sure = name == _normalised(candidates[0]) or (name in _ALIASES and len(_ALIASES[name]) == 1)
    if is_sure and candidates[0] in known:
        return None
    return Doubt(
        f"{label!r} resembles {candidates[0]}; is it the same?", f"“{label}”与 {candidates[0]} 相近，是否同一任务？"
    )


def _conditions(label: str, column: str, claim: Claim) -> Claim:
    words = f"{label} | {column}"
    shots = _SHOTS.search(words)
    items = _ITEMS.search(words)
    lowered = re.split(r"[|,()\[\]]", words.lower())
    metrics = {_METRICS[word.strip()] for word in lowered if word.strip() in _METRICS}
    return replace(
        claim,
        shots=int(shots.group(1)) if shots else (0 if _ZERO_SHOT.search(words) else None),
        items=int(items.group(1).replace(",", "")) if items else None,
        metric=metrics.pop() if len(metrics) == 1 else UNSTATED_METRIC,
    )


def _rows(text: str) -> list[list[str]]:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if any(line.count("|") >= 1 for line in lines):
        split = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines if "|" in line]
        rows = [[_plain(cell) for cell in row] for row in split]
        return [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    delimiter = "\t" if "\t" in text else (";" if text.count(";") > text.count(",") else ",")
    return [[_plain(cell) for cell in row] for row in csv.reader(lines, delimiter=delimiter)]


def _plain(cell: str) -> str:
    return re.sub(r"[*_`]{1,2}(?=\S)(.+?)(?<=\S)[*`]{1,2}", r"\1", cell).strip().strip("*`").strip()


def _benchmarks_in_rows(rows: list[list[str]], known: Collection[str]) -> list[list[str]]:
    width = max(len(row) for row in rows)
    padded = [row + [""] * (width - len(row)) for row in rows]
    in_heading = sum(bool(task_candidates(cell, known)) for cell in padded[0][1:])
    in_column = sum(bool(task_candidates(row[0], known)) for row in padded[1:])
    return [list(column) for column in zip(*padded, strict=True)] if in_heading > in_column else padded


def _cells(rows: list[list[str]]) -> list[tuple[str, str, _Number]]:
    heading = rows[0]
    shots_column = next((index for index, name in enumerate(heading) if re.fullmatch(r"(?i)#?\s*shots?", name)), None)
    found = []
    for row in rows[1:]:
        label = row[0]
        if shots_column is not None and row[shots_column].strip().isdigit():
            label = f"{label} ({row[shots_column].strip()}-shot)"
        for index, (column, cell) in enumerate(zip(heading[1:], row[1:], strict=True), start=1):
            number = _NUMBER.match(cell)
            if number and index != shots_column and label:
                found.append((label, column, _Number(float(number.group(1)), number.group(2) is not None)))
    return found


def _without_conditions(label: str) -> str:
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", label)
    bare = _ZERO_SHOT.sub(" ", _SHOTS.sub(" ", _ITEMS.sub(" ", bare)))
    return bare.split(",")[0].strip()


def _normalised(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())

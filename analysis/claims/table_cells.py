"""The cells of a pasted Markdown, comma- or tab-separated table: which hold scores, and which cannot be read."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import NamedTuple

from data.records import InvalidInput

_TOO_LONG = (
    "The text has {given:,} characters; paste one table of at most {most:,}.",
    "文本有 {given:,} 个字符；请只粘贴一张表，不超过 {most:,} 个字符。",
)
_NO_TABLE = (
    "No table was found; paste a heading row and at least one row with a benchmark and a score.",
    "未找到表格；请粘贴表头及至少一行评测与得分。",
)
_NO_NUMBER = (
    "The table holds no number that could be a score, such as 64.1 or 64.1 %.",
    "表中没有可作为得分的数字（例如 64.1 或 64.1%）。",
)
_TOO_MANY = (
    "The table holds {given} scores; paste at most {most} at once.",
    "表中有 {given} 个得分；一次最多粘贴 {most} 个。",
)
MOST_CHARACTERS = 50_000
MOST_SCORES = 500
_NUMBER = re.compile(r"^[^\d\-]*(\d+(?:\.\d+)?)\s*(%)?(?:\s*(?:±|\+/-)\s*\d+(?:\.\d+)?\s*%?)?\s*[*†‡]*$")
_EMPTY = re.compile(r"[-–—−/.]*|n\.?/?a\.?|none|nan|tbd|未公布|无", re.IGNORECASE)
_AT_LEAST = re.compile(r"[>≥]")
_CONDITIONS = {
    "shots": (re.compile(r"(?i)#?\s*shots?|few-?shots?|示例数"), "{}-shot"),
    "metric": (re.compile(r"(?i)metrics?|指标"), "{}"),
    "items": (re.compile(r"(?i)n|#?\s*items|题量"), "n={}"),
}


class UnreadableTable(InvalidInput):
    """A text that is no table of scores; `zh` says why in Chinese."""

    def __init__(self, reason: tuple[str, str], **figures: int) -> None:
        super().__init__(reason[0].format(**figures))
        self.zh = reason[1].format(**figures)


class Number(NamedTuple):
    """A score as it stands in a cell."""

    value: float
    has_percent_sign: bool
    is_at_least: bool


class ScoreCell(NamedTuple):
    """A score with its benchmark, conditions in brackets, the heading over it, and its row below the heading."""

    row: int
    label: str
    column: str
    number: Number


class UnreadCell(NamedTuple):
    """A cell among scores that is neither a number nor empty."""

    row: int
    label: str
    column: str
    text: str


class TableCells(NamedTuple):
    """Everything a table holds."""

    scores: tuple[ScoreCell, ...]
    unread: tuple[UnreadCell, ...]


class _Cell(NamedTuple):
    row: int
    label: str
    column: str
    text: str


def table_cells(text: str, is_benchmark: Callable[[str], bool]) -> TableCells:
    """The scores of a table whose benchmarks stand in the first column or in the heading.

    Columns without a single number are descriptions and left alone; columns of shots, metric and number of items
    describe the scores of their row.

    Args:
        text: The table with its heading row.
        is_benchmark: Whether a name resembles a known benchmark; tells rows from columns.

    Raises:
        UnreadableTable: if the text holds no table with a heading and at least one number, or too much.
    """
    if len(text) > MOST_CHARACTERS:
        raise UnreadableTable(_TOO_LONG, given=len(text), most=MOST_CHARACTERS)
    rows = _rows(text)
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        raise UnreadableTable(_NO_TABLE)
    cells = _cells(rows, is_benchmark)
    with_numbers = {cell.column for cell in cells if _NUMBER.match(cell.text)}
    scores, unread = [], []
    for cell in cells:
        if number := _number(cell.text):
            scores.append(ScoreCell(cell.row, cell.label, cell.column, number))
        elif cell.column in with_numbers and not _EMPTY.fullmatch(cell.text):
            unread.append(UnreadCell(*cell))
    if not scores:
        raise UnreadableTable(_NO_NUMBER)
    if len(scores) > MOST_SCORES:
        raise UnreadableTable(_TOO_MANY, given=len(scores), most=MOST_SCORES)
    return TableCells(tuple(scores), tuple(unread))


def _number(cell: str) -> Number | None:
    found = _NUMBER.match(cell)
    if found is None:
        return None
    return Number(float(found.group(1)), found.group(2) is not None, _AT_LEAST.search(cell) is not None)


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


def _cells(rows: list[list[str]], is_benchmark: Callable[[str], bool]) -> list[_Cell]:
    width = max(len(row) for row in rows)
    padded = [row + [""] * (width - len(row)) for row in rows]
    in_heading = sum(is_benchmark(cell) for cell in padded[0][1:])
    in_column = sum(is_benchmark(row[0]) for row in padded[1:])
    if in_heading > in_column:
        return [
            _Cell(number, label, row[0], row[place])
            for place, label in enumerate(padded[0])
            for number, row in enumerate(padded[1:], start=1)
            if place > 0 and label
        ]
    described = {place: name for place, cell in enumerate(padded[0]) if place > 0 and (name := _condition(cell))}
    return [
        _Cell(number, _described(row, described), heading, row[place])
        for number, row in enumerate(padded[1:], start=1)
        for place, heading in enumerate(padded[0])
        if place > 0 and place not in described and row[0]
    ]


def _condition(heading: str) -> str | None:
    return next((name for name, (pattern, _) in _CONDITIONS.items() if pattern.fullmatch(heading)), None)


def _described(row: list[str], described: dict[int, str]) -> str:
    """The row's benchmark with what its other columns say of it, in brackets."""
    stated = [_CONDITIONS[name][1].format(row[place]) for place, name in described.items() if row[place]]
    return f"{row[0]} ({', '.join(stated)})" if stated else row[0]

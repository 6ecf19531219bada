"""Lists and tables written inside one cell: `a; b`, `part=0.4; other=0.6`, `task=mmlu; value=0.64 | task=…`.

Texts that contain a separator stand in double quotes, with quotes inside doubled. `[]` is a list known to be empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

_TOKEN = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^;=|"\n]*))\s*')
_EMPTY = "[]"
_NEEDS_QUOTES = re.compile(r'[;=|"\n]|^\s|\s$|^(\[\])?$')


def codes_from_cell(cell: str) -> list[str] | None:
    """The values of `a; b; c`, or None when the cell is not written so."""
    if cell.strip() == _EMPTY:
        return []
    items = _items(cell)
    if items is None or len(items) > 1:
        return None
    texts = [name for name, value in items[0] if value is None]
    return texts if len(texts) == len(items[0]) else None


def shares_from_cell(cell: str) -> list[tuple[str, str]] | None:
    """The pairs of `part=0.4; other=0.6`, or None when the cell is not written so."""
    items = _items(cell)
    if items is None or len(items) > 1:
        return None
    pairs = [(name, value) for name, value in items[0] if value is not None]
    return pairs if len(pairs) == len(items[0]) else None


def items_from_cell(cell: str) -> list[list[tuple[str, str]]] | None:
    """The items of `column=value; column=value | column=value`, or None when the cell is not written so."""
    if cell.strip() == _EMPTY:
        return []
    items = _items(cell)
    if items is None or any(value is None for item in items for _, value in item):
        return None
    return [[(name, value) for name, value in item if value is not None] for item in items]


def codes_cell(codes: Sequence[str]) -> str:
    """`a; b; c`."""
    return "; ".join(_quoted(code) for code in codes) or _EMPTY


def shares_cell(shares: Mapping[str, float]) -> str:
    """`part=0.4; other=0.6`."""
    return "; ".join(f"{_quoted(part)}={share!r}" for part, share in shares.items())


def items_cell(items: Sequence[Mapping[str, object]]) -> str:
    """`column=value; column=value | column=value`; empty columns are left out."""
    return " | ".join(
        "; ".join(f"{column}={_quoted(_written(value))}" for column, value in item.items() if value is not None)
        for item in items
    )


def _items(cell: str) -> list[list[tuple[str, str | None]]] | None:
    items: list[list[tuple[str, str | None]]] = [[]]
    position, name = 0, None
    while True:
        match = _TOKEN.match(cell, position)
        if match is None:
            return None
        token = match[1].replace('""', '"') if match[1] is not None else (match[2] or "").strip()
        position = match.end()
        separator = cell[position] if position < len(cell) else ""
        if separator not in {"", ";", "|", "="} or (separator == "=" and name is not None):
            return None
        if separator == "=":
            name = token
        elif name is not None:
            items[-1].append((name, token))
            name = None
        elif token or match[1] is not None:
            items[-1].append((token, None))
        if separator == "|":
            items.append([])
        if not separator:
            return items
        position += 1


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)

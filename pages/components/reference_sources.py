"""The reference tables' own account of themselves: licence, date of the last check, rows and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


@dataclass(frozen=True, slots=True)
class ReferenceSource:
    """A reference table: file name without ending, licence, date of the last check, and every source it names."""

    name: str
    licence: str
    checked: str
    rows: int
    sources: tuple[str, ...]


@lru_cache(maxsize=1)
def reference_sources() -> tuple[ReferenceSource, ...]:
    """All reference tables that ship, by name."""
    return tuple(_source(path) for path in sorted(REFERENCE.glob("*.yaml")))


def _source(path: Path) -> ReferenceSource:
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    tables = [value for value in given.values() if isinstance(value, list)]
    return ReferenceSource(
        name=path.stem,
        licence=str(given.get("licence", "")),
        checked=str(given.get("checked", "")),
        rows=sum(len(table) for table in tables),
        sources=tuple(dict.fromkeys(_named_sources(given))),
    )


def _named_sources(tree: Any) -> Iterator[str]:
    """Every value under a key `source`, in file order."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "source" and isinstance(value, str):
                yield value
            else:
                yield from _named_sources(value)
    elif isinstance(tree, list):
        for entry in tree:
            yield from _named_sources(entry)

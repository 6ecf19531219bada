"""The tables of the world outside that ship: chips, prices, published models, bands; as text, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.records import NotFound, parse_yaml

PUBLISHED_FOLDER = Path(__file__).parent / "published"


@dataclass(frozen=True, slots=True)
class ReferenceSource:
    """A reference table: file name without ending, licence, date of the last check, and every source it names."""

    name: str
    licence: str
    checked: str
    rows: int
    sources: tuple[str, ...]


def reference_table_names() -> tuple[str, ...]:
    """File names of the tables, sorted."""
    return tuple(sorted(path.name for path in PUBLISHED_FOLDER.iterdir() if path.suffix in {".yaml", ".csv"}))


def reference_text(name: str) -> str:
    """The text of one table, by file name such as "hardware.yaml".

    Raises:
        NotFound: if no table has that name; the message lists the names.
    """
    if name not in reference_table_names():
        raise NotFound(f"No reference table is called {name!r}; there are {', '.join(reference_table_names())}.")
    return (PUBLISHED_FOLDER / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def reference_sources() -> tuple[ReferenceSource, ...]:
    """What the tables in YAML rest on, by name."""
    return tuple(
        _source(name.removesuffix(".yaml"), parse_yaml(reference_text(name)))
        for name in reference_table_names()
        if name.endswith(".yaml")
    )


def _source(name: str, given: dict[str, Any]) -> ReferenceSource:
    tables = [value for value in given.values() if isinstance(value, list)]
    return ReferenceSource(
        name=name,
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

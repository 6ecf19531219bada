"""The reference tables that ship with the project, as text: chips, prices, published models, bands."""

from __future__ import annotations

from pathlib import Path

from data.records import NotFound

_FOLDER = Path(__file__).parent / "reference"


def reference_table_names() -> tuple[str, ...]:
    """File names of the tables, sorted."""
    return tuple(sorted(path.name for path in _FOLDER.iterdir() if path.suffix in {".yaml", ".csv"}))


def reference_text(name: str) -> str:
    """The text of one table, by file name such as "hardware.yaml".

    Raises:
        NotFound: if no table has that name; the message lists the names.
    """
    if name not in reference_table_names():
        raise NotFound(f"No reference table is called {name!r}; there are {', '.join(reference_table_names())}.")
    return (_FOLDER / name).read_text(encoding="utf-8")

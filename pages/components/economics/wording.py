"""What the economics screen says, in catalogues of its own beside it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from data.records import parse_yaml
from pages.components.language import Language, language

LOCALES = Path(__file__).parent / "locales"


def said(key: str, /, **values: Any) -> str:
    """The sentence of that key in the session's language, with `values` put in.

    Raises:
        KeyError: if the catalogue has no such key.
    """
    sentence = economics_catalogue(language())[key]
    return sentence.format(**values) if values else sentence


@lru_cache(maxsize=2)
def economics_catalogue(code: Language) -> dict[str, str]:
    """All sentences of one language by dotted key."""
    tree = parse_yaml((LOCALES / f"{code}.yaml").read_text(encoding="utf-8"))
    return dict(_leaves(tree, ""))


def _leaves(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    found = []
    for key, value in tree.items():
        path = f"{prefix}{key}"
        found += _leaves(value, f"{path}.") if isinstance(value, dict) else [(path, str(value))]
    return found

"""What the screen says, in catalogues of its own beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pages.components.language import catalogue, language

LOCALES = Path(__file__).parent / "locales"
TEXTS = Path(__file__).parent / "texts"


def said(key: str, /, **values: Any) -> str:
    """The sentence of that key in the session's language, with `values` put in.

    Raises:
        KeyError: if the catalogue has no such key.
    """
    sentence = catalogue(language(), LOCALES)[key]
    return sentence.format(**values) if values else sentence


def has_said(key: str) -> bool:
    """Whether the catalogues know the key."""
    return key in catalogue("en", LOCALES)


def default_text(code: str) -> str:
    """The text the small transformer learns unless the visitor brings one, in English or Chinese."""
    return (TEXTS / f"{code}.txt").read_text(encoding="utf-8")

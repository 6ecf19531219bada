"""What the pipeline says, in catalogues of its own beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from data.records import PIPELINE_OUTCOMES, PIPELINE_STATUSES
from pages.components.format import plain_number
from pages.components.language import catalogue, language

LOCALES = Path(__file__).parent / "locales"


def said(key: str, /, **values: Any) -> str:
    """The sentence of that key in the session's language, with `values` put in.

    Raises:
        KeyError: if the catalogue has no such key.
    """
    sentence = catalogue(language(), LOCALES)[key]
    return sentence.format(**values) if values else sentence


def status_name(code: str) -> str:
    """What a status is called."""
    return PIPELINE_STATUSES[code].label(language())


def outcome_name(code: str) -> str:
    """What an outcome is called."""
    english, chinese = PIPELINE_OUTCOMES[code]
    return chinese if language() == "zh" else english


def days_between(first: date, last: date) -> str:
    """A span of days with its unit."""
    days = (last - first).days
    return said("days.one" if days == 1 else "days.many", count=plain_number(days))

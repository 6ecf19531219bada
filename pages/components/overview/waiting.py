"""What of the list is not up to date, and why."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.components.catch_up import COUNTED
from pages.components.format import count as in_digits
from pages.components.language import language, text
from pages.components.markdown import muted

_SAID = ("new", "evidence", "rubric")
"""What a reader is told of; a judgement of an earlier day carries its day."""


def show_waiting(waits: Mapping[str, int]) -> None:
    """One line per reason, nothing where all are up to date."""
    parts = [text(f"overview.waiting.{why}", count=_counted(waits[why])) for why in _SAID if waits.get(why)]
    if parts:
        st.markdown(muted(" ".join([*parts, text("overview.waiting.until")])))


def _counted(count: int) -> str:
    shown = in_digits(count, language())
    return text("overview.waiting.at_least", count=shown) if count >= COUNTED else shown

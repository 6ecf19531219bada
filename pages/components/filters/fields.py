"""The fields of a filter in a popover; what is entered counts once it is applied, all at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import streamlit as st

from data import repository
from data.records import MOST_QUIET_DAYS, Filter, Span, filter_document
from pages.components.filters.address import put_in_address
from pages.components.filters.choices import choice_name, named_choices, offered
from pages.components.language import language, text

_LISTS = ("stages", "sectors", "countries", "verdicts", "findings", "statuses", "owners", "tags")
_SPANS = {"headcount": 1.0, "measured_share": 100.0}
"""By what the ends are multiplied to be entered: people, and per cent."""


def show_fields(chosen: Filter) -> None:
    """The popover with every field as the filter has it."""
    # A new key with every filter, so that the fields show what the address asks for.
    key = f"filter_{language()}_{json.dumps(filter_document(chosen))}"
    with (
        st.popover(text("overview.filter.label")),
        st.form(key, border=False, enter_to_submit=True),
    ):
        st.text_input(
            text("overview.filter.part.words"), chosen.words, max_chars=repository.MOST_LETTERS, key=f"{key}_words"
        )
        left, right = st.columns(2)
        for number, part in enumerate(_LISTS):
            with right if number % 2 else left:
                _show_list(part, chosen, key)
        for part, scale in _SPANS.items():
            _show_span(part, getattr(chosen, part), scale, key)
        st.number_input(
            text("overview.filter.part.quiet_days"),
            min_value=1,
            max_value=MOST_QUIET_DAYS,
            value=chosen.quiet_days,
            key=f"{key}_quiet_days",
        )
        st.checkbox(text("overview.filter.part.turned"), chosen.turned, key=f"{key}_turned")
        st.form_submit_button(text("overview.filter.apply"), type="primary", on_click=_apply, args=(chosen, key))


def _show_list(part: str, chosen: Filter, key: str) -> None:
    named, values = named_choices(), list(getattr(chosen, part))
    st.multiselect(
        text(f"overview.filter.part.{part}"),
        offered(part, values, named),
        default=values,
        format_func=lambda value: choice_name(part, value, named),
        placeholder=text("overview.filter.any"),
        key=f"{key}_{part}",
    )


def _show_span(part: str, span: Span, scale: float, key: str) -> None:
    highest = 100.0 if part == "measured_share" else None
    for end, place in zip(("low", "high"), st.columns(2), strict=True):
        value = getattr(span, end)
        place.number_input(
            text(f"overview.filter.{part}_{end}"),
            min_value=0.0,
            max_value=highest,
            value=None if value is None else scale * value,
            step=1.0,
            format="%g",
            key=f"{key}_{part}_{end}",
        )


def _apply(chosen: Filter, key: str) -> None:
    def given(name: str) -> Any:
        return st.session_state[f"{key}_{name}"]

    entered: dict[str, Any] = {part: tuple(given(part)) for part in _LISTS}
    for part, scale in _SPANS.items():
        entered[part] = _span(given(f"{part}_low"), given(f"{part}_high"), scale)
    entered |= {"words": (given("words") or "").strip(), "quiet_days": given("quiet_days"), "turned": given("turned")}
    put_in_address(replace(chosen, **entered))


def _span(low: float | None, high: float | None, scale: float) -> Span:
    """The range with its lower end first, in whichever order the ends were entered."""
    ends = sorted(end / scale for end in (low, high) if end is not None)
    if len(ends) == 2:
        return Span(*ends)
    return Span(None if low is None else ends[0], None if high is None else ends[0])

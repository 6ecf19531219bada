"""What is filtered, in words, and the ways to clear each condition and all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from data.records import NO_FILTER, Filter, Span, filter_document
from pages.components.filters.address import put_in_address
from pages.components.filters.choices import choice_name, named_choices
from pages.components.format import plain_number, share
from pages.components.language import text
from pages.components.markdown import literal


def conditions(chosen: Filter) -> list[str]:
    """The parts of the filter that ask for something; the order of the list is none of them."""
    return [part for part in filter_document(chosen) if part != "order"]


def show_chips(chosen: Filter) -> None:
    """A button for each condition, which takes it away, then one for all; nothing where nothing is filtered."""
    parts = conditions(chosen)
    if not parts:
        return
    with st.container(horizontal=True, key="filter_chips"):
        for part in parts:
            cleared = replace(chosen, **{part: getattr(NO_FILTER, part)})
            st.button(
                f"{literal(condition_words(part, getattr(chosen, part)))} ✕",
                key=f"clear_{part}",
                help=text("overview.filter.clear"),
                on_click=put_in_address,
                args=(cleared,),
            )
        if len(parts) > 1:
            every = replace(NO_FILTER, order=chosen.order)
            st.button(
                text("overview.filter.clear_all"),
                key="clear_all",
                type="tertiary",
                on_click=put_in_address,
                args=(every,),
            )


def condition_words(part: str, value: Any) -> str:
    """One condition in words, such as “Sector: Media or Health care”."""
    if part == "turned":
        return text("overview.filter.part.turned")
    if part == "quiet_days":
        return text("overview.filter.quiet", days=plain_number(value))
    said = _range_words(part, value) if isinstance(value, Span) else _list_words(part, value)
    return text("overview.filter.said", part=text(f"overview.filter.part.{part}"), value=said)


def _list_words(part: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value
    named = named_choices()
    names = [choice_name(part, each, named) for each in value]
    return text("overview.filter.or").join(names)


def _range_words(part: str, span: Span) -> str:
    def end(value: float) -> str:
        return share(value) if part == "measured_share" else f"{value:,.10g}"

    if span.low is None:
        return text("overview.filter.at_most", high=end(span.high or 0.0))
    if span.high is None:
        return text("overview.filter.at_least", low=end(span.low))
    return text("overview.filter.between", low=end(span.low), high=end(span.high))

"""The filter as the address holds it, so that a link opens the same list."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from data.records import ADDRESS_NAMES, NO_FILTER, Filter, InvalidInput, filter_address, filter_from_address
from pages.components.filters.choices import named_choices


class Asked(NamedTuple):
    """What the address asks for; where it cannot be read nothing is filtered, and the sentence says why."""

    chosen: Filter
    problem: str = ""


def asked_filter() -> Asked:
    """The filter of the address."""
    try:
        chosen = filter_from_address({name: st.query_params.get_all(name) for name in ADDRESS_NAMES.values()})
        _refuse_unknown(chosen)
    except InvalidInput as refused:
        return Asked(NO_FILTER, str(refused))
    return Asked(chosen)


def put_in_address(chosen: Filter) -> None:
    """Ask for another filter; whatever else stands in the address stays."""
    given = filter_address(chosen)
    for name in ADDRESS_NAMES.values():
        if name in given:
            st.query_params[name] = given[name]
        elif name in st.query_params:
            del st.query_params[name]


def _refuse_unknown(chosen: Filter) -> None:
    for part, names in named_choices().items():
        for code in getattr(chosen, part):
            if code not in names:
                allowed = ", ".join(names)
                raise InvalidInput(f"filter, {ADDRESS_NAMES[part]}: got {code!r:.60}, expected any of {allowed}")

"""What was changed on the screen stands in the address, so that it can be sent on, taken back, and brought back."""

from __future__ import annotations

from typing import Final, TypeVar

import streamlit as st

from pages.components.economics.wording import said

_ROUND: Final = "economics_round"
_TAKEN_BACK: Final = "economics_taken_back"
_EMPTY: Final = ""
T = TypeVar("T")
TABS: Final = ("training", "serving", "finance", "returns", "valuation", "waterfall")


def field_key(tab: str, name: str, slug: str) -> str:
    """The key of a field; a reset gives every field a new one, so that it begins anew."""
    turn = st.session_state.get(_ROUND, 0)
    return f"{tab}_{name}_{slug}" + (f"_{turn}" if turn else "")


def first_number(tab: str, name: str, key: str, default: float | None, bounds: tuple[float, float]) -> float | None:
    """The number a field begins with: that of the address if it lies within bounds, else the default."""
    given = st.query_params.get(f"{tab}.{name}")
    value = default
    if given == _EMPTY:
        value = None
    elif given is not None:
        value = _number_within(given, bounds, default)
    return _first(key, None if value is None else float(value))


def first_option(tab: str, name: str, key: str, options: list[str], default: str) -> str:
    """The option a field begins with: that of the address if there is such an option, else the default."""
    given = st.query_params.get(f"{tab}.{name}", default)
    return str(_first(key, given if given in options else default))


def _first(key: str, value: T) -> T:
    """What the field of that key began with; one that was not drawn for a while begins again, as the address says."""
    if key not in st.session_state:
        st.session_state[f"first_{key}"] = value
    kept: T = st.session_state.setdefault(f"first_{key}", value)
    return kept


def remember(tab: str, name: str, value: float | str | None, default: float | str | None) -> None:
    """Write a changed value into the address, and take an unchanged one out."""
    place = f"{tab}.{name}"
    if value == default:
        if place in st.query_params:
            del st.query_params[place]
        return
    shown = _EMPTY if value is None else f"{value:.12g}" if isinstance(value, int | float) else value
    if st.query_params.get(place) != shown:
        st.query_params[place] = shown


def changed_places() -> list[str]:
    """Names of the fields that the address carries."""
    return sorted(name for name in st.query_params if name.split(".")[0] in TABS)


def forget_fields() -> None:
    """Take every change out of the address, as when another startup is chosen."""
    for name in changed_places():
        del st.query_params[name]


def show_reset() -> None:
    """How many fields were changed, a button that takes all of them back, and one that brings them back again."""
    changed = changed_places()
    taken_back = st.session_state.get(_TAKEN_BACK)
    if not changed and not taken_back:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if changed:
            st.markdown(f":small[:gray[{said('reset.changed', count=len(changed))}]]", width="content")
            st.button(said("reset.take_back"), key="economics_reset", on_click=_take_back)
        if taken_back:
            st.button(said("reset.bring_back"), key="economics_undo", on_click=_bring_back)


def _take_back() -> None:
    st.session_state[_TAKEN_BACK] = {name: st.query_params[name] for name in changed_places()}
    forget_fields()
    _next_round()


def _bring_back() -> None:
    for name, value in st.session_state.pop(_TAKEN_BACK, {}).items():
        st.query_params[name] = value
    _next_round()


def _next_round() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _number_within(given: str, bounds: tuple[float, float], default: float | None) -> float | None:
    try:
        number = float(given)
    except ValueError:
        return default
    return number if bounds[0] <= number <= bounds[1] else default

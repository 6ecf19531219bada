"""The what-if fields: numbers above zero, accelerators, precision; every one starts from the ledger or a convention."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from analysis.economics.hardware import Chip
from analysis.quantities.ranges import Range, exactly
from pages.components import loaders
from pages.components.economics.choice import Start
from pages.components.economics.remembered import field_key, first_number, first_option, remember
from pages.components.economics.wording import said

DEFAULT_CHIP = "H100 SXM"
_LARGEST = 1e15


class Field(NamedTuple):
    """A number field: name in the catalogue and the key, the value it starts with, and its bounds."""

    name: str
    value: float | None
    low: float = 1e-9
    high: float = _LARGEST
    step: float | None = None


def number_field(tab: str, field: Field, start: Start) -> float | None:
    """What the field holds; None where it was left empty."""
    default = None if field.value is None else float(field.value)
    low = float(field.low if default is None else min(field.low, default))
    high = float(field.high if default is None else max(field.high, default))
    key = field_key(tab, field.name, start.slug)
    given = st.number_input(
        said(f"{tab}.field.{field.name}"),
        min_value=low,
        max_value=high,
        value=first_number(tab, field.name, key, default, (low, high)),
        step=float(field.step or _step(field.value)),
        format="%.6g",
        key=key,
        help=said(f"{tab}.help.{field.name}"),
        placeholder=said("unknown"),
    )
    value = None if given is None else float(given)
    remember(tab, field.name, value, default)
    return value


def count_field(tab: str, field: Field, start: Start) -> int | None:
    """A whole number; None where the field was left empty."""
    default = None if field.value is None else int(field.value)
    low, high = int(max(field.low, 0)), int(min(field.high, 1e12))
    key = field_key(tab, field.name, start.slug)
    first = first_number(tab, field.name, key, default, (low, high))
    given = st.number_input(
        said(f"{tab}.field.{field.name}"),
        min_value=low,
        max_value=high,
        value=None if first is None else int(first),
        step=1,
        key=key,
        help=said(f"{tab}.help.{field.name}"),
        placeholder=said("unknown"),
    )
    value = None if given is None else int(given)
    remember(tab, field.name, value, default)
    return value


def share_field(tab: str, field: Field, start: Start, *, digits: int = 0) -> float:
    """A slider of per cent from `low` to `high`, read as a fraction."""
    default = float(field.value or 0)
    key = field_key(tab, field.name, start.slug)
    first = first_number(tab, field.name, key, default, (field.low, field.high))
    percent = st.slider(
        said(f"{tab}.field.{field.name}"),
        float(field.low),
        float(field.high),
        default if first is None else float(first),
        field.step or 1.0,
        format=f"%.{digits}f%%",
        key=key,
        help=said(f"{tab}.help.{field.name}"),
    )
    remember(tab, field.name, float(percent), default)
    return float(percent) / 100


def chip_field(tab: str, start: Start) -> Chip:
    """The accelerator chosen, the one the ledger names at first."""
    chips = {chip.name: chip for chip in loaders.yardsticks().chips}
    names = list(chips)
    stated = start.chip.name if start.chip is not None else DEFAULT_CHIP
    default = stated if stated in chips else names[0]
    key = field_key(tab, "chip", start.slug)
    chosen = st.selectbox(
        said("field.chip"),
        names,
        index=names.index(first_option(tab, "chip", key, names, default)),
        format_func=lambda name: name if chips[name].verified else said("field.chip_unverified", name=name),
        key=key,
        help=said("help.chip"),
    )
    remember(tab, "chip", str(chosen), default)
    return chips[str(chosen)]


def note_stand_in(start: Start) -> None:
    """Say so where the ledger names an accelerator that the table does not hold, or none."""
    if start.slug and start.chip is None:
        st.caption(said("field.chip_stand_in"))


def price_field(tab: str, chip: Chip, start: Start) -> float | None:
    """US dollars per device-hour: the stated price of that accelerator, else the middle of its list prices."""
    stated = start.figures.price_per_gpu_hour if chip is start.chip else None
    default = stated if stated is not None else None if chip.price is None else round(chip.price.band.mid, 2)
    bounds = (0.0001, 1e6)
    name = f"price.{chip.name}"
    key = field_key(tab, f"price_{chip.name}", start.slug)
    given = st.number_input(
        said("field.price"),
        min_value=bounds[0],
        max_value=bounds[1],
        value=first_number(tab, name, key, default, bounds),
        step=0.1,
        format="%.6g",
        key=key,
        help=said("help.price"),
        placeholder=said("unknown"),
    )
    value = None if given is None else float(given)
    remember(tab, name, value, default)
    return value


def price_band(chip: Chip, price: float | None) -> Range | None:
    """The list prices where the field holds their middle, a price entered exactly, None without any."""
    if price is None:
        return None
    if chip.price is not None and price == round(chip.price.band.mid, 2):
        return chip.price.band
    return exactly(price)


def option_field(tab: str, name: str, options: Sequence[str], start: Start, index: int = 0) -> str:
    """One of several options, which the catalogue names."""
    names = list(options)
    key = field_key(tab, name, start.slug)
    chosen = st.selectbox(
        said(f"{tab}.field.{name}"),
        names,
        index=names.index(first_option(tab, name, key, names, names[index])),
        format_func=lambda option: said(f"{tab}.{name}.{option}"),
        key=key,
        help=said(f"{tab}.help.{name}"),
    )
    remember(tab, name, str(chosen), names[index])
    return str(chosen)


def _step(value: float | None) -> float:
    """The value's leading power of ten, a tenth of a value below one, so that the buttons move it noticeably."""
    if not value:
        return 1.0
    return float(10 ** (len(f"{int(abs(value))}") - 1)) if abs(value) >= 1 else abs(value) / 10

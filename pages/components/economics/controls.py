"""The what-if fields: numbers above zero, accelerators, precision; every one starts from the ledger or a convention."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from analysis.economics.hardware import Chip
from analysis.quantities.ranges import Range
from pages.components import loaders
from pages.components.economics.choice import Start
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
    given = st.number_input(
        said(f"{tab}.field.{field.name}"),
        min_value=field.low,
        max_value=field.high,
        value=None if field.value is None else float(field.value),
        step=field.step or _step(field.value),
        format="%.6g",
        key=f"{tab}_{field.name}_{start.slug}",
        help=said(f"{tab}.help.{field.name}"),
        placeholder=said("unknown"),
    )
    return None if given is None else float(given)


def count_field(tab: str, field: Field, start: Start) -> int | None:
    """A whole number; None where the field was left empty."""
    given = st.number_input(
        said(f"{tab}.field.{field.name}"),
        min_value=int(max(field.low, 0)),
        max_value=int(min(field.high, 1e12)),
        value=None if field.value is None else int(field.value),
        step=1,
        key=f"{tab}_{field.name}_{start.slug}",
        help=said(f"{tab}.help.{field.name}"),
        placeholder=said("unknown"),
    )
    return None if given is None else int(given)


def chip_field(tab: str, start: Start) -> Chip:
    """The accelerator chosen, the one the ledger names at first."""
    chips = {chip.name: chip for chip in loaders.yardsticks().chips}
    first = start.chip.name if start.chip is not None else DEFAULT_CHIP
    names = list(chips)
    chosen = st.selectbox(
        said("field.chip"),
        names,
        index=names.index(first) if first in chips else 0,
        format_func=lambda name: name if chips[name].verified else said("field.chip_unverified", name=name),
        key=f"{tab}_chip_{start.slug}",
        help=said("help.chip"),
    )
    return chips[str(chosen)]


def note_stand_in(start: Start) -> None:
    """Say so where the ledger names an accelerator that the table does not hold, or none."""
    if start.slug and start.chip is None:
        st.caption(said("field.chip_stand_in"))


def price_field(tab: str, chip: Chip, start: Start) -> float | None:
    """US dollars per device-hour: the stated price of that accelerator, else the middle of its list prices."""
    stated = start.figures.price_per_gpu_hour if chip is start.chip else None
    value = stated if stated is not None else None if chip.price is None else round(chip.price.band.mid, 2)
    given = st.number_input(
        said("field.price"),
        min_value=0.0001,
        max_value=1e6,
        value=value,
        step=0.1,
        format="%.6g",
        key=f"{tab}_price_{chip.name}_{start.slug}",
        help=said("help.price"),
        placeholder=said("unknown"),
    )
    return None if given is None else float(given)


def price_band(chip: Chip, price: float | None) -> Range | None:
    """The price entered between the chip's list prices, which the entered one may widen; None without any."""
    if price is None:
        return None
    if chip.price is None:
        return Range(price, price, price)
    return Range(min(chip.price.low_usd, price), price, max(chip.price.high_usd, price))


def option_field(tab: str, name: str, options: Sequence[str], start: Start, index: int = 0) -> str:
    """One of several options, which the catalogue names."""
    chosen = st.selectbox(
        said(f"{tab}.field.{name}"),
        list(options),
        index=index,
        format_func=lambda option: said(f"{tab}.{name}.{option}"),
        key=f"{tab}_{name}_{start.slug}",
        help=said(f"{tab}.help.{name}"),
    )
    return str(chosen)


def _step(value: float | None) -> float:
    """A tenth of the value's leading power of ten, so that the buttons move it noticeably."""
    if not value:
        return 1.0
    return float(10 ** (len(f"{int(abs(value))}") - 1)) if abs(value) >= 1 else abs(value) / 10

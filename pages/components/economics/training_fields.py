"""The fields of the training tab: size and data, and whatever else is stated of the run."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from analysis.economics.hardware import Chip, Precision
from analysis.economics.training_compute import TYPICAL_UTILISATION, TrainingFigures
from analysis.economics.training_cost import OwnedChip
from analysis.economics.training_estimate import TrainingEstimate, training_estimate
from analysis.quantities.ranges import Range
from data.records import InvalidInput
from pages.components.economics.choice import Start
from pages.components.economics.controls import (
    Field,
    chip_field,
    count_field,
    note_stand_in,
    number_field,
    option_field,
    price_band,
    price_field,
    share_field,
)
from pages.components.economics.wording import said
from pages.components.frame import section

TAB = "training"
EXAMPLE_PARAMS_BILLION, EXAMPLE_TOKENS_TRILLION, EXAMPLE_DEVICES = 8.0, 15.0, 1024
SERVER_FACTOR = 1.6
"""Purchase of an accelerator with its share of server and network, over that of the bare part; our own setting."""
_STATED = (
    ("flop", 1e21),
    ("gpu_hours", 1e3),
    ("days", 1.0),
    ("cost_usd", 1e6),
    ("unique_tokens", 1e12),
)
_SHAPE = ("layers", "heads", "head_dim", "sequence_length")


class Entered(NamedTuple):
    """The run as entered and what follows from it.

    Attributes:
        is_stand_in: Whether the accelerator is nobody's: the ledger names none of the table, and none was chosen.
        utilisation: What stands in where no utilisation is stated.
        price: What stands in where no price is stated, None without any.
        owned: What owning the accelerators costs, None where no purchase price is known.
    """

    chip: Chip
    figures: TrainingFigures
    estimate: TrainingEstimate
    is_stand_in: bool
    utilisation: Range
    price: Range | None
    owned: OwnedChip | None


def entered_run(start: Start) -> Entered | None:
    """The fields; None where they contradict arithmetic itself, and then the page says which."""
    section(said("training.title"), said("training.note_startup" if start.slug else "training.note"))
    stated = _size_and_data(start)
    chip = chip_field(TAB, start)
    note_stand_in(start)
    precision: Precision = "fp8" if option_field(TAB, "precision", ("bf16", "fp8"), start) == "fp8" else "bf16"
    utilisation = _utilisation(start)
    price = price_field(TAB, chip, start)
    gpus = start.figures.gpus or (None if start.slug else EXAMPLE_DEVICES)
    devices = count_field(TAB, Field("devices", gpus, 1), start)
    with st.expander(said("training.more")):
        stated |= {name: _scaled(name, scale, start) for name, scale in _STATED}
        mfu = number_field(
            TAB, Field("mfu", None if start.figures.mfu is None else 100 * start.figures.mfu, 0.1, 100), start
        )
        shape = {name: count_field(TAB, Field(name, None, 1), start) for name in _SHAPE}
    with st.expander(said("training.owning")):
        owned = _owned(chip, start)
    band = price_band(chip, price)
    is_listed = band is not None and chip.price is not None and band == chip.price.band
    stated |= {"mfu": None if mfu is None else mfu / 100, "price_per_gpu_hour": None if is_listed else price}
    try:
        figures = TrainingFigures(**stated, gpus=devices, precision=precision, **shape)  # type: ignore[arg-type]  # the fields carry the names of the figures
        estimate = training_estimate(figures, chip, utilisation=utilisation, price_per_gpu_hour=band)
    except InvalidInput as error:
        st.error(str(error))
        return None
    is_stand_in = bool(start.slug) and start.chip is None and f"{TAB}.chip" not in st.query_params
    if is_stand_in:
        estimate = replace(estimate, implied_mfu=None)
    return Entered(chip, figures, estimate, is_stand_in, utilisation, band, owned)


def _size_and_data(start: Start) -> dict[str, float | None]:
    figures = start.figures
    example = (None, None) if start.slug else (EXAMPLE_PARAMS_BILLION, EXAMPLE_TOKENS_TRILLION)
    params = figures.computing_params / 1e9 if figures.computing_params else example[0]
    tokens = figures.tokens_seen / 1e12 if figures.tokens_seen else example[1]
    size = number_field(TAB, Field("params", params), start)
    seen = number_field(TAB, Field("tokens", tokens), start)
    of_ledger = size == params and (figures.is_mixture or figures.active_params is not None)
    return {
        "params": figures.params if of_ledger else None if size is None else size * 1e9,
        "active_params": figures.active_params if of_ledger else None,
        "is_mixture": of_ledger and figures.is_mixture,
        "tokens": None if seen is None else seen * 1e12,
    }


def _scaled(name: str, scale: float, start: Start) -> float | None:
    stated = getattr(start.figures, name)
    given = number_field(TAB, Field(name, None if stated is None else stated / scale), start)
    return None if given is None else given * scale


def _utilisation(start: Start) -> Range:
    """The stand-in for utilisation between two bounds; their middle is the likeliest."""
    low = share_field(TAB, Field("utilisation_low", 100 * TYPICAL_UTILISATION.low, 5, 80), start)
    high = share_field(TAB, Field("utilisation_high", 100 * TYPICAL_UTILISATION.high, 5, 80), start)
    low, high = min(low, high), max(low, high)
    return Range(low, (low + high) / 2, high)


def _owned(chip: Chip, start: Start) -> OwnedChip | None:
    bare = chip.purchase
    default = None if bare is None else round(SERVER_FACTOR * bare.band.mid, -2)
    purchase = number_field(TAB, Field("purchase", default, 1), start)
    lifetime = number_field(TAB, Field("lifetime", 4.0, 0.5, 20, 0.5), start)
    use = share_field(TAB, Field("use", 80, 5, 100), start)
    power = number_field(TAB, Field("power", 1.0, 0.01, 100, 0.1), start)
    energy = number_field(TAB, Field("energy", 0.08, 0.001, 10, 0.01), start)
    if purchase is None or lifetime is None or power is None or energy is None:
        return None
    spread = Range(purchase, purchase, purchase)
    if bare is not None and purchase == default:
        spread = bare.band.scaled(SERVER_FACTOR)
    return OwnedChip(spread, lifetime, use, power, energy)
